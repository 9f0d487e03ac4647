"""Tables of who may do what, and when: one for each policy, read like the rules they come from.

A table has a column for each group of people, and a row for one or more moments. A cell is `may`,
or the code of the refusal. Each person of `PEOPLE` and each moment of the table stands in exactly
one column and one row, so that nobody and nothing is left out; `others` are all that are not named.
Expectations come from `docs/rules/`, not from the code.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pbplatform.core.actor import Actor, ActorRef, Grant
from pbplatform.core.errors import DomainError

Policy = Callable[..., DomainError | None]

ROSA, AMINA, TOM, BEA = 7, 8, 9, 10  # accounts: resident, delegate, official, facilitator
ASKER = ROSA  # who wrote the idea or raised the point of a table that knows an author


def acting(account: int, role: str, scope: str) -> ActorRef:
    """Somebody who is signed in and acts in a role that they hold in this scope."""
    return Actor(account, "Name", (Grant(role, scope),)).acting_as(role, scope)


PEOPLE: Mapping[str, ActorRef] = {
    "visitor": ActorRef(kind="voter", key="", role="voter"),  # nobody is signed in
    "resident": Actor(99, "Joe").as_resident(),
    "author": Actor(ASKER, "Rosa").as_resident(),  # of the idea or point; else one more resident
    "expired": Actor(BEA, "Bea", ()).as_resident(),  # held roles until just now
    "place facilitator": acting(BEA, "facilitator", "place"),
    "round facilitator": acting(11, "facilitator", "round:fund"),
    "other round's facilitator": acting(12, "facilitator", "round:fund-2"),
    "forum facilitator": acting(13, "facilitator", "forum:town"),
    "other forum's facilitator": acting(14, "facilitator", "forum:town-2"),
    "delegate": acting(AMINA, "delegate", "committee:fund/parks"),
    "other committee's delegate": acting(15, "delegate", "committee:fund/streets"),
    "other round's delegate": acting(16, "delegate", "committee:fund-2/parks"),
    "official": acting(TOM, "official", "team:parks"),
    "other team's official": acting(17, "official", "team:roads"),
    "elected": acting(18, "elected", "team:parks"),
    "other team's elected": acting(19, "elected", "team:roads"),
    "clerk": acting(20, "clerk", "round:fund"),
    "other round's clerk": acting(21, "clerk", "round:fund-2"),
    "forum clerk": acting(24, "clerk", "forum:town"),
    "other forum's clerk": acting(25, "clerk", "forum:town-2"),
    "auditor": acting(22, "auditor", "place"),
    "trustee": acting(23, "trustee", "round:fund"),
    "command": ActorRef(kind="command", key="", role="operator"),
    "system": ActorRef(kind="system", key="", role="system"),
}
# Names for several people, to be used as the head of a column.
MACHINES = "command, system"
ROUNDS_FACILITATORS = f"place facilitator, round facilitator, {MACHINES}"
FORUMS_FACILITATORS = f"place facilitator, forum facilitator, {MACHINES}"
SHORT = {
    "the machines": MACHINES,
    "its facilitators": ROUNDS_FACILITATORS,
    "the forum's facilitators": FORUMS_FACILITATORS,
    "who looks after the forum": f"{FORUMS_FACILITATORS}, forum clerk",
    "the place's facilitator": f"place facilitator, {MACHINES}",
    "its two facilitators": "place facilitator, round facilitator",
    "other facilitators": (
        "other round's facilitator, forum facilitator, other forum's facilitator"
    ),
    "facilitators of others": "other round's facilitator, other forum's facilitator",
    "its team": "official, elected",
    "signed in": "others",
}
REST = {"others", "whoever", "signed in"}
MAY = "may"


def _names(head: str, known: Mapping[str, object], named: set[str]) -> list[str]:
    """The people or moments that a head means; `named` are those that other heads name."""
    if head in REST:
        return [name for name in known if name not in named]
    parts = [SHORT.get(part.strip(), part.strip()) for part in head.split(",")]
    return [name.strip() for part in parts for name in part.split(",")]


def _each(heads: list[str], known: Mapping[str, object], what: str) -> list[list[str]]:
    """What each head means, after checking that everything known is meant exactly once."""
    named = {name for head in heads if head not in REST for name in _names(head, known, set())}
    meant = [_names(head, known, named) for head in heads]
    flat = [name for names in meant for name in names]
    if sorted(flat) != sorted(known):
        wrong = sorted(set(flat) ^ set(known)) or sorted(n for n in flat if flat.count(n) > 1)
        raise ValueError(f"each of the {what} stands in one place of the table: {wrong}")
    return meant


@dataclass(frozen=True)
class Table:
    """What one policy says, to everybody, at every moment.

    Attributes:
        source: the rule document and its section.
        moments: for each row by its name, the arguments that hold then. A policy is given those
            that it takes, and `actor`.
        rows: the table as text: a head, then a line for each row, cells apart by `|`.
        people: who asks.
        short: short words of the cells, and the codes that they stand for.
    """

    policy: Policy
    source: str
    moments: Mapping[str, Mapping[str, Any]]
    rows: str
    people: Mapping[str, ActorRef] = field(default_factory=lambda: PEOPLE)
    short: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.policy.__module__.split('.')[1]}.{self.policy.__name__}"

    def expected(self) -> dict[tuple[str, str], str]:
        """The code of the refusal, or `may`, by moment and person."""
        lines = [line for line in self.rows.strip().splitlines() if line.strip()]
        cells = [[cell.strip() for cell in line.split("|")] for line in lines]
        columns = _each(cells[0][1:], self.people, "people")
        told = _each([line[0] for line in cells[1:]], self.moments, "moments")
        if any(len(line) != len(cells[0]) for line in cells):
            raise ValueError(f"{self.name}: a line has too many or too few cells")
        return {
            (moment, person): self.short.get(code, code)
            for moments, line in zip(told, cells[1:], strict=True)
            for people, code in zip(columns, line[1:], strict=True)
            for moment in moments
            for person in people
        }

    def found(self) -> dict[tuple[str, str], str]:
        """The same as the program answers it."""
        takes = inspect.signature(self.policy).parameters
        return {
            (moment, person): self._ask(takes, {"actor": actor, **given})
            for moment, given in self.moments.items()
            for person, actor in self.people.items()
        }

    def _ask(self, takes: Mapping[str, object], given: Mapping[str, Any]) -> str:
        refusal = self.policy(**{name: value for name, value in given.items() if name in takes})
        return MAY if refusal is None else refusal.code

    def differences(self) -> Iterator[str]:
        """Each cell in which the rules and the program differ, as a sentence."""
        found = self.found()
        for (moment, person), code in self.expected().items():
            if found[moment, person] != code:
                yield f"{person} / {moment}: rules say {code}, program {found[moment, person]}"
