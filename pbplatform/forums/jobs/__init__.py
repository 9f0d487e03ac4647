"""What the worker does, again and again."""
