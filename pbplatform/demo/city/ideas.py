"""Ideas of a round of the city from the first day to what committees make of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import TypeVar

from pbplatform.core.actor import ActorRef
from pbplatform.demo.city.names import dice_of
from pbplatform.demo.city.phases import HOUR, CityRound
from pbplatform.demo.city.wishes import wished
from pbplatform.demo.round_acts import idea_keys
from pbplatform.demo.world import FIRST_START, HACKFORD, World
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


@dataclass(frozen=True)
class Sent:
    """An idea that somebody sent.

    Attributes:
        key: of the part of a project that it becomes, as `idea_keys` names it; empty for none.
        read_at: when a facilitator reads it and everybody sees it.
    """

    idea_id: int
    author: int
    key: str
    read_at: datetime


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


def send_all(world: World, city: CityRound, residents: Sequence[int], count: int) -> list[Sent]:
    """Residents send so many ideas, those of its projects among them; each is read in its turn."""
    plot, dice = city.plot, dice_of(f"ideas of {city.plot.slug}")
    wanted = _wanted(city, count, dice)
    until = min(plot.dates.ideas_close_at, FIRST_START)
    window = until - plot.dates.ideas_open_at
    instants = sorted(plot.dates.ideas_open_at + window * dice.random() for _each in wanted)
    area = world.ids[f"area:{city.ward}"]
    sent = [
        proposals.IdeaSent(
            acting_for_oneself(dice.choice(residents)),
            proposals.IdeaFacts(
                title=title,
                text=text,
                area_id=area if dice.random() < 0.8 else None,
                who_benefits=benefits,
                relations=_relations(dice),
            ),
            instant,
        )
        for (_key, title, text, benefits), instant in zip(wanted, instants, strict=True)
    ]
    ideas = []
    for part in some(sent):
        with world.batch() as session:
            ideas += proposals.send_ideas(session, round_id=world.ids[plot.slug], sent=part)
    found = []
    for idea, (key, *_words), each in zip(ideas, wanted, sent, strict=True):
        if key:
            world.ids[f"{plot.slug}:idea:{key}"] = idea.id
            world.ids[f"{plot.slug}:idea-number:{key}"] = idea.number
        author = each.actor.account_id or 0
        found.append(Sent(idea.id, author, key, at_desk(each.now)))
    return found


def _wanted(city: CityRound, count: int, dice: Random) -> list[tuple[str, str, str, str]]:
    """Key, title, text and who benefits of each idea, in the order in which they are sent."""
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


def publish_all(world: World, sent: Sequence[Sent]) -> list[Sent]:
    """Bea reads what came, each working morning; those that everybody sees by now."""
    bea = world.acting("bea", "facilitator")
    shown = [each for each in sent if each.read_at < FIRST_START]
    with world.batch() as session:
        for morning, ideas in groupby(shown, key=lambda each: each.read_at):
            ids = [each.idea_id for each in ideas]
            proposals.publish_ideas(session, actor=bea, idea_ids=ids, now=morning)
    return shown


def support_all(
    world: World, city: CityRound, shown: Sequence[Sent], residents: Sequence[int], count: int
) -> int:
    """Residents support what they see, a few ideas much more than most; returns how often."""
    dice = dice_of(f"supports of {city.plot.slug}")
    until = min(city.plot.claims - HOUR * 2, FIRST_START)
    liked = [each for each in shown if each.read_at < until]
    weights = [dice.paretovariate(1.1) for _each in liked]
    whole = sum(weights)
    supports = []
    for each, weight in zip(liked, weights, strict=True):
        most = min(round(count * weight / whole), len(residents) // 2)
        for who in dice.sample(residents, most):
            if who != each.author:
                now = each.read_at + (until - each.read_at) * dice.random()
                person = acting_for_oneself(who)
                supports.append(proposals.IdeaSupported(person, each.idea_id, now))
    supports.sort(key=lambda each: each.now)
    for part in some(supports):
        with world.batch() as session:
            proposals.support_ideas(session, supports=part)
    return len(supports)


def claim_all(world: World, city: CityRound, shown: Sequence[Sent]) -> None:
    """Each committee takes its part of the ideas; those of a project come to its committee."""
    plot = city.plot
    own = {
        key: plot.committee_of(project) for project in plot.projects for key in idea_keys(project)
    }
    taken: dict[str, list[int]] = {committee.slug: [] for committee in plot.committees}
    for place, each in enumerate(shown):
        committee = own.get(each.key) or plot.committees[place % len(plot.committees)]
        taken[committee.slug].append(each.idea_id)
    with world.batch() as session:
        for number, committee in enumerate(plot.committees):
            if taken[committee.slug]:
                review.claim_ideas(
                    session,
                    actor=world.acting(committee.delegates[0], "delegate", plot.scope(committee)),
                    idea_ids=taken[committee.slug],
                    committee_id=world.ids[f"{plot.slug}/{committee.slug}"],
                    now=plot.claims + HOUR * number,
                )


def leave_rest(world: World, city: CityRound, shown: Sequence[Sent]) -> None:
    """Once review is over Bea answers what the committees left open."""
    dice = dice_of(f"left of {city.plot.slug}")
    left = [proposals.IdeaLeft(each.idea_id, *dice.choice(_LEFT)) for each in shown if not each.key]
    if left:
        with world.batch() as session:
            proposals.leave_ideas(
                session,
                actor=world.acting("bea", "facilitator"),
                left=left,
                now=city.plot.dates.review_close_at + HOUR * 2,
            )
