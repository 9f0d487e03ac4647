"""Costings by officials and decisions by committees."""
