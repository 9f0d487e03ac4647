"""Forums, meetings, minutes and points."""
