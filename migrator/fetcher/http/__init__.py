"""Requests: one client, its cache, retries, throttle and guard."""
