"""One run, in order: read the sources, build the documents, plan, apply."""
