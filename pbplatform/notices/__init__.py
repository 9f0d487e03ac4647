"""Reads what slices announced and tells people."""
