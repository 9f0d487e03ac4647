"""Pages of proposals, committees, delegates and costings."""
