"""What a person reads in a terminal: progress, plans, summaries."""
