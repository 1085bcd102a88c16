"""Whether a folder is whole: files, images, links and, against its source, every word."""
