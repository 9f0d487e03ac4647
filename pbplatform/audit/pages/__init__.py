"""What is shown of this slice on pages of others."""
