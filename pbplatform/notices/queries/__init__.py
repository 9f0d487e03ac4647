"""Reads of what is followed, and by whom."""
