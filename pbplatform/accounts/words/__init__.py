"""What accounts says: its mails."""
