"""What forums says: its mails."""
