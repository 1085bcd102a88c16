"""Prints plans, summaries, checks and progress to a terminal."""
