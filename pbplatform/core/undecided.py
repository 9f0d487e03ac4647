"""The paper of a round in numbers, as higher slices know it.

The box is closed only when all paper that came in time is in it or refused, and never over more
votes on paper than papers are out. Who keeps paper (papers handed out, batches, papers set aside)
announces its numbers in its `slice.py`. Source: docs/rules/ceremony.md sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class PaperNumbers:
    """How many ballot papers of a round are where; the numbers add up.

    issued + more = spoiled + unused + returned + not returned (ruling 25).

    Attributes:
        issued: given by hand or posted, those that replace a spoiled one too.
        spoiled: taken back because they were spoiled.
        unused: given back unused.
        returned: sheets of all batches that were not refused, and those set aside.
        set_aside: of the returned ones, those that were set aside and are in no batch.
        undecided: batches and papers set aside that came in time and are neither in nor refused.
        conditional: of the issued ones, those given under a condition; of these, two people
            decided that `conditional_counted` count and `conditional_refused` do not.
        said_to_count, said_not_to_count: sheets beyond what was given out, as two people decided.
    """

    issued: int = 0
    spoiled: int = 0
    unused: int = 0
    returned: int = 0
    set_aside: int = 0
    undecided: int = 0
    conditional: int = 0
    conditional_counted: int = 0
    conditional_refused: int = 0
    said_to_count: int = 0
    said_not_to_count: int = 0

    @property
    def out(self) -> int:
        """Papers that can come back as a vote, or did: never more votes on paper than these."""
        return self.issued - self.spoiled - self.unused + self.more_counted

    @property
    def not_returned(self) -> int:
        """Papers that never came back; none where more came back than were given out."""
        return max(0, self.issued - self._back)

    @property
    def _back(self) -> int:
        return self.spoiled + self.unused + self.returned

    @property
    def beyond(self) -> int:
        """How many more came back than were given out, decided or not."""
        return max(0, self._back - self.issued)

    @property
    def more(self) -> int:
        """Of these, as many as two people decided about; never more than there are."""
        return min(self.beyond, self.said_to_count + self.said_not_to_count)

    @property
    def more_counted(self) -> int:
        """Of these, as many as may be in the box."""
        return min(self.more, self.said_to_count)

    @property
    def more_open(self) -> int:
        """Sheets beyond what was given out about which nobody decided yet."""
        return self.beyond - self.more

    @property
    def told(self) -> dict[str, int]:
        """What the close tells of paper, by the names of its entry; nothing without paper."""
        if not self:
            return {}
        return {
            "paper_issued": self.issued,
            "paper_spoiled": self.spoiled,
            "paper_unused": self.unused,
            "paper_returned": self.returned,
            "paper_not_returned": self.not_returned,
            "paper_set_aside": self.set_aside,
            **self._told_seldom,
        }

    @property
    def _told_seldom(self) -> dict[str, int]:
        """What most rounds have none of: told where there is some."""
        told = {}
        if self.conditional:
            told["paper_conditional"] = self.conditional
            told["paper_conditional_counted"] = self.conditional_counted
            told["paper_conditional_refused"] = self.conditional_refused
        if self.beyond:
            told["paper_more"] = self.more
            told["paper_more_counted"] = self.more_counted
        return told

    @classmethod
    def read(cls, told: dict[str, int]) -> PaperNumbers:
        """The numbers of a close entry; none where it tells nothing of paper."""
        names = (
            *("issued", "spoiled", "unused", "returned", "set_aside"),
            *("conditional", "conditional_counted", "conditional_refused"),
        )
        counted = told.get("paper_more_counted", 0)
        return cls(
            **{name: told.get(f"paper_{name}", 0) for name in names},
            said_to_count=counted,
            said_not_to_count=told.get("paper_more", 0) - counted,
        )

    def __add__(self, other: PaperNumbers) -> PaperNumbers:
        names = [field.name for field in fields(self)]
        return PaperNumbers(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


# The numbers of one keeper of paper, told the id of the round.
PaperReader = Callable[[Session, int], PaperNumbers]
_READERS: list[PaperReader] = []


def announce_paper(reader: PaperReader) -> None:
    """Make the reader of a slice known; the same one again changes nothing."""
    if reader not in _READERS:
        _READERS.append(reader)


def paper_numbers(session: Session, round_id: int) -> PaperNumbers:
    """The papers of this round, by all who keep some."""
    return sum((read(session, round_id) for read in _READERS), PaperNumbers())


def paper_undecided(session: Session, round_id: int) -> int:
    """How many batches and votes on paper of this round are neither in the box nor refused."""
    return paper_numbers(session, round_id).undecided


# What the hand check of a round still wants before a certificate, told the round; empty: nothing.
CheckReader = Callable[[Session, Any], str]
_CHECKS: list[CheckReader] = []


def announce_hand_check(reader: CheckReader) -> None:
    """Make the reader of a slice known; the same one again changes nothing."""
    if reader not in _CHECKS:
        _CHECKS.append(reader)


def hand_check_wants(session: Session, round_: Any) -> str:
    """What papers still keep from the certificate of this round, by whoever keeps some."""
    return next((wants for read in _CHECKS if (wants := read(session, round_))), "")
