"""Typed relations between things of different slices: point to idea, idea to proposal."""
