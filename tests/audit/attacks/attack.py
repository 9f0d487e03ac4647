"""One attack: who does what, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.audit.attacks.insider import Insider

Act = Callable[[Insider], None]
OUTSIDER, DATABASE, OPERATOR = "outsider", "database", "operator"
WHO = {
    OUTSIDER: "anybody with a browser",
    DATABASE: "database administrator, without the key folder",
    OPERATOR: "operator, with the key of the logs and the key of the box",
}
WHEN = {
    "frozen": "at the freeze",
    "voting": "while people vote",
    "ending": "before the close",
    "apart": "closed, not opened",
    "opened": "opened, not counted",
    "counted": "after the count",
}


@dataclass(frozen=True)
class Attack:
    """What is tried.

    Attributes:
        when: the stage that it begins from, a key of `WHEN`.
        act: does it; an insider with the key then makes everything fit again.
        forum: outsiders look at the bundle of the forum, not at that of the vote.
    """

    name: str
    who: str
    when: str
    act: Act
    forum: bool = False


def attacks_of(who: str, *rows: tuple[str, str, Act], forum: bool = False) -> list[Attack]:
    """Attacks of one kind of people: (name, when, act)."""
    return [Attack(name, who, when, act, forum) for name, when, act in rows]
