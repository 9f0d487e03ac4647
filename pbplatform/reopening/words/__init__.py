"""What this slice says."""
