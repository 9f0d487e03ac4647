"""People, sessions, roles."""
