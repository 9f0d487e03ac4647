"""Ballots in, winners and reasons out. Imports nothing of ours, no database, no web."""
