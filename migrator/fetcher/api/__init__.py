"""Blogger's API v3: posts with a key, drafts as their author."""
