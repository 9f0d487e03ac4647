"""Costings that were answered, as places in a list of each team."""

from __future__ import annotations

ANSWERED = "costing"
SHIFTS = (45, 40)  # about a year, about twelve days
