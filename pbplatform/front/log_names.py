"""Names of what entries of the log call by its slug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.places import queries as places
from pbplatform.rounds.models import Committee, Round


@dataclass(frozen=True)
class LogNames:
    """Names by slug: of teams, and of committees by the slugs of round and committee."""

    teams: Mapping[str, str] = field(default_factory=dict)
    committees: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def name(self, kind: str, slug: str, subject: str) -> str:
        """The name of a team, or of a committee of the round in `subject`; empty if unknown."""
        if kind == "team":
            return self.teams.get(slug, "")
        round_slug = subject.removeprefix("rounds/").partition("/")[0]
        return self.committees.get((round_slug, slug), "")


NO_NAMES = LogNames()


def log_names(session: Session) -> LogNames:
    """The names of today, read at once."""
    asked = select(Round.slug, Committee.slug, Committee.name).join(
        Round, Round.id == Committee.round_id
    )
    return LogNames(
        teams={team.slug: team.name for team in places.teams(session)},
        committees={(round_slug, slug): name for round_slug, slug, name in session.execute(asked)},
    )
