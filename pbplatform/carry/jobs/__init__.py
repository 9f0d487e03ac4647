"""What the worker does."""
