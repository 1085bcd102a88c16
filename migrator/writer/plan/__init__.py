"""The plan of a run, and the commands that settle what a plan can't: resolve and adopt."""
