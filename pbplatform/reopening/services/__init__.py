"""Saying that a box was opened again, and ending its key."""
