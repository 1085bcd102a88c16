"""Takes a blog off Blogger and turns it into a folder of clean Markdown."""

__version__ = "0.1.0"
