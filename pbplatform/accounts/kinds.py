"""Roles a person may hold, and what each may see and do in one line."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    FACILITATOR = "facilitator"  # sets up rounds and forums, publishes, grants narrower roles
    DELEGATE = "delegate"  # of a committee: claims ideas, writes proposals, decides
    OFFICIAL = "official"  # of a team: prices proposals, answers points
    ELECTED = "elected"  # of a team: the named person an unanswered point is taken to
    CLERK = "clerk"  # of a round: the roll, letters, paper
    AUDITOR = "auditor"  # of the place: reads everything that may be read
    TRUSTEE = "trustee"  # of a round: holds a share of the opening key
