"""Sending, reading and withdrawing ideas. Source: docs/rules/proposals.md sections 1, 2 and 4."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.files import StoredFile
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals import queries, services
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea, IdeaDraft
from pbplatform.proposals.services.drafts import DRAFT_DAYS
from pbplatform.web.refusals import MESSAGES, message_for
from tests.conftest import TICK
from tests.factories import COMMAND, make_person, make_place, make_round
from tests.factories_proposals import READING, SENDING, make_idea, make_story

FACTS = services.IdeaFacts(title="Shade and seats", text="Seats under the lime trees.")


def bodies(session: Session) -> list[dict[str, object]]:
    return [json.loads(body) for body in session.scalars(select(LogPending.body))]


def announced(session: Session) -> list[tuple[str, str]]:
    return [(row.kind, row.payload["to"]) for row in session.scalars(select(OutboxRow))]


@pytest.mark.parametrize(
    ("edge", "shift", "code"),
    [
        ("ideas_open_at", -TICK, "idea.not_open_yet"),
        ("ideas_open_at", timedelta(0), None),
        ("ideas_close_at", -TICK, None),
        ("ideas_close_at", timedelta(0), "idea.window_over"),
    ],
)
def test_idea_is_taken_from_opening_until_just_before_closing(
    session: Session, edge: str, shift: timedelta, code: str | None
) -> None:
    make_place(session)
    round_ = make_round(session)
    now = getattr(round_, edge) + shift
    nadia = make_person(session, "Nadia")
    if code is None:
        sent = services.send_idea(session, actor=nadia, round_id=round_.id, facts=FACTS, now=now)
        assert sent.state == IdeaState.SENT
        return
    with pytest.raises(Conflict, match=code):
        services.send_idea(session, actor=nadia, round_id=round_.id, facts=FACTS, now=now)


def test_idea_is_not_taken_by_a_round_that_is_still_a_draft(session: Session) -> None:
    make_place(session)
    round_ = make_round(session, published=False)
    with pytest.raises(Conflict, match="not_open_yet"):
        services.send_idea(
            session,
            actor=make_person(session, "Nadia"),
            round_id=round_.id,
            facts=FACTS,
            now=SENDING,
        )


def test_idea_needs_a_signed_in_author(session: Session) -> None:
    make_place(session)
    visitor = ActorRef(kind="visitor", key="", role="resident")
    with pytest.raises(NotAllowed, match="sign_in_first"):
        services.send_idea(
            session, actor=visitor, round_id=make_round(session).id, facts=FACTS, now=SENDING
        )


def test_ideas_of_a_round_are_numbered_in_order_and_logged_without_their_words(
    session: Session,
) -> None:
    make_place(session)
    round_ = make_round(session)
    first = make_idea(session, round_, published=False, title="Chess tables")
    second = make_idea(session, round_, published=False)
    assert (first.number, second.number) == (1, 2)
    sent = [body for body in bodies(session) if body["kind"] == "idea:idea:sent"]
    assert {body["subject"] for body in sent} == {
        "rounds/neighbour-fund/ideas/1",
        "rounds/neighbour-fund/ideas/2",
    }
    assert "Chess" not in json.dumps(sent)
    assert "Nadia" not in json.dumps(sent)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 601}, "text"),
        ({"area_id": 99}, "area"),
        ({"photo": b"\x01" * 32}, "photo_alt"),
        ({"photo": b"\x01" * 32, "photo_alt": "A wall"}, "photo"),
        ({"relations": {"grow": ["warm", "natural", "trusting"]}}, "grow"),
        ({"relations": {"grow": ["rich"]}}, "grow"),
        ({"relations": {"score": ["5"]}}, "score"),
        ({"name_shown": "secret"}, "name_shown"),
    ],
)
def test_idea_is_refused_beside_its_field(
    session: Session, changed: dict[str, object], field: str
) -> None:
    make_place(session)
    round_ = make_round(session)
    with pytest.raises(Conflict) as refused:
        services.send_idea(
            session,
            actor=make_person(session, "Nadia"),
            round_id=round_.id,
            facts=replace(FACTS, **changed),
            now=SENDING,
        )
    assert refused.value.field == field


def test_idea_of_exactly_600_characters_is_taken_with_windows_line_ends(session: Session) -> None:
    make_place(session)
    idea = make_idea(session, make_round(session), text="x" * 299 + "\r\n" + "y" * 300)
    assert len(idea.text) == 600


def test_relationship_answers_are_kept_in_the_order_of_the_question(session: Session) -> None:
    make_place(session)
    idea = make_idea(
        session,
        make_round(session),
        relations={"between": ["generations", "neighbours"], "breakers": []},
        people=" The tenants ",
    )
    assert idea.relations == {"between": ["neighbours", "generations"], "people": "The tenants"}


def test_photo_that_is_stored_is_kept_with_its_description(session: Session) -> None:
    make_place(session)
    digest = b"\x07" * 32
    session.add(StoredFile(sha256=digest, media_type="image/webp", size=9, stored_at=SENDING))
    session.flush()
    idea = make_idea(session, make_round(session), photo=digest, photo_alt="A wall in the sun")
    assert (idea.photo, idea.photo_alt) == (digest, "A wall in the sun")


def test_facilitator_has_two_working_days_to_read(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    friday = datetime(2026, 11, 6, 20, 0, tzinfo=SENDING.tzinfo)
    idea = make_idea(session, round_, published=False, now=friday)
    assert idea.read_by == date(2026, 11, 10)


def test_first_look_is_due_ten_working_days_after_ideas_close(session: Session) -> None:
    make_place(session)
    idea = make_idea(session, make_round(session))
    # Ideas close on Thursday 10 December 2026; Christmas Day is a Friday.
    assert idea.look_by == date(2026, 12, 24)


def test_first_look_counts_from_publication_when_that_is_later(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    idea = make_idea(session, round_, published=False, now=round_.ideas_close_at - TICK)
    services.publish_idea(
        session,
        actor=COMMAND,
        idea_id=idea.id,
        now=datetime(2026, 12, 14, 9, tzinfo=SENDING.tzinfo),
    )
    assert idea.look_by == date(2026, 12, 30)


def test_publishing_tells_the_author_and_the_log(session: Session) -> None:
    make_place(session)
    make_idea(session, make_round(session))
    assert ("proposals:idea_published", "nadia@example.org") in announced(session)
    assert "idea:idea:published" in {body["kind"] for body in bodies(session)}


def test_refusal_names_a_rule_and_stays_out_of_public_lists(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round, published=False)
    for rule, words, field in (("", "why", "rule"), ("hatred", " ", "words")):
        with pytest.raises(Conflict) as refused:
            services.refuse_idea(
                session, actor=story.bea, idea_id=idea.id, rule=rule, words=words, now=READING
            )
        assert refused.value.field == field
    services.refuse_idea(
        session, actor=story.bea, idea_id=idea.id, rule="person", words="Names Ms T.", now=READING
    )
    page = queries.ideas_page(session, story.round.id, queries.IdeaFilter(), page=1)
    assert (page.all_public, page.being_checked) == (0, 0)
    assert "Ms T." not in json.dumps(bodies(session))
    assert ("proposals:idea_refused", "nadia@example.org") in announced(session)


def test_second_look_is_asked_once_and_its_answer_stands(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round, published=False)
    refuse = {"actor": story.bea, "idea_id": idea.id, "rule": "elsewhere", "words": "Not here."}
    services.refuse_idea(session, **refuse, now=READING)
    with pytest.raises(NotAllowed, match="only_its_author"):
        services.ask_again(session, actor=story.bea, idea_id=idea.id, words="x", now=READING)
    with pytest.raises(Conflict, match="second_look_words"):
        services.ask_again(session, actor=story.nadia, idea_id=idea.id, words=" ", now=READING)
    services.ask_again(
        session, actor=story.nadia, idea_id=idea.id, words="Mill Lane is here.", now=READING
    )
    assert idea.state == IdeaState.SECOND_LOOK
    services.refuse_idea(session, **refuse, now=READING + timedelta(days=1))
    with pytest.raises(Conflict, match="second_look_used"):
        services.ask_again(session, actor=story.nadia, idea_id=idea.id, words="Again", now=READING)


@pytest.mark.parametrize(("day", "allowed"), [(0, True), (1, False)])
def test_second_look_is_open_until_the_end_of_its_last_day(
    session: Session, day: int, allowed: bool
) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round, published=False)
    services.refuse_idea(
        session, actor=story.bea, idea_id=idea.id, rule="twice", words="As 3.", now=READING
    )
    assert idea.ask_again_by is not None
    last = datetime.combine(
        idea.ask_again_by + timedelta(days=day), datetime.min.time(), tzinfo=READING.tzinfo
    )
    late = last + timedelta(hours=23, minutes=59) if allowed else last
    ask = {"actor": story.nadia, "idea_id": idea.id, "words": "Please."}
    if allowed:
        services.ask_again(session, **ask, now=late)
        assert idea.state == IdeaState.SECOND_LOOK
        return
    with pytest.raises(Conflict, match="too_late"):
        services.ask_again(session, **ask, now=late)


def test_facilitator_does_not_read_their_own_idea(session: Session) -> None:
    story = make_story(session)
    bea = ActorRef(kind="account", key=story.bea.key, role="resident")
    idea = make_idea(session, story.round, author=bea, published=False)
    with pytest.raises(NotAllowed, match="not_your_own"):
        services.publish_idea(session, actor=story.bea, idea_id=idea.id, now=READING)


@pytest.mark.parametrize("who", ["nadia", "amina", "tom"])
def test_only_a_facilitator_of_the_round_publishes_and_refuses(session: Session, who: str) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round, published=False)
    with pytest.raises(NotAllowed):
        services.publish_idea(session, actor=getattr(story, who), idea_id=idea.id, now=READING)
    other = make_person(session, "Ola", role="facilitator", scope="round:another")
    with pytest.raises(NotAllowed):
        services.refuse_idea(
            session, actor=other, idea_id=idea.id, rule="twice", words="x", now=READING
        )


def test_idea_is_published_once(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    with pytest.raises(Conflict, match="not_from_here"):
        services.publish_idea(session, actor=story.bea, idea_id=idea.id, now=READING)


def test_author_withdraws_until_a_committee_has_the_idea(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    with pytest.raises(NotAllowed):
        services.withdraw_idea(session, actor=story.tom, idea_id=idea.id, now=READING)
    services.withdraw_idea(session, actor=story.nadia, idea_id=idea.id, now=READING)
    assert idea.state == IdeaState.WITHDRAWN
    claimed = story.claimed(title="Chess tables")
    with pytest.raises(Conflict, match="too_late_to_withdraw"):
        services.withdraw_idea(session, actor=story.nadia, idea_id=claimed.id, now=READING)


def test_names_are_shown_as_the_author_chose() -> None:
    assert queries.byline("Nadia Rahman", "first", "North") == "Nadia, North"
    assert queries.byline("Nadia Rahman", "first", "") == "Nadia"
    assert queries.byline("Nadia Rahman", "full", "North") == "Nadia Rahman"
    assert queries.byline("Nadia Rahman", "none", "North") == ""
    assert queries.byline(None, "full", "North") == ""


def test_draft_is_found_by_its_token_until_it_expires(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    other = make_round(session, name="Another Fund")
    token = services.keep_draft(session, round_id=round_.id, typed={"title": "Seats"}, now=SENDING)
    end = SENDING + timedelta(days=DRAFT_DAYS)
    found = services.open_draft(session, round_id=round_.id, token=token, now=end - TICK)
    assert found is not None
    assert found.typed == {"title": "Seats"}
    assert services.open_draft(session, round_id=round_.id, token=token, now=end) is None
    assert services.open_draft(session, round_id=other.id, token=token, now=SENDING) is None
    assert services.open_draft(session, round_id=round_.id, token="", now=SENDING) is None
    for now, live in ((end - TICK, True), (end, False)):
        assert found.is_live(now) is live
        twin = session.scalars(select(IdeaDraft).where(IdeaDraft.live_at(now))).all()
        assert bool(twin) is live


def test_old_drafts_are_deleted_when_a_new_one_is_kept(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    services.keep_draft(session, round_id=round_.id, typed={"title": "Old"}, now=SENDING)
    services.keep_draft(
        session,
        round_id=round_.id,
        typed={"title": "New"},
        now=SENDING + timedelta(days=DRAFT_DAYS),
    )
    kept = session.scalars(select(IdeaDraft)).all()
    assert [draft.typed["title"] for draft in kept] == ["New"]


def test_refusals_all_have_sentences(session: Session) -> None:
    for code in MESSAGES:
        if code.startswith(("idea.", "proposal.", "costing.", "decision.", "review.")):
            assert message_for(DomainError(code, words=41, letters=200, needed=3))


@pytest.mark.parametrize("name", ["spot", "who_benefits", "photo_alt"])
def test_idea_is_refused_when_a_part_is_longer_than_its_column_holds(
    session: Session, name: str
) -> None:
    make_place(session)
    longest = LETTERS[name]
    assert Idea.__table__.c[name].type.length == longest
    facts = replace(FACTS, **{name: "a" * (longest + 1)})
    with pytest.raises(Conflict, match="too_long") as refused:
        services.send_idea(
            session,
            actor=make_person(session, "Nadia"),
            round_id=make_round(session).id,
            facts=facts,
            now=SENDING,
        )
    assert refused.value.field == name
    assert message_for(refused.value) == f"Use {longest} characters or fewer"
