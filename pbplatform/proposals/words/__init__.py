"""What proposals says: its mails."""
