"""Stand-alone checks for outsiders; imports nothing of ours."""
