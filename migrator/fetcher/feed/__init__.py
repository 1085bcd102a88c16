"""A live blog's public feed."""
