"""What an earlier run leaves for the next: what changed, what needn't be read."""
