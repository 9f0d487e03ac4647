"""Two clerks at one moment: no letter twice, none lost, and each act comes about once.

Source: docs/rules/letters.md sections 2.2 and 3.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pbplatform.accounts.kinds import Role
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.letters import queries, services
from pbplatform.letters.kinds import MOST_IN_BATCH, LettersLog, LetterState, Why
from pbplatform.letters.models import Letter
from pbplatform.places import queries as places
from tests.factories import make_person
from tests.letters.people import LATER, WORDS, said_by_post
from tests.points.people import CAME, make_world

MANY = MOST_IN_BATCH + 30
CLERKS = 4


class Office:
    """Clerks, a forum, and one thing that somebody without e-mail said."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), transaction() as session:
            world = make_world(session)
            self.scope = world.forum.scope
            self.clerks = [
                make_person(session, f"Clerk {n}", role=Role.CLERK, scope=scope)
                for n, scope in enumerate([PLACE, self.scope] * (CLERKS // 2))
            ]
            self.path = said_by_post(world).path
            self.today = places.working_days(session).day_of(LATER)

    def letters(self, count: int, begin: int = 1) -> list[int]:
        with self.app.app_context(), transaction() as session:
            for key in range(begin, begin + count):
                facts: dict[str, Any] = {"kind": "points:answered", "words": WORDS, "now": CAME}
                services.make_letter(
                    session, key16=key.to_bytes(16, "big"), path=self.path, **facts
                )
            return list(session.scalars(select(Letter.id).order_by(Letter.id)))

    def at_once(self, acts: list[Callable[[ActorRef], Any]]) -> list[Any]:
        """What each act gave, or the code of its refusal; all begin together."""
        gate, found = threading.Barrier(len(acts)), [None] * len(acts)

        def run(n: int) -> None:
            with self.app.app_context():
                gate.wait(timeout=60)
                try:
                    found[n] = acts[n](self.clerks[n % CLERKS])
                except Conflict as refusal:
                    found[n] = refusal.code
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def makes_batch(actor: ActorRef) -> services.Made:
    with transaction() as session:
        return services.make_batch(session, actor=actor, scope=actor.scope, large=False, now=LATER)


def told(kind: LettersLog) -> int:
    """How many entries of the log are of this kind."""
    return sum(f'"{kind}"' in each.body.decode() for each in db.session.scalars(select(LogPending)))


def test_batches_made_at_one_moment_share_no_letter_and_lose_none(
    app: Flask, office: Office
) -> None:
    everyone = office.letters(MANY)
    made = office.at_once([makes_batch] * CLERKS)
    with app.app_context():
        batches = [each for each in made if each != "letters.none_waits"]
        while queries.not_in_batch(db.session(), (PLACE,)):
            batches.append(makes_batch(office.clerks[0]))
        db.session.rollback()
        numbers = [batch.number for batch in batches]
        assert len(set(numbers)) == len(numbers)
        held = [queries.letters_of(db.session(), number) for number in numbers]
        assert [len(letters) for letters in held] == [batch.letters for batch in batches]
        assert max(len(letters) for letters in held) <= MOST_IN_BATCH
        assert sorted(letter.id for letters in held for letter in letters) == everyone
        assert told(LettersLog.BATCH_MADE) == len(batches)


def in_one_batch(app: Flask, office: Office, count: int) -> tuple[int, list[int]]:
    everyone = office.letters(count)
    with app.app_context():
        number = makes_batch(office.clerks[0]).number
        db.session.rollback()
    assert number is not None
    return number, everyone


def posts(letter: int, day: date) -> Callable[[ActorRef], None]:
    def act(actor: ActorRef) -> None:
        with transaction() as session:
            services.post_one(session, actor=actor, letter_id=letter, day=day, now=LATER)

    return act


def presses(service: Callable[..., None], letter: int) -> Callable[[ActorRef], None]:
    def act(actor: ActorRef) -> None:
        with transaction() as session:
            service(session, actor=actor, letter_id=letter, now=LATER)

    return act


def test_the_same_press_of_several_clerks_does_it_once(app: Flask, office: Office) -> None:
    _number, (letter,) = in_one_batch(app, office, 1)
    steps = [
        (posts(letter, office.today), LettersLog.POSTED, "letters.not_printed"),
        (presses(services.mark_came_back, letter), LettersLog.CAME_BACK, "letters.not_posted"),
        (presses(services.unmark_came_back, letter), LettersLog.NOT_BACK, "letters.not_back"),
        (
            presses(services.take_posting_back, letter),
            LettersLog.NOT_POSTED,
            "letters.not_posted",
        ),
        (presses(services.hold, letter), LettersLog.HELD, "letters.cannot_be_held"),
        (presses(services.put_back, letter), LettersLog.PUT_BACK, "letters.not_held"),
    ]
    for act, kind, refused in steps:
        assert Counter(office.at_once([act] * CLERKS)) == {None: 1, refused: CLERKS - 1}
        with app.app_context():
            assert told(kind) == 1
            db.session.rollback()


def test_a_batch_is_posted_while_another_clerk_holds_letters_of_it_back(
    app: Flask, office: Office
) -> None:
    number, everyone = in_one_batch(app, office, 20)

    def posts_all(actor: ActorRef) -> int:
        with transaction() as session:
            facts: dict[str, Any] = {"number": number, "day": office.today, "now": LATER}
            return services.post_batch(session, actor=office.clerks[0], **facts)

    holds = [presses(services.hold, letter) for letter in everyone[:3]]
    posted, *held = office.at_once([posts_all, *holds])
    with app.app_context():
        states = Counter(db.session.scalars(select(Letter.state)))
        kept = sum(each is None for each in held)
        assert states[LetterState.POSTED] == posted == len(everyone) - kept
        assert states[LetterState.HELD] == kept
        gone = db.session.scalars(select(Letter).where(Letter.state == LetterState.HELD))
        assert {(letter.batch_n, letter.posted_on) for letter in gone} <= {(None, None)}


def test_a_letter_made_while_an_earlier_one_is_marked_as_come_back_is_held(
    app: Flask, office: Office
) -> None:
    _number, (letter,) = in_one_batch(app, office, 1)
    with app.app_context():
        posts(letter, office.today)(office.clerks[0])
        db.session.remove()

    def comes(_actor: ActorRef) -> None:
        office.letters(1, begin=100)

    office.at_once([presses(services.mark_came_back, letter), comes])
    with app.app_context():
        later = db.session.scalars(select(Letter).where(Letter.id != letter)).one()
        assert (later.state, later.why) == (LetterState.HELD, Why.EARLIER_CAME_BACK)


def test_what_is_held_stays_while_one_of_two_that_came_back_did_not(
    app: Flask, office: Office
) -> None:
    _number, (first, second) = in_one_batch(app, office, 2)
    clerk = office.clerks[0]
    with app.app_context():
        for letter in (first, second):
            posts(letter, office.today)(clerk)
            presses(services.mark_came_back, letter)(clerk)
        db.session.remove()
    waits = office.letters(1, begin=100)[-1]
    with app.app_context():
        presses(services.unmark_came_back, first)(clerk)
        assert db.session.get_one(Letter, waits).state == LetterState.HELD
        presses(services.unmark_came_back, second)(clerk)
        assert db.session.get_one(Letter, waits).state == LetterState.WAITING
