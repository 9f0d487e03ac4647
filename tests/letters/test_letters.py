"""A fact for somebody without e-mail becomes a letter. Source: docs/rules/letters.md."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.own_data import Whose
from pbplatform.core.post import post_address
from pbplatform.intake.models import Written
from pbplatform.intake.services import claim, forget_address
from pbplatform.letters import queries, services
from pbplatform.letters.domain.words import of_mail
from pbplatform.letters.kinds import NEVER_POSTED, WORDS_KEPT, LettersLog, LetterState, Why
from pbplatform.letters.models import Letter, LetterBatch
from pbplatform.places import queries as places
from pbplatform.points.models import Point
from tests.factories import make_person
from tests.letters.people import LATER, WORDS, letter_of, said_by_post
from tests.points.people import CAME, World


def clerk_of(world: World, name: str = "Cleo", scope: str = "") -> ActorRef:
    return make_person(world.session, name, role=Role.CLERK, scope=scope or world.forum.scope)


def batch(world: World, clerk: ActorRef, **more: Any) -> services.Made:
    facts: dict[str, Any] = {"scope": clerk.scope, "large": False, "now": LATER}
    return services.make_batch(world.session, actor=clerk, **{**facts, **more})


def told(session: Session) -> list[dict[str, Any]]:
    """Our entries of the log, in no order."""
    entries = [json.loads(each.body) for each in session.scalars(select(LogPending))]
    return [each for each in entries if each["kind"].startswith("letters:")]


def test_the_same_fact_makes_one_letter_whose_words_and_address_lie_sealed(world: World) -> None:
    path = said_by_post(world).path
    letter = letter_of(world, path)
    assert letter_of(world, path).id == letter.id
    assert "bins" not in letter.sealed_words.lower()
    assert queries.words_of(world.session, letter) == WORDS


def test_no_letter_goes_to_whoever_left_no_address_or_uses_an_account_since(world: World) -> None:
    session = world.session
    facts: dict[str, Any] = {"kind": "x", "words": WORDS, "now": CAME}
    none = services.make_letter(session, key16=b"1" * 16, path="forums/x/points/9", **facts)
    slip = said_by_post(world)
    claim(session, actor=world.sam, code=slip.code, now=CAME)
    after = services.make_letter(session, key16=b"2" * 16, path=slip.path, **facts)
    assert (none, after) == (False, False)


def test_a_batch_has_the_letter_with_its_address_once(world: World) -> None:
    session, clerk = world.session, clerk_of(world)
    letter = letter_of(world, said_by_post(world).path)
    made = batch(world, clerk)
    assert (made.letters, made.left_out, letter.state) == (1, 0, LetterState.IN_BATCH)
    with pytest.raises(Conflict, match=r"letters\.none_waits"):
        batch(world, clerk_of(world, "Carl"))
    assert made.number is not None
    ready = services.letters_to_print(session, actor=clerk, number=made.number)
    assert [(each.to.name, each.words.subject) for each in ready] == [("Rosa Marsh", "An answer")]


def test_clerks_of_elsewhere_and_facilitators_make_no_batch(world: World) -> None:
    letter_of(world, said_by_post(world).path)
    for who in (world.bea, clerk_of(world, "Carl", scope="forum:other")):
        with pytest.raises(NotAllowed, match=r"letters\.only_clerk"):
            batch(world, who, scope=world.forum.scope)


def test_a_clerk_of_the_place_has_the_letters_of_all(world: World) -> None:
    letter_of(world, said_by_post(world).path)
    assert batch(world, clerk_of(world, scope="place")).letters == 1


def test_what_lost_its_address_before_the_batch_is_left_out_with_its_words(world: World) -> None:
    path = said_by_post(world).path
    letter = letter_of(world, path)
    forget_address(world.session, path)
    made = batch(world, clerk_of(world))
    assert (made.number, made.left_out) == (None, 1)
    assert (letter.state, letter.why, letter.sealed_words) == ("left_out", Why.NO_ADDRESS, "")


def test_a_letter_that_tells_of_a_thing_that_is_gone_is_left_out(world: World) -> None:
    written = said_by_post(world)
    letter = letter_of(world, written.path)
    row = world.session.get_one(Written, written.path)
    gone = world.session.get_one(Point, row.thing_id)
    gone.number += 900  # nothing stands at its path any more
    world.session.flush()
    assert batch(world, clerk_of(world)).left_out == 1
    assert letter.why == Why.THING_GONE


def printed(world: World) -> tuple[ActorRef, Letter, int]:
    clerk, letter = clerk_of(world), letter_of(world, said_by_post(world).path)
    number = batch(world, clerk).number
    assert number is not None
    return clerk, letter, number


def test_a_batch_is_posted_on_a_day_and_that_is_taken_back(world: World) -> None:
    session = world.session
    clerk, letter, number = printed(world)
    today = places.working_days(session).day_of(LATER)
    acts: dict[str, Any] = {"actor": clerk, "now": LATER}
    tomorrow = today + timedelta(days=1)
    with pytest.raises(Conflict, match=r"letters\.day_to_come"):
        services.post_batch(session, number=number, day=tomorrow, **acts)
    assert services.post_batch(session, number=number, day=today, **acts) == 1
    assert (letter.state, letter.posted_on) == (LetterState.POSTED, today)
    with pytest.raises(Conflict, match=r"letters\.all_posted"):
        services.post_batch(session, number=number, day=today, **acts)
    services.take_posting_back(session, letter_id=letter.id, **acts)
    assert (letter.state, letter.posted_on) == (LetterState.IN_BATCH, None)
    services.post_one(session, letter_id=letter.id, day=today, **acts)
    assert letter.state == LetterState.POSTED


def test_letters_after_one_that_came_back_are_held_until_it_did_not(world: World) -> None:
    session = world.session
    clerk, letter, number = printed(world)
    acts: dict[str, Any] = {"actor": clerk, "now": LATER}
    today = places.working_days(session).day_of(LATER)
    waits = letter_of(world, letter.path, key=2)
    services.post_batch(session, number=number, day=today, **acts)
    services.mark_came_back(session, letter_id=letter.id, **acts)
    comes = letter_of(world, letter.path, key=3)
    assert {waits.why, comes.why} == {Why.EARLIER_CAME_BACK}
    services.unmark_came_back(session, letter_id=letter.id, **acts)
    assert {waits.state, comes.state} == {LetterState.WAITING}


def test_a_letter_is_held_back_and_waits_again(world: World) -> None:
    session = world.session
    clerk, letter, number = printed(world)
    services.hold(session, actor=clerk, letter_id=letter.id, now=LATER)
    with pytest.raises(Conflict, match=r"letters\.nothing_to_print"):
        services.letters_to_print(session, actor=clerk, number=number)
    services.put_back(session, actor=clerk, letter_id=letter.id, now=LATER)
    assert batch(world, clerk).letters == 1


def test_who_wants_no_more_letters_has_no_address_and_nothing_waits(world: World) -> None:
    session = world.session
    clerk, letter, _number = printed(world)
    acts: dict[str, Any] = {"actor": clerk, "letter_id": letter.id, "now": LATER}
    seen = seal(services.facts_to_stop(session, letter))
    other = letter_of(world, letter.path, key=2)
    with pytest.raises(ChangedMeanwhile):
        services.stop_letters(session, seen=seen, **acts)
    seen = seal(services.facts_to_stop(session, letter))
    services.stop_letters(session, seen=seen, **acts)
    session.refresh(letter)
    assert post_address(session, letter.path) == ""
    assert {(each.state, each.why, each.sealed_words) for each in (letter, other)} == {
        (LetterState.LEFT_OUT, Why.STOPPED, "")
    }


def test_words_go_30_days_after_posting_and_what_was_never_posted_after_400(world: World) -> None:
    session = world.session
    clerk, letter, number = printed(world)
    today = places.working_days(session).day_of(LATER)
    services.post_batch(session, actor=clerk, number=number, day=today, now=LATER)
    waits = letter_of(world, letter.path, key=2)
    services.forget_words(session, today=today + WORDS_KEPT, now=LATER)
    session.refresh(letter)
    assert letter.sealed_words
    after = today + WORDS_KEPT + timedelta(days=1)
    services.forget_words(session, today=after, now=LATER + NEVER_POSTED)
    session.refresh(letter)
    session.refresh(waits)
    assert (letter.sealed_words, letter.posted_on) == ("", today)
    assert (waits.sealed_words, waits.why) == ("", Why.TOO_OLD)


def test_the_log_counts_and_names_nobody(world: World) -> None:
    session = world.session
    clerk, _letter, number = printed(world)
    services.count_print(session, actor=clerk, number=number, now=LATER)
    assert [each["kind"] for each in told(session)] == [LettersLog.BATCH_MADE]
    services.count_print(session, actor=clerk, number=number, now=LATER)
    entries = told(session)
    assert {each["kind"] for each in entries} == {LettersLog.BATCH_MADE, LettersLog.PRINTED_AGAIN}
    assert {each["subject"] for each in entries} == {"letters"}
    assert not any("Rosa" in json.dumps(each) for each in entries)


def test_a_batch_stays_without_the_clerk_who_left(world: World) -> None:
    clerk, _letter, number = printed(world)
    whose = Whose(account_id=clerk.account_id or 0, email="", name="", held_a_role=True)
    services.forget_person(world.session, whose, True, LATER)
    assert queries.batch_at(world.session, number).by_id is None


@pytest.mark.parametrize(
    ("mail", "letter"),
    [
        (
            "Read it: \nhttps://pb.example/ideas/3\n\n-- \nYou get this mail",
            "Read it: \npb.example/ideas/3",
        ),
        ("No line", "No line"),
    ],
)
def test_a_letter_has_the_words_of_the_mail_and_addresses_to_type(mail: str, letter: str) -> None:
    assert of_mail(mail) == letter


def test_batches_are_listed_with_what_is_not_posted(world: World) -> None:
    clerk, _letter, number = printed(world)
    rows = queries.batches_in(world.session, (clerk.scope,))
    assert [(row.n, count, open_) for row, count, open_ in rows] == [(number, 1, 1)]
    assert world.session.get_one(LetterBatch, number).scope == clerk.scope
