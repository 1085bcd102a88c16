"""The folder: planned changes are carried out, state and merge bases are kept."""
