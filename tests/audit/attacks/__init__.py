"""Attacks on a vote and its log by whoever runs it, and what notices: docs/attacks.md."""
