"""How meetings are counted whose public minutes wait for something."""

from __future__ import annotations

MINUTES, WAITING = "minutes", "waiting"
