"""What review says: its mails."""
