"""The proof: the post and its Markdown, rendered again, compared as a reader sees both."""
