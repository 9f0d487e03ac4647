"""What delivery says: its mails."""
