"""Who handles letters, and when. Source: docs/rules/letters.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import DomainError
from pbplatform.letters import policies
from pbplatform.letters.kinds import LetterState, Why
from pbplatform.letters.models import Letter

TODAY, MADE = date(2027, 3, 10), date(2027, 3, 8)
CLERK = ActorRef(kind="account", key="1", role="clerk", scope="forum:town")
OTHERS = [
    ActorRef(kind="account", key="2", role="clerk", scope="forum:other"),
    ActorRef(kind="account", key="3", role="facilitator", scope="place"),
    ActorRef(kind="account", key="4", role="resident"),
]
STATES = list(LetterState)


def letter(state: LetterState, words: str = "sealed") -> Letter:
    return Letter(scope="forum:town", state=state, sealed_words=words)


def code(refusal: DomainError | None) -> str:
    return refusal.code if refusal else ""


ACTS: dict[str, Callable[[ActorRef, Letter], DomainError | None]] = {
    "post": lambda who, it: policies.refuse_to_post(who, it, TODAY, made=MADE, today=TODAY),
    "not posted": policies.refuse_to_take_posting_back,
    "came back": policies.refuse_to_mark_came_back,
    "not back": policies.refuse_to_unmark_came_back,
    "hold": policies.refuse_to_hold,
    "put back": policies.refuse_to_put_back,
    "stop": lambda who, it: policies.refuse_to_stop_letters(who, it, gets_letters=True),
}
IN_STATES = {
    "post": {LetterState.IN_BATCH},
    "not posted": {LetterState.POSTED},
    "came back": {LetterState.POSTED},
    "not back": {LetterState.CAME_BACK},
    "hold": {LetterState.WAITING, LetterState.IN_BATCH},
    "put back": {LetterState.HELD},
    "stop": set(STATES),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_for_letters_of_its_states(act: str) -> None:
    may = {state for state in STATES if ACTS[act](CLERK, letter(state)) is None}
    assert may == IN_STATES[act]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", OTHERS, ids=lambda who: f"{who.role} {who.scope}")
def test_nobody_but_a_clerk_of_its_scope_handles_a_letter(act: str, who: ActorRef) -> None:
    for state in STATES:
        assert code(ACTS[act](who, letter(state))) == "letters.only_clerk"
    assert code(policies.refuse_to_handle_letters(who, "forum:town")) == "letters.only_clerk"


def test_clerks_handle_letters_of_their_own_scope() -> None:
    assert policies.refuse_to_handle_letters(CLERK, "forum:town") is None


@pytest.mark.parametrize(
    ("day", "made", "refused"),
    [
        (MADE, MADE, ""),
        (TODAY, MADE, ""),
        (date(2027, 3, 11), MADE, "letters.day_to_come"),
        (date(2027, 3, 7), MADE, "letters.day_before_batch"),
        (TODAY, None, "letters.not_printed"),
    ],
)
def test_a_letter_is_posted_between_its_batch_and_today(
    day: date, made: date | None, refused: str
) -> None:
    it = letter(LetterState.IN_BATCH)
    assert code(policies.refuse_to_post(CLERK, it, day, made=made, today=TODAY)) == refused


def test_posted_stays_posted_once_the_words_went() -> None:
    it = letter(LetterState.POSTED, words="")
    assert code(policies.refuse_to_take_posting_back(CLERK, it)) == "letters.words_went"


def test_what_has_no_address_cannot_be_stopped() -> None:
    it = letter(LetterState.POSTED)
    refusal = policies.refuse_to_stop_letters(CLERK, it, gets_letters=False)
    assert code(refusal) == "letters.no_address"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ((True, True, True, True), Why.NONE),
        ((True, True, True, False), Why.NO_ADDRESS),
        ((False, True, True, True), Why.UNREADABLE),
        ((True, False, True, True), Why.THING_GONE),
        ((True, True, False, True), Why.WORDS_GONE),
    ],
)
def test_what_must_not_be_told_is_left_out(facts: tuple[bool, bool, bool, bool], why: Why) -> None:
    readable, thing_stands, words_stand, has_address = facts
    found = policies.why_left_out(
        readable=readable,
        thing_stands=thing_stands,
        words_stand=words_stand,
        has_address=has_address,
    )
    assert found is why
