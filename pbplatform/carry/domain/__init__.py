"""Pure values of what is carried over."""
