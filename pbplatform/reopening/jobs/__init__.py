"""What the worker does for boxes after their opening."""
