"""Pure rules of what changed because of people."""
