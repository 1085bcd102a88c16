"""What a run would change in a folder, decided before anything is written."""
