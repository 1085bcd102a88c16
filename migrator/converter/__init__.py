"""HTML bodies become Markdown.  It knows no blog, file or generator: their conventions come in by `context.Context`."""
