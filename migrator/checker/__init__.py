"""Checks a migrated folder: files, images, links and, against its source, every word."""
