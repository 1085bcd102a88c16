"""Documents become files: where each goes, what stands in it, what is changed and what is left alone."""
