"""The demonstration place and its tour."""
