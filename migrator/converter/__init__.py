"""HTML bodies become Markdown.  Knows no blog, no file and no generator: what it needs of them it is given."""
