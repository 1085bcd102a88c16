"""A sample blog in every export and feed format of Blogger, and a server that stands in for Blogger."""
