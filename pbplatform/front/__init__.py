"""Pages that put slices together."""
