"""A post's file: front matter and body as text."""
