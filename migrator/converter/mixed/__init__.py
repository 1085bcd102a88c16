"""Bodies that are HTML with Markdown in it, as a half-done migration leaves them."""
