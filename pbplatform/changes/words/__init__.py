"""Sentences of what changed because of people."""
