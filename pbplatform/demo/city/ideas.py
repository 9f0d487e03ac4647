"""Ideas of a round of the city from the first day to what committees make of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import TypeVar

from pbplatform.core.actor import ActorRef
from pbplatform.demo.city.names import dice_of
from pbplatform.demo.city.phases import HOUR, CityRound
from pbplatform.demo.city.wishes import wished
from pbplatform.demo.round_acts import idea_keys
from pbplatform.demo.world import FIRST_START, HACKFORD, Act, World
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import RELATION_CODES, NotTaken
from pbplatform.review import services as review

Row = TypeVar("Row")
AT_ONCE = 1000  # rows of a transaction
_LEFT = (
    (NotTaken.NOT_OURS, "The street is not the city’s. We passed it on to its owner."),
    (NotTaken.TOO_DEAR, "It would take all the money of the round."),
    (NotTaken.PLANNED, "It is planned for next year in any case."),
    (NotTaken.CANNOT, "There is no room beside the pipes in the ground."),
    (NotTaken.OTHER, "The committee chose ideas that more people asked for."),
)


def some(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """A thousand at a time."""
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def acting_for_oneself(account_id: int) -> ActorRef:
    return ActorRef(kind="account", key=str(account_id), role="resident")


def at_desk(after: datetime) -> datetime:
    """The next working morning at ten after an instant; holidays aside, as clocks see to them."""
    local = after.astimezone(HACKFORD).replace(hour=10, minute=0, second=0, microsecond=0)
    local += timedelta(days=1)
    while local.weekday() > 4:
        local += timedelta(days=1)
    return local.astimezone(after.tzinfo)


@dataclass(frozen=True)
class Idea:
    """An idea that somebody will send, and when it is sent and read.

    Attributes:
        key: by which the world knows it; those of a project as `idea_keys` names them.
        of_project: whether it becomes a part of one.
    """

    key: str
    of_project: bool
    sent: proposals.IdeaSent
    read_at: datetime

    @property
    def author(self) -> int:
        return self.sent.actor.account_id or 0


def ideas_of(world: World, city: CityRound, residents: Sequence[int], count: int) -> list[Idea]:
    """So many ideas of residents, those of the projects among them, in the order of time."""
    plot, dice = city.plot, dice_of(f"ideas of {city.plot.slug}")
    wanted = _wanted(city, count, dice)
    until = min(plot.dates.ideas_close_at, FIRST_START)
    window = until - plot.dates.ideas_open_at
    instants = sorted(plot.dates.ideas_open_at + window * dice.random() for _each in wanted)
    area = world.ids[f"area:{city.ward}"]
    found = []
    for place, ((key, title, text, benefits), now) in enumerate(zip(wanted, instants, strict=True)):
        facts = proposals.IdeaFacts(
            title=title,
            text=text,
            area_id=area if dice.random() < 0.8 else None,
            who_benefits=benefits,
            relations=_relations(dice),
        )
        sent = proposals.IdeaSent(acting_for_oneself(dice.choice(residents)), facts, now)
        found.append(Idea(key or f"other-{place}", bool(key), sent, at_desk(now)))
    return found


def sending(city: CityRound, ideas: Sequence[Idea], marks: Sequence[datetime]) -> list[Act]:
    """Residents send them, and Bea reads them, each working morning."""
    plot, acts = city.plot, []
    for part in between(ideas, marks, lambda each: each.sent.now):
        # With the first of them, so that all are there before Bea reads any.
        acts.append(Act(part[0].sent.now, partial(_send, plot.slug, part), len(part)))
    read = sorted((each for each in ideas if each.read_at < FIRST_START), key=_when_read)
    for part in between(read, marks, _when_read):
        acts.append(Act(part[-1].read_at, partial(_publish, plot.slug, part), len(part)))
    return acts


def _when_read(idea: Idea) -> datetime:
    return idea.read_at


def between(
    rows: Sequence[Row], marks: Sequence[datetime], when: Callable[[Row], datetime]
) -> Iterator[list[Row]]:
    """Rows in the order of time, cut at the marks: none waits for what comes after one."""
    for _part, found in groupby(rows, key=lambda row: bisect_right(marks, when(row))):
        yield list(found)


def _send(slug: str, ideas: Sequence[Idea], world: World, _now: datetime) -> None:
    for part in some(ideas):
        with world.batch() as session:
            sent = [each.sent for each in part]
            made = proposals.send_ideas(session, round_id=world.ids[slug], sent=sent)
        for idea, each in zip(made, part, strict=True):
            world.ids[f"{slug}:idea:{each.key}"] = idea.id
            world.ids[f"{slug}:idea-number:{each.key}"] = idea.number


def _publish(slug: str, ideas: Sequence[Idea], world: World, _now: datetime) -> None:
    bea = world.acting("bea", "facilitator")
    with world.batch() as session:
        for morning, some_ideas in groupby(ideas, key=_when_read):
            ids = [world.ids[f"{slug}:idea:{each.key}"] for each in some_ideas]
            proposals.publish_ideas(session, actor=bea, idea_ids=ids, now=morning)


def _wanted(city: CityRound, count: int, dice: Random) -> list[tuple[str, str, str, str]]:
    """Key, title, text and who benefits of each idea; no key of one that becomes no project."""
    found = []
    for project, wish in zip(city.plot.projects, city.wishes, strict=True):
        found.append((project.key, wish.title, wish.text, wish.wish.benefits))
        for key, (_who, title, text) in zip(idea_keys(project)[1:], project.also, strict=True):
            found.append((key, title, text, ""))
    while len(found) < count:
        other = wished(dice)
        found.append(("", other.title, other.text, dice.choice(("", other.wish.benefits))))
    dice.shuffle(found)
    return found


def _relations(dice: Random) -> dict[str, tuple[str, ...]]:
    """What some answer to the questions about relationships."""
    if dice.random() < 0.6:
        return {}
    return {question: (dice.choice(codes),) for question, codes in RELATION_CODES.items()}


def supporting(
    city: CityRound, ideas: Sequence[Idea], residents: Sequence[int], count: int
) -> list[Act]:
    """Residents support what they see, a few ideas much more than most."""
    slug, dice = city.plot.slug, dice_of(f"supports of {city.plot.slug}")
    until = min(city.plot.claims - HOUR * 2, FIRST_START - timedelta(minutes=1))
    liked = [each for each in ideas if each.read_at < until]
    weights = [dice.paretovariate(1.1) for _each in liked]
    whole = sum(weights)
    supports: list[tuple[str, int, datetime]] = []
    for each, weight in zip(liked, weights, strict=True):
        most = min(round(count * weight / whole), len(residents) // 2)
        for who in dice.sample(residents, most):
            if who != each.author:
                now = each.read_at + (until - each.read_at) * dice.random()
                supports.append((each.key, who, now))
    supports.sort(key=lambda each: each[2])
    # The log tells nothing of supports, so that all may be given at the end.
    return [Act(until, partial(_support, slug, supports), len(supports) // 30)] if supports else []


def _support(
    slug: str, supports: Sequence[tuple[str, int, datetime]], world: World, _now: datetime
) -> None:
    for part in some(supports):
        given = [
            proposals.IdeaSupported(acting_for_oneself(who), world.ids[f"{slug}:idea:{key}"], when)
            for key, who, when in part
        ]
        with world.batch() as session:
            proposals.support_ideas(session, supports=given)


def claiming(city: CityRound, ideas: Sequence[Idea]) -> list[Act]:
    """Each committee takes its part of the ideas; those of a project come to its committee."""
    plot = city.plot
    own = {key: plot.committee_of(each) for each in plot.projects for key in idea_keys(each)}
    taken: dict[str, list[str]] = {committee.slug: [] for committee in plot.committees}
    for place, each in enumerate(ideas):
        committee = own.get(each.key) or plot.committees[place % len(plot.committees)]
        taken[committee.slug].append(each.key)

    def run(world: World, now: datetime) -> None:
        with world.batch() as session:
            for committee in plot.committees:
                keys = taken[committee.slug]
                if not keys:
                    continue
                review.claim_ideas(
                    session,
                    actor=world.acting(committee.delegates[0], "delegate", plot.scope(committee)),
                    idea_ids=[world.ids[f"{plot.slug}:idea:{key}"] for key in keys],
                    committee_id=world.ids[f"{plot.slug}/{committee.slug}"],
                    now=now,
                )

    return [Act(plot.claims, run, len(ideas) // 2)]


def leaving(city: CityRound, ideas: Sequence[Idea]) -> list[Act]:
    """Once review is over Bea answers what the committees left open."""
    slug, dice = city.plot.slug, dice_of(f"left of {city.plot.slug}")
    left = [(each.key, *dice.choice(_LEFT)) for each in ideas if not each.of_project]

    def run(world: World, now: datetime) -> None:
        given = [
            proposals.IdeaLeft(world.ids[f"{slug}:idea:{key}"], reason, words)
            for key, reason, words in left
        ]
        bea = world.acting("bea", "facilitator")
        with world.batch() as session:
            proposals.leave_ideas(session, actor=bea, left=given, now=now)

    at = city.plot.dates.review_close_at + HOUR * 2
    return [Act(at, run, len(left) // 2)] if left else []
