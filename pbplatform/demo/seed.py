"""Filling an empty database with Hackford: one list of dated acts, run in the order of time.

Where a city is wanted, its story follows in the same place (`city/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.core.db import db
from pbplatform.core.facts import NewsFact
from pbplatform.core.outbox import mark_old_done
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.demo import (
    call_acts,
    check_acts,
    delivery_acts,
    forum_acts,
    people,
    thread_acts,
    word_acts,
)
from pbplatform.demo.city import story
from pbplatform.demo.city.names import WARDS
from pbplatform.demo.city.size import CITY, CitySize
from pbplatform.demo.plot import rounds
from pbplatform.demo.world import FIRST_START as FIRST_START
from pbplatform.demo.world import Act, World
from pbplatform.places import queries as places_queries
from pbplatform.places.models import Area
from pbplatform.places.services import make_slug

MAILS_OF = timedelta(days=7)
SIZES: Mapping[str, CitySize | None] = {"town": None, "city": CITY}


def is_seeded(app: Flask) -> bool:
    """Whether the database has its place already."""
    with app.app_context():
        return places_queries.the_place(db.session()) is not None


def size_of(session: Session) -> str:
    """How large the place is that is there: a city has its wards beside the parts of the town."""
    wards = select(Area.id).where(Area.slug == make_slug(WARDS[0]))
    return "town" if session.scalar(wards) is None else "city"


def all_acts(code_key: bytes) -> list[Act]:
    """Everything that happened in Hackford before the first start, in the order of time."""
    acts = [
        *people.acts(),
        *rounds.round_by_shares(code_key),
        *rounds.past_round(code_key),
        *rounds.present_round(code_key),
        *rounds.round_with_delegates(),
        *rounds.round_taking_ideas(),
        *forum_acts.acts(),
        *delivery_acts.acts(),
        *check_acts.acts(),
        *call_acts.acts(),
        *word_acts.acts(),
        *thread_acts.acts(),
    ]
    return in_order(acts)


def in_order(acts: Iterable[Act]) -> list[Act]:
    """Acts of before the first start; those of one instant keep the order in which they came."""
    return sorted((act for act in acts if act.at < FIRST_START), key=lambda act: act.at)


def _nobody(_done: int, _all: int) -> None:
    """Nobody watches."""


def seed(
    app: Flask,
    progress: Callable[[int, int], None] = _nobody,
    *,
    city: CitySize | None = None,
) -> None:
    """Fill an empty database: with the town, or with as much of a city as is wanted.

    Args:
        progress: told how much of how much is done.
        city: None for what the settings say.
    """
    settings = app.extensions["settings"]
    world = World(
        secret=demo_secret(settings.secret_key),
        key_dir=settings.key_dir,
        files=app.extensions["files"],
    )
    code_key = derive_key(settings.secret_key, "letter-codes")
    wanted = city or SIZES[settings.demo_size]
    acts = all_acts(code_key)
    with app.app_context():
        if wanted is not None:
            acts = _with_city(world, wanted, acts, code_key)
        whole, done = sum(act.effort for act in acts), 0
        for act in acts:
            act.run(world, act.at)
            done += act.effort
            progress(done, whole)
        _end()
        db.session.remove()


def _with_city(world: World, size: CitySize, acts: list[Act], code_key: bytes) -> list[Act]:
    """What is left to do, in the order of time, once the first acts of the town are done and the
    people of the city are there.
    """
    first = [act for act in acts if act.at <= story.SETTLED]
    for act in first:
        act.run(world, act.at)
    residents = story.settle(world, size)
    marks = sorted({act.at for act in acts if act.orders})
    of_city = story.acts(world, size, residents, code_key, marks)
    return in_order([*acts[len(first) :], *of_city])


def _end() -> None:
    """Old mails are gone, and the logs are put in order: by time, of town and city together."""
    _tell_only_what_is_new()
    for log_id, _slug in audit_queries.logs_with_pending(db.session()):
        with transaction() as session:
            audit.fold(session, log_id)


def _tell_only_what_is_new() -> None:
    """What happened more than a week before the visit was told then: its mails are long gone."""
    before = FIRST_START - MAILS_OF
    with transaction() as session:
        old = NewsFact.at < before
        session.execute(update(NewsFact).where(old).values(spread_at=NewsFact.at, told=[]))
        mark_old_done(session, before=before)


def demo_secret(secret_key: str) -> bytes:
    """From which the letters of the demonstration's people are made."""
    return derive_key(secret_key, "demo-letters")
