"""Half-migrated posts are finished in place."""
