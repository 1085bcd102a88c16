"""The clean tree becomes Markdown, or HTML where Markdown has no word."""
