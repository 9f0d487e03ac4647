"""What the worker does for the place."""
