"""Ties between things of different slices: what came of what. Source: docs/rules/thread.md."""
