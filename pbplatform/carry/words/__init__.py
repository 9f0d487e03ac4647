"""Sentences of this slice."""
