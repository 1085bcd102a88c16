"""Bodies that are HTML with Markdown in it, as a half-migrated site has them."""
