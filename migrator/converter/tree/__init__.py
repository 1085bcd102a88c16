"""HTML becomes the clean tree: blocks of runs with their marks."""
