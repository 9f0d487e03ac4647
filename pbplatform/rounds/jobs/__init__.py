"""What the worker does for rounds."""
