"""What outsiders check a vote with: one file that imports nothing of ours, and is handed out."""
