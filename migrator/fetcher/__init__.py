"""Where posts come from: live blogs, exports, saved feeds."""
