"""Counts, results and why each project won or did not."""
