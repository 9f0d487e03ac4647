"""What is odd before a freeze and before an opening, worked out from plain values.

Source: docs/rules/rounds.md section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pbplatform.core.text_fold import fold
from pbplatform.rounds.domain.oddities import Group, Oddity

FAR_ROLL = 10  # times the roll of the round counted last
FAR_TURNOUT = 3  # times the part of the roll that voted in it


@dataclass(frozen=True)
class Priced:
    """A project on the ballot; cost in minor units."""

    number: int
    title: str
    cost_minor: int


@dataclass(frozen=True)
class Ballot:
    """What is known of a ballot before it is frozen.

    Attributes:
        with_condition, older_price: numbers of projects.
        undecided: how many proposals nobody decided on.
        empty_committees: names of committees without a project on it.
    """

    money_minor: int
    projects: Sequence[Priced]
    with_condition: Sequence[int] = ()
    older_price: Sequence[int] = ()
    undecided: int = 0
    empty_committees: Sequence[str] = ()


@dataclass(frozen=True)
class Voters:
    """Who can vote, beside the round that was counted last.

    Attributes:
        needed: votes that a project needs at least; 0 where any will do.
        last_roll: voters on its roll; None where no round was counted.
    """

    roll: int
    needed: int
    last_roll: int | None


@dataclass(frozen=True)
class Held:
    """A role that holds now, over the round; instants."""

    account_id: int
    since: datetime
    until: datetime


@dataclass(frozen=True)
class People:
    """Who acts for the round.

    Attributes:
        public_before: an auditor whose role began by then answers for an act today.
        needed_until: the instant at which the result is due.
    """

    auditors: Sequence[Held]
    facilitators: Collection[int]
    clerks: int
    public_before: datetime
    needed_until: datetime


@dataclass(frozen=True)
class Keys:
    """Where the key of the box will lie."""

    writable: bool
    copy_said: bool


@dataclass(frozen=True)
class Box:
    """A box that is closed and not opened yet, beside the one counted last.

    Attributes:
        last_roll, last_envelopes: None where no round was counted.
        on_paper: of the envelopes, those that came on paper and mark nobody.
    """

    roll: int
    marked: int
    envelopes: int
    last_roll: int | None
    last_envelopes: int | None
    on_paper: int = 0


def odd_ballot(ballot: Ballot) -> Iterator[Oddity]:
    """What is odd about the projects and the money."""
    together = sum(one.cost_minor for one in ballot.projects)
    if ballot.projects and together <= ballot.money_minor:
        yield _project("all_fit", together_minor=together, money_minor=ballot.money_minor)
    for one in ballot.projects:
        if one.cost_minor > ballot.money_minor:
            yield _project(
                "too_dear", number=one.number, title=one.title, cost_minor=one.cost_minor,
                money_minor=ballot.money_minor,
            )  # fmt: skip
        if one.cost_minor == 0:
            yield _project("for_nothing", number=one.number, title=one.title)
    yield from _of_one_name(ballot.projects)
    for number in ballot.with_condition:
        yield _project("condition", number=number)
    for number in ballot.older_price:
        yield _project("older_price", number=number)
    if ballot.undecided:
        yield _project("undecided", num=ballot.undecided)
    for name in ballot.empty_committees:
        yield _project("committee_empty", name=name)


def _of_one_name(projects: Sequence[Priced]) -> Iterator[Oddity]:
    named = Counter(fold(one.title) for one in projects)
    for name in [name for name, times in named.items() if times > 1]:
        alike = [one for one in projects if fold(one.title) == name]
        numbers = ", ".join(str(one.number) for one in alike)
        yield _project("same_name", numbers=numbers, title=alike[0].title)


def odd_voters(voters: Voters) -> Iterator[Oddity]:
    """What is odd about the roll."""
    last = voters.last_roll
    if voters.roll == 0:
        yield Oddity(Group.VOTERS, "roll_empty")
        return
    if voters.needed > voters.roll:
        yield Oddity(Group.VOTERS, "too_few", {"needed": voters.needed, "roll": voters.roll})
    if last and (voters.roll >= last * FAR_ROLL or voters.roll * FAR_ROLL <= last):
        code = "roll_larger" if voters.roll > last else "roll_smaller"
        yield Oddity(Group.VOTERS, code, {"roll": voters.roll, "last": last})


def odd_people(people: People) -> Iterator[Oddity]:
    """Whether somebody can act as the second one, today and when the result is due."""
    beside = [
        one
        for one in people.auditors
        if any(other != one.account_id for other in people.facilitators)
    ]
    if not people.auditors:
        yield Oddity(Group.PEOPLE, "no_auditor")
    elif not beside:
        yield Oddity(Group.PEOPLE, "auditor_is_facilitator")
    elif all(one.since > people.public_before for one in beside):
        yield Oddity(Group.PEOPLE, "auditor_too_new")
    elif all(one.until <= people.needed_until for one in beside):
        yield Oddity(Group.PEOPLE, "auditor_ends")
    if not people.clerks:
        yield Oddity(Group.PEOPLE, "no_clerk")


def odd_keys(keys: Keys) -> Iterator[Oddity]:
    """What is odd about the folder of keys."""
    if not keys.writable:
        yield Oddity(Group.KEY, "not_writable")
    if not keys.copy_said:
        yield Oddity(Group.KEY, "no_copy")


def odd_box(box: Box) -> Iterator[Oddity]:
    """What is odd about a box before it is opened."""
    if box.envelopes == 0:
        yield Oddity(Group.BOX, "nobody_voted")
    elif box.last_roll and box.last_envelopes and box.roll:
        here, last = box.envelopes * box.last_roll, box.last_envelopes * box.roll
        if here >= last * FAR_TURNOUT or here * FAR_TURNOUT <= last:
            code = "turnout_larger" if here > last else "turnout_smaller"
            yield Oddity(
                Group.BOX, code,
                {"voted": box.envelopes, "roll": box.roll, "last_voted": box.last_envelopes,
                 "last_roll": box.last_roll},
            )  # fmt: skip
    online = box.envelopes - box.on_paper
    if box.marked != online:
        yield Oddity(Group.BOX, "marks_differ", {"marked": box.marked, "envelopes": online})


def _project(code: str, **params: int | str) -> Oddity:
    return Oddity(Group.PROJECTS, code, params)
