"""Images: which are wanted, under which URLs they are tried, where they are kept."""
