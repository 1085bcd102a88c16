"""The path and permalink of every post, and links between posts."""
