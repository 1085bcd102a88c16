"""Images: their URLs, downloads and paths."""
