"""What the worker does for voting places."""
