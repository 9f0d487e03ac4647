"""What responses says: its mails."""
