"""Pages of ideas, by who uses them."""
