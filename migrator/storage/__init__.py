"""Collections on disk, the store of a run, and the one way in which values are packed."""
