"""What is said: every sentence of this slice that is no template's."""
