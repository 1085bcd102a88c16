"""What each HTML element is to a reader."""
