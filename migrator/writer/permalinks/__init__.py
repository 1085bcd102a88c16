"""The path and address of every post, and where links between posts lead."""
