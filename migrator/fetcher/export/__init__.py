"""Exports on disk: backups, Takeout folders and archives."""
