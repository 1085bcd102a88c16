"""One run, in order: read, build, plan, apply."""
