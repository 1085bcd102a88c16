"""A sample blog, in every form that Blogger gives one out in, and a server that stands in for Blogger."""
