"""The sources of posts (live blogs, exports, saved feeds) and their images."""
