"""Files for outsiders."""
