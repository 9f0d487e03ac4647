"""Residents are asked before “kept”. Source: docs/rules/promises.md section 3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.own_data import Whose
from pbplatform.core.texts import MARK, find_text, write_part
from pbplatform.points import queries, services
from pbplatform.points.services import ask_about_promise
from pbplatform.promises import queries as checks
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import CheckStand, Ended, PromiseState, ReplyKind, Verdict
from pbplatform.promises.models import Commitment
from pbplatform.promises.services.forgetting import forget_person
from tests.points.people import YES, World, noon

DONE = date(2027, 4, 2)  # a Friday, and the day promised
ASK_ON = date(2027, 4, 30)
UNTIL = date(2027, 6, 1)  # 20 working days: 3 and 31 May are holidays
OVER = UNTIL + timedelta(days=1)


@pytest.fixture
def check(world: World) -> int:
    """The check of a promise of the point of Rosa, which Sam supports; called done on its day."""
    point = world.point()
    services.support(world.session, actor=world.sam, point_id=point.id, now=noon(DONE))
    world.answer(point, text=YES)
    promise = world.view(point).promises[0]
    keep(world, promise, DONE)
    return one(world, promise)


def keep(world: World, promise: Commitment, day: date) -> None:
    services.keep_promise(
        world.session,
        actor=world.tom,
        promise_id=promise.id,
        done_on=day,
        note="See the rota",
        now=noon(day),
    )
    world.session.expire_all()


def one(world: World, promise: Commitment) -> int:
    """The check of a promise that stands."""
    assert promise.check is not None
    return promise.check.id


def the_promise(world: World) -> Commitment:
    return world.session.scalars(select(Commitment)).one()


def ask(world: World, check: int, day: date = ASK_ON) -> None:
    assert ask_about_promise(world.session, check_id=check, now=noon(day))


def say(world: World, who: ActorRef, check: int, verdict: str, day: date, words: str = "") -> None:
    promises.say(
        world.session, actor=who, check_id=check, verdict=verdict, words=words, now=noon(day)
    )


def reply(
    world: World, who: ActorRef, check: int, day: date, kind: ReplyKind = ReplyKind.EXPLAINED
) -> None:
    promises.record_reply(
        world.session, actor=who, check_id=check, kind=kind, words="It is there.", now=noon(day)
    )


def state(world: World, day: date) -> PromiseState:
    world.session.flush()
    world.session.expire_all()
    return queries.promise_by_id(world.session, the_promise(world).id, now=noon(day)).state


def stand(world: World, check: int, day: date) -> CheckStand:
    return checks.check_view(world.session, check, now=noon(day)).stand


def told(world: World, kind: str) -> list[str]:
    rows = world.session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return sorted(row.payload["to"] for row in rows)


@pytest.mark.parametrize("asked", [False, True])
def test_promise_is_kept_only_when_residents_were_asked_and_their_time_is_over(
    world: World, check: int, asked: bool
) -> None:
    assert (
        checks.checks_to_ask(world.session, today=ASK_ON - timedelta(days=1), of_promises=True)
        == []
    )
    assert checks.checks_to_ask(world.session, today=ASK_ON, of_promises=True) == [check]
    assert state(world, DONE) is PromiseState.CALLED_DONE
    if not asked:  # a worker that stands still makes nothing kept
        assert state(world, date(2028, 4, 2)) is PromiseState.CALLED_DONE
        return
    ask(world, check)
    assert not ask_about_promise(world.session, check_id=check, now=noon(ASK_ON))
    assert told(world, "promises:check_asked") == ["rosa@example.org", "sam@example.org"]
    assert state(world, UNTIL) is PromiseState.CALLED_DONE
    assert state(world, OVER) is PromiseState.KEPT
    assert state(world, date(2029, 4, 2)) is PromiseState.KEPT


def test_everybody_has_one_word_and_the_asker_is_counted_apart(world: World, check: int) -> None:
    with pytest.raises(Conflict, match="not_asked_yet"):
        say(world, world.rosa, check, "yes", ASK_ON)
    ask(world, check)
    with pytest.raises(Conflict, match="words_needed"):
        say(world, world.sam, check, "partly", ASK_ON, " ")
    with pytest.raises(Conflict, match="verdict_needed"):
        say(world, world.sam, check, "perhaps", ASK_ON)
    for each in (world.tom, world.ruth):
        with pytest.raises(NotAllowed, match="own_team"):
            say(world, each, check, "yes", ASK_ON)
    say(world, world.sam, check, "partly", ASK_ON, "One bin leans")
    say(world, world.sam, check, "yes", UNTIL)
    say(world, world.rosa, check, "yes", ASK_ON)
    say(world, world.ali, check, "yes", ASK_ON)  # of another team, and not asked by mail
    view = checks.check_view(world.session, check, now=noon(UNTIL))
    said = view.said
    assert (said.askers, dict(said.others)) == ({Verdict.YES: 1}, {Verdict.YES: 2})
    assert (view.check.asked, said.replies, said.words) == (2, 3, ())
    with pytest.raises(Conflict, match=r"check\.over"):
        say(world, world.sam, check, "no", OVER, "Too late")


def test_no_makes_a_reply_due_that_time_never_settles(world: World, check: int) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", ASK_ON, "There is no bin")
    say(world, world.rosa, check, "no", ASK_ON, "None")
    view = checks.check_view(world.session, check, now=noon(ASK_ON))
    assert (view.stand, view.check.owed_by) == (CheckStand.TEAM_OWES, date(2027, 5, 17))
    assert len(told(world, "promises:check_no")) == 3  # Tom, Leena, Ruth, and once
    assert state(world, date(2029, 1, 2)) is PromiseState.CONTESTED
    assert checks.check_view(world.session, check, now=noon(date(2029, 1, 2))).is_late
    with pytest.raises(NotAllowed):
        reply(world, world.ali, check, ASK_ON)
    for each in (world.sam, world.rosa):
        say(world, each, check, "yes", UNTIL)
    assert stand(world, check, UNTIL) is CheckStand.ASKING
    assert state(world, OVER) is PromiseState.KEPT
    with pytest.raises(Conflict, match="no_reply_due"):
        reply(world, world.tom, check, UNTIL)


def test_explanation_opens_the_time_again_and_a_no_that_stands_is_a_dispute(
    world: World, check: int
) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", UNTIL, "There is no bin")
    reply(world, world.tom, check, UNTIL)
    again = date(2027, 6, 29)
    assert stand(world, check, again) is CheckStand.EXPLAINED
    assert state(world, again) is PromiseState.CONTESTED
    assert state(world, again + timedelta(days=1)) is PromiseState.DISPUTED


def test_second_no_goes_to_the_person_above_the_team_and_there_is_no_third_reply(
    world: World, check: int
) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", ASK_ON, "There is no bin")
    reply(world, world.tom, check, ASK_ON)
    say(world, world.sam, check, "no", UNTIL, "Still none")
    assert told(world, "promises:check_no_again") == ["ruth@example.org"]
    for each in (world.tom, world.leena):
        with pytest.raises(NotAllowed, match="only_elected"):
            reply(world, each, check, UNTIL)
    reply(world, world.ruth, check, UNTIL)
    say(world, world.sam, check, "no", UNTIL, "I looked again")
    assert stand(world, check, UNTIL) is CheckStand.EXPLAINED
    assert state(world, date(2027, 8, 1)) is PromiseState.DISPUTED


def test_owning_up_breaks_the_promise_and_can_be_taken_back(world: World, check: int) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", ASK_ON, "There is no bin")
    reply(world, world.tom, check, ASK_ON, ReplyKind.NOT_KEPT)
    assert state(world, ASK_ON) is PromiseState.BROKEN
    with pytest.raises(Conflict, match=r"check\.over"):
        say(world, world.rosa, check, "no", ASK_ON, "None")
    services.take_promise_back(
        world.session,
        actor=world.tom,
        promise_id=the_promise(world).id,
        reason="We looked at another street",
        now=noon(ASK_ON),
    )
    assert state(world, ASK_ON) is PromiseState.MISSED
    assert checks.check_view(world.session, check, now=noon(ASK_ON)).ended is Ended.TAKEN_BACK


def test_what_is_put_right_is_asked_about_anew_and_keeps_what_was_said(
    world: World, check: int
) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", ASK_ON, "There is no bin")
    new = date(2027, 5, 28)
    right = {"promise_id": the_promise(world).id, "check_id": check, "words": "It was stolen"}
    services.put_promise_right(world.session, actor=world.tom, due=new, now=noon(ASK_ON), **right)
    assert state(world, new) is PromiseState.UNDER_WAY
    promise = the_promise(world)
    assert (promise.due_original, promise.due_current) == (DONE, new)
    keep(world, promise, new)
    again = one(world, the_promise(world))
    assert again != check
    ask(world, again, new + timedelta(days=28))
    assert state(world, date(2027, 9, 1)) is PromiseState.KEPT_LATE
    first = checks.check_view(world.session, check, now=noon(new))
    assert (first.ended, first.said.words) == (
        Ended.PUT_RIGHT,
        ((Verdict.NO, "There is no bin"),),
    )


def test_what_was_called_done_before_anybody_was_asked_stays_kept(world: World, check: int) -> None:
    world.session.delete(checks.check_view(world.session, check, now=noon(DONE)).check)
    assert state(world, DONE) is PromiseState.KEPT


def test_no_of_somebody_who_is_erased_counts_no_more_and_the_reply_stays_owed(
    world: World, check: int
) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", ASK_ON, "There is no bin")
    whose = Whose(world.sam.account_id or 0, "sam@example.org", "Sam")
    forget_person(world.session, whose, True, noon(ASK_ON))
    assert stand(world, check, ASK_ON) is CheckStand.TEAM_OWES
    reply(world, world.tom, check, ASK_ON)
    assert state(world, date(2027, 8, 1)) is PromiseState.KEPT


def test_words_of_residents_can_be_reported_and_taken_out_one_by_one(
    world: World, check: int
) -> None:
    ask(world, check)
    say(world, world.sam, check, "no", ASK_ON, "My neighbour at 4 Mill Lane stole it")
    say(world, world.rosa, check, "partly", ASK_ON, "It leans")
    text = find_text(world.session, f"checks/{check}")
    assert text is not None
    assert (text.scope, len(text.authors)) == ("forum:town-forum", 2)
    struck = next(part for part in text.fields if "Mill Lane" in part.words)
    write_part(world.session, text.path, replace(struck, words=MARK))
    said = checks.check_view(world.session, check, now=noon(ASK_ON)).said
    assert sorted(words for _verdict, words in said.words) == ["It leans", MARK]
    assert find_text(world.session, "checks/999") is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("owner", "Parks"),
        ("what", "Friday collection for all"),
        ("done_note", "See the rota in the hall"),
    ],
)
def test_words_of_a_promise_are_corrected_and_what_stood_there_stays(
    world: World, check: int, field: str, text: str
) -> None:
    promise = the_promise(world)
    before = getattr(promise, field)
    correct(world, field, text, "Typed wrong")
    view = queries.promise_by_id(world.session, promise.id, now=noon(DONE))
    (kept,) = view.corrected
    assert (kept.before, kept.after, kept.reason) == (before, text, "Typed wrong")
    assert getattr(view.promise, field) == text


@pytest.mark.parametrize(
    ("field", "text", "reason", "refused"),
    [
        ("owner", "Waste service", "x", "correct_same"),
        ("owner", "x" * 121, "x", "owner_long"),
        ("due_original", "2030-01-01", "x", "correct_what"),
        ("owner", " ", "x", r"text\.needed"),
        ("owner", "Parks", " ", "reason_needed"),
    ],
)
def test_correction_that_is_none_is_refused(
    world: World, check: int, field: str, text: str, reason: str, refused: str
) -> None:
    with pytest.raises(Conflict, match=refused):
        correct(world, field, text, reason)


def test_only_the_team_corrects_its_promise(world: World, check: int) -> None:
    with pytest.raises(NotAllowed):
        correct(world, "owner", "Parks", "x", by=world.ali)


def correct(world: World, field: str, text: str, reason: str, by: ActorRef | None = None) -> None:
    services.correct_promise(
        world.session,
        actor=by or world.tom,
        promise_id=the_promise(world).id,
        field=field,
        text=text,
        reason=reason,
        now=noon(DONE),
    )
