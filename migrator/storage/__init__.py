"""Collections and posts that wait on disk instead of in memory."""
