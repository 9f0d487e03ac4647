"""Pure values: how often, what matters most, what a bounce says."""
