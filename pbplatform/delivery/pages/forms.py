"""Forms of the delivery desks: shape only."""

from __future__ import annotations

WORDS = 2000
REASON = 600
