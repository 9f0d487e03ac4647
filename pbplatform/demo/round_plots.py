"""What a round of the demonstration is made of: dates, money, committees, projects, voters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pbplatform.counting.rulebook import Family, Rule
from pbplatform.demo.plot.projects import Plot
from pbplatform.rounds.domain.scopes import scope_of_committee
from pbplatform.rounds.services import RoundDates

WHO = "Everybody who lives in Hackford and is 11 or over. You need no passport and no account."


@dataclass(frozen=True)
class Committee:
    """A committee and its delegates, by the keys of people."""

    slug: str
    name: str
    delegates: tuple[str, ...]


@dataclass(frozen=True)
class Crowd:
    """Voters who like much the same.

    Attributes:
        weight: how many of them there are beside other crowds.
        likes: how likely each of them chooses a project, per cent, by its key.
    """

    weight: int
    likes: Mapping[str, float]


@dataclass(frozen=True)
class RoundPlot:
    """A round of the demonstration.

    Attributes:
        who: who can vote, in words.
        rule: how votes are counted; most votes first where none is given.
        crowds: who votes; where none is given all are alike, and like a project by its `share`.
        begins: when it is set up and published.
        claims: the first day on which committees claim ideas; pricing and deciding follow.
        decides: the day on which committees decide.
    """

    slug: str
    name: str
    summary: str
    money: int
    max_choices: int | None
    dates: RoundDates
    begins: datetime
    claims: datetime
    decides: datetime
    committees: tuple[Committee, ...]
    projects: tuple[Plot, ...]
    rule: Rule = field(default=Rule(Family.VOTES_GREEDY))
    crowds: tuple[Crowd, ...] = ()
    who: str = WHO

    @property
    def voters(self) -> tuple[Crowd, ...]:
        return self.crowds or (Crowd(1, {plot.key: plot.share for plot in self.projects}),)

    def committee_of(self, plot: Plot) -> Committee:
        return next(found for found in self.committees if found.slug == plot.committee)

    def scope(self, committee: Committee) -> str:
        return scope_of_committee(self.slug, committee.slug)
