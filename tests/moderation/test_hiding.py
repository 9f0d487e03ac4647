"""Words go, and come back letter by letter. Source: docs/rules/moderation.md sections 3 and 5."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

import pbplatform.slices  # noqa: F401  # announces what is a text
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.outbox import OutboxRow, announce
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.core.texts import MARK, FoundText, find_text
from pbplatform.moderation import services
from pbplatform.moderation.kinds import Outcome
from pbplatform.moderation.models import KeptWords, TextDecision
from pbplatform.moderation.services.unsent import take_from_unsent
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import ideas_page
from pbplatform.proposals.queries.searching import IdeaFilter
from tests.factories import COMMAND, make_person, make_place, make_round
from tests.factories_proposals import CLAIMING, make_idea
from tests.logged import waiting_entries

NOW = CLAIMING
LATER = NOW + timedelta(days=1)


def an_idea(session: Session, **facts: str) -> Idea:
    make_place(session)
    return make_idea(session, make_round(session), **facts)


def path_of(idea: Idea) -> str:
    return f"rounds/neighbour-fund/ideas/{idea.number}"


def hide(session: Session, path: str, **more: str) -> int:
    outcome = Outcome.STRUCK if "struck" in more else Outcome.HIDDEN
    facts = {"outcome": outcome, "rule": "private", "reason": "It names a home.", **more}
    return services.decide(session, actor=COMMAND, path=path, wish=services.Wish(**facts), now=NOW)


def back(session: Session, number: int) -> None:
    services.take_back(session, actor=COMMAND, number=number, reason="That was wrong.", now=LATER)


def words_of(session: Session, path: str) -> dict[tuple[str, int], str]:
    text = find_text(session, path)
    assert text is not None
    return {part.key: part.words for part in text.fields}


def test_hidden_idea_leaves_a_mark_in_every_part_and_is_found_by_no_word(session: Session) -> None:
    idea = an_idea(session, spot="by the mill", who_benefits="old people")
    hide(session, path_of(idea))
    assert (idea.title, idea.text, idea.spot, idea.who_benefits) == (MARK, MARK, MARK, MARK)
    found = ideas_page(session, idea.round_id, IdeaFilter(words="lime trees"), page=1)
    assert found.rows == []


def test_struck_words_go_wherever_they_stand(session: Session) -> None:
    idea = an_idea(session, title="Ask Mary Smith", text="MARY  SMITH of 4 Mill Lane. Mary\nsmith!")
    hide(session, path_of(idea), struck="mary smith")
    assert idea.title == f"Ask {MARK}"
    assert idea.text == f"{MARK} of 4 Mill Lane. {MARK}!"


def test_hidden_idea_comes_back_as_it_was_and_is_found_again(session: Session) -> None:
    idea = an_idea(session, spot="by the mill")
    before = words_of(session, path_of(idea))
    searched = idea.searched
    back(session, hide(session, path_of(idea)))
    assert words_of(session, path_of(idea)) == before
    assert idea.searched == searched
    assert session.scalars(select(KeptWords)).all() == []


def test_decisions_come_back_in_any_order(session: Session) -> None:
    idea = an_idea(session, text="one two three")
    path = path_of(idea)
    first = hide(session, path, struck="one")
    second = hide(session, path, struck="two")
    whole = hide(session, path)
    back(session, first)
    assert idea.text == MARK
    back(session, whole)
    assert idea.text == f"one {MARK} three"
    back(session, second)
    assert idea.text == "one two three"


def test_words_written_anew_meanwhile_stay(session: Session) -> None:
    idea = an_idea(session, text="one two three")
    number = hide(session, path_of(idea), struck="two")
    idea.text = "somebody mended it"
    back(session, number)
    assert idea.text == "somebody mended it"
    assert session.scalars(select(KeptWords)).all() == []


def test_words_that_went_are_in_no_log_and_in_no_mail_that_waits(session: Session) -> None:
    idea = an_idea(session, title="Call Mary Smith", text="She lives at 4 Mill Lane.")
    hide(session, path_of(idea))
    told = {entry["kind"]: entry["data"] for entry in waiting_entries(session)}
    assert "Mary" not in str(told)
    assert told["moderation:text:hidden"] == {
        "decision_no": 1,
        "ground": "private",
        "reason": "It names a home.",
    }
    assert "Mary" not in str([row.payload for row in session.scalars(select(OutboxRow))])


def test_author_is_told_with_rule_reason_and_day(session: Session) -> None:
    idea = an_idea(session)
    hide(session, path_of(idea))
    told = [row for row in session.scalars(select(OutboxRow)) if row.kind == "moderation:author"]
    assert [row.payload["to"] for row in told] == ["nadia@example.org"]
    assert told[0].payload["by"] == "2026-12-04"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"rule": "ugly"}, "moderation.rule_needed"),
        ({"reason": " \u200b"}, "moderation.reason_needed"),
        ({"reason": "x" * 1001}, "moderation.too_long"),
        ({"struck": "…"}, "moderation.struck_needed"),
        ({"struck": MARK + "a"}, "moderation.struck_needed"),
        ({"struck": "nowhere"}, "moderation.struck_not_there"),
        ({"struck": "lime", "reason": "It says LIME."}, "moderation.reason_repeats"),
    ],
)
def test_decision_needs_rule_reason_and_words_that_stand_there(
    session: Session, more: dict[str, str], code: str
) -> None:
    idea = an_idea(session)
    with pytest.raises(Conflict, match=code):
        hide(session, path_of(idea), **more)


def test_hidden_text_is_not_hidden_twice(session: Session) -> None:
    idea = an_idea(session)
    hide(session, path_of(idea))
    with pytest.raises(Conflict, match=r"moderation\.nothing_goes"):
        hide(session, path_of(idea))


def test_nothing_is_left_that_nobody_reported(session: Session) -> None:
    idea = an_idea(session)
    with pytest.raises(Conflict, match=r"moderation\.nothing_waits"):
        hide(session, path_of(idea), outcome=Outcome.LEFT)


def test_nobody_decides_about_a_text_of_their_own(session: Session) -> None:
    make_place(session)
    bea = make_person(session, "Bea", role="facilitator")
    idea = make_idea(session, make_round(session), author=bea)
    wish = services.Wish(outcome=Outcome.HIDDEN, rule="other", reason="Mine.")
    with pytest.raises(NotAllowed, match=r"moderation\.own_text"):
        services.decide(session, actor=bea, path=path_of(idea), wish=wish, now=NOW)


@pytest.mark.parametrize(
    "path", ["rounds/neighbour-fund/ideas/99", "rounds/none/ideas/1", "../etc", ""]
)
def test_only_public_texts_can_be_hidden(session: Session, path: str) -> None:
    make_place(session)
    waiting = make_idea(session, make_round(session), published=False)
    for asked in (path, path_of(waiting)):
        with pytest.raises(NotFound, match=r"moderation\.no_text"):
            hide(session, asked)


WORDS = st.text(min_size=1, max_size=60)


@pytest.fixture
def idea_of_words(session: Session) -> Callable[[str, str], Idea | None]:
    make_place(session)
    round_ = make_round(session)
    nadia = make_person(session, "Nadia")

    def made(title: str, text: str) -> Idea | None:
        if not tidy_line(title) or not tidy_text(text):
            return None
        return make_idea(session, round_, author=nadia, title=title, text=text)

    return made


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_hidden_and_struck_comes_back_byte_for_byte(
    session: Session, idea_of_words: Callable[[str, str], Idea | None], data: st.DataObject
) -> None:
    idea = idea_of_words(data.draw(WORDS), data.draw(WORDS))
    if idea is None:
        return
    path = path_of(idea)
    before = words_of(session, path)
    numbers = []
    for _ in range(data.draw(st.integers(1, 3))):
        at, length = data.draw(st.integers(0, 30)), data.draw(st.integers(1, 9))
        struck = (idea.title + " " + idea.text)[at : at + length]
        more = {"struck": struck} if data.draw(st.booleans()) else {}
        try:
            numbers.append(hide(session, path, reason="\u2603", **more))
        except DomainError:
            continue
    for number in data.draw(st.permutations(numbers)):
        back(session, number)
    assert words_of(session, path) == before


def test_mail_that_waits_about_an_answer_loses_its_words(session: Session) -> None:
    make_place(session)
    path = "forums/town-forum/points/1"
    announce(
        session,
        "responses:answered",
        now=NOW,
        to="a@example.org",
        path=path,
        sentence="Ask Mary Smith at once.",
    )
    announce(
        session, "responses:due", now=NOW, to="b@example.org", path="x/y", sentence="Mary Smith"
    )
    decision = TextDecision(outcome=Outcome.STRUCK, struck="Mary Smith", part="")
    text = FoundText(f"{path}/answers/1", "1", (), frozenset(), "", "place")
    session.flush()
    take_from_unsent(session, decision, text)
    told = {
        row.payload["to"]: row.payload["sentence"] for row in session.scalars(select(OutboxRow))
    }
    assert told == {"a@example.org": f"Ask {MARK} at once.", "b@example.org": "Mary Smith"}
