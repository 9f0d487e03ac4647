"""Phases of a round, derived from its dates and acts, never stored."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    DRAFT = "draft"  # not public yet
    SOON = "soon"  # public, ideas not open yet
    IDEAS = "ideas"
    REVIEW = "review"  # delegates and officials; also while a late freeze holds the vote up
    READY = "ready"  # frozen, voting not open yet
    VOTING = "voting"
    COUNTING = "counting"  # voting over, result not published
    RESULTS = "results"
