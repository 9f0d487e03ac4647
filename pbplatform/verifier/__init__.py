"""What outsiders run: files that import nothing of ours, and are handed out as they are."""
