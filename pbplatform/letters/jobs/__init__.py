"""What the worker does for letters."""
