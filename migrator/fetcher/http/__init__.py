"""HTTP requests: the client, its cache, retries, throttle and guard against private networks."""
