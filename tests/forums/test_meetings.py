"""Forums, meetings and minutes. Source: docs/rules/forums.md sections 1, 2 and 5."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import MINUTES_AFTER, MinutesKind
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from tests.conftest import TICK
from tests.factories import (
    BEGIN,
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
)

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)
AFTER_CORRECTIONS = timedelta(days=21)  # 10 working days, with Easter among them


@pytest.fixture
def forum(session: Session) -> ForumSeries:
    make_place(session)
    return make_forum(session)


@pytest.fixture
def meeting(session: Session, forum: ForumSeries) -> Meeting:
    return make_meeting(session, forum, EVENING)


def minutes(
    session: Session,
    meeting: Meeting,
    kind: MinutesKind,
    *,
    now: datetime = EVENING,
    reason: str = "",
    after: int | None = None,
    actor: ActorRef = COMMAND,
    text: str = "",
) -> None:
    services.write_minutes(
        session,
        actor=actor,
        meeting_id=meeting.id,
        kind=kind,
        # Other words each time: what is public is not published again.
        text=text
        or f"Minutes, {kind}, {now}, {len(queries.minutes_versions(session, meeting.id))}",
        now=now,
        reason=reason,
        after=after,
    )


def older_draft(session: Session, meeting: Meeting, now: datetime) -> None:
    """A draft of the time when drafts were versions."""
    session.add(
        MinutesVersion(
            meeting_id=meeting.id,
            n=1,
            kind=MinutesKind.DRAFT,
            text="Draft",
            sha256=sha256(b"Draft"),
            author="Bea",
            written_at=now,
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("role", "scope", "calls_forum", "calls_meeting"),
    [
        ("", "", False, False),
        ("official", "team:environment", False, False),
        ("facilitator", "forum:other-forum", False, False),
        ("facilitator", "forum:town-forum", False, True),
        ("facilitator", "place", True, True),
    ],
)
def test_only_a_facilitator_of_the_forum_calls_its_meetings_and_of_the_place_a_forum(
    session: Session,
    forum: ForumSeries,
    role: str,
    scope: str,
    calls_forum: bool,
    calls_meeting: bool,
) -> None:
    who = make_person(session, "Bea", role=role, scope=scope)
    facts = services.MeetingFacts(starts_at=EVENING, venue="Fenn Library")
    if calls_meeting:
        services.call_meeting(session, actor=who, forum_id=forum.id, facts=facts, now=BEGIN)
    else:
        with pytest.raises(NotAllowed):
            services.call_meeting(session, actor=who, forum_id=forum.id, facts=facts, now=BEGIN)
    call = {"name": "Youth Forum", "lead_team": "environment", "promise": "We answer."}
    if calls_forum:
        services.call_forum(session, actor=who, now=BEGIN, **call)
    else:
        with pytest.raises(NotAllowed):
            services.call_forum(session, actor=who, now=BEGIN, **call)


def test_second_forum_of_the_same_name_is_refused_beside_its_name(
    session: Session, forum: ForumSeries
) -> None:
    with pytest.raises(Conflict, match=r"forum\.exists") as refused:
        make_forum(session)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"starts_at": BEGIN}, "meeting.in_the_past", "day"),
        ({"ends_at": EVENING}, "meeting.ends_too_early", "ends"),
        ({"venue": " "}, "meeting.venue_needed", "venue"),
    ],
)
def test_meeting_with_a_fact_that_makes_no_sense_is_refused_beside_it(
    session: Session, forum: ForumSeries, facts: dict[str, object], code: str, field: str
) -> None:
    given = services.MeetingFacts(**{"starts_at": EVENING, "venue": "Fenn Library", **facts})
    with pytest.raises(Conflict) as refused:
        services.call_meeting(session, actor=COMMAND, forum_id=forum.id, facts=given, now=BEGIN)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_second_meeting_on_one_day_has_an_address_of_its_own(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    later = make_meeting(session, forum, EVENING + timedelta(hours=2))
    assert (meeting.slug, later.slug) == ("2027-03-18", "2027-03-18-2")
    assert queries.meeting_at(session, forum.id, "2027-03-18").id == meeting.id
    assert queries.meeting_at(session, forum.id, "2027-03-18-2").id == later.id
    with pytest.raises(Conflict) as refused:
        make_meeting(session, forum, EVENING)
    assert refused.value.code == "meeting.exists"


def test_meeting_near_midnight_has_the_day_of_the_place(
    session: Session, forum: ForumSeries
) -> None:
    late = make_meeting(session, forum, datetime(2027, 6, 1, 23, 30, tzinfo=UTC))
    assert late.day == date(2027, 6, 2)


@pytest.mark.parametrize(("now", "cancels"), [(EVENING - TICK, True), (EVENING, False)])
def test_meeting_can_be_cancelled_until_it_begins(
    session: Session, meeting: Meeting, now: datetime, cancels: bool
) -> None:
    def cancel() -> None:
        services.cancel_meeting(
            session, actor=COMMAND, meeting_id=meeting.id, reason="A storm", now=now
        )

    if not cancels:
        with pytest.raises(Conflict, match="has_begun"):
            cancel()
        return
    cancel()
    assert (meeting.cancelled_at, meeting.cancel_reason) == (now, "A storm")
    with pytest.raises(Conflict, match="cancelled"):
        cancel()
    with pytest.raises(Conflict, match="cancelled"):
        minutes(session, meeting, MinutesKind.CIRCULATED)


def test_minutes_follow_each_other_only_as_the_table_says(
    session: Session, forum: ForumSeries
) -> None:
    for n, (newest, allowed) in enumerate(MINUTES_AFTER.items()):
        for kind in MinutesKind:
            day = EVENING + timedelta(days=7 * n + list(MinutesKind).index(kind))
            meeting = make_meeting(session, forum, day)
            if newest is MinutesKind.DRAFT:
                older_draft(session, meeting, day)
            ways = {
                None: [],
                MinutesKind.DRAFT: [],
                MinutesKind.CIRCULATED: [MinutesKind.CIRCULATED],
                MinutesKind.APPROVED: [MinutesKind.CIRCULATED, MinutesKind.APPROVED],
                MinutesKind.AMENDED: [
                    MinutesKind.CIRCULATED,
                    MinutesKind.APPROVED,
                    MinutesKind.AMENDED,
                ],
            }
            over = day + AFTER_CORRECTIONS
            for step in ways[newest]:
                first = step is MinutesKind.CIRCULATED
                minutes(session, meeting, step, now=day if first else over, reason="because")
            if kind in allowed:
                minutes(session, meeting, kind, now=over, reason="because")
            else:
                with pytest.raises(Conflict, match="not_after_this"):
                    minutes(session, meeting, kind, now=over, reason="because")


def test_versions_are_chained_by_their_hashes_and_stay(session: Session, meeting: Meeting) -> None:
    older_draft(session, meeting, EVENING)
    minutes(session, meeting, MinutesKind.CIRCULATED)
    over = EVENING + AFTER_CORRECTIONS
    minutes(session, meeting, MinutesKind.APPROVED, reason="As agreed", now=over)
    versions = queries.minutes_versions(session, meeting.id)
    assert [version.n for version in versions] == [1, 2, 3]
    assert [v.previous_sha256 for v in versions[1:]] == [v.sha256 for v in versions[:-1]]
    assert [v.kind for v in queries.public_minutes(versions)] == ["circulated", "approved"]


def test_change_after_circulation_needs_a_reason(session: Session, meeting: Meeting) -> None:
    minutes(session, meeting, MinutesKind.CIRCULATED)
    with pytest.raises(Conflict, match="reason_needed"):
        minutes(session, meeting, MinutesKind.CIRCULATED)


def test_writer_who_did_not_see_the_newest_version_is_told_so(
    session: Session, meeting: Meeting
) -> None:
    minutes(session, meeting, MinutesKind.CIRCULATED, after=0)
    with pytest.raises(Conflict, match="changed_by_somebody"):
        minutes(session, meeting, MinutesKind.CIRCULATED, after=0)


def test_day_of_circulation_is_set_once(session: Session, meeting: Meeting) -> None:
    minutes(session, meeting, MinutesKind.CIRCULATED)
    later = EVENING + timedelta(days=9)
    minutes(session, meeting, MinutesKind.CIRCULATED, now=later, reason="A name was wrong")
    assert meeting.circulated_on == date(2027, 3, 18)


def test_minutes_before_the_meeting_begins_are_refused(session: Session, meeting: Meeting) -> None:
    with pytest.raises(Conflict, match="not_begun"):
        minutes(session, meeting, MinutesKind.CIRCULATED, now=EVENING - TICK)


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(date(2027, 3, 24), False), (date(2027, 3, 25), False), (date(2027, 3, 26), True)],
)
def test_minutes_are_overdue_from_the_day_after_the_fifth_working_day(
    session: Session, meeting: Meeting, today: date, overdue: bool
) -> None:
    days = places.working_days(session, meeting.calendar_version)
    assert queries.minutes_are_overdue(meeting, days, today) is overdue


def test_every_meeting_that_needs_minutes_says_who_acts_next(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    days = places.working_days(session)
    with app.test_request_context():
        for today in (date(2027, 3, 1), date(2027, 3, 18), date(2027, 5, 1)):
            act = next_act_of_meeting(meeting, days, today)
            assert act is not None
            assert act.by is not None
            assert act.otherwise
        minutes(session, meeting, MinutesKind.CIRCULATED)
        assert next_act_of_meeting(meeting, days, date(2027, 5, 1)) is None


def test_log_tells_of_forum_meeting_and_minutes_without_their_words(
    session: Session, meeting: Meeting
) -> None:
    minutes(session, meeting, MinutesKind.CIRCULATED)
    session.flush()
    told = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    kinds = {entry["kind"] for entry in told}
    assert {
        "forum:forum:called",
        "forum:meeting:called",
        "forum:minutes:circulated",
    } <= kinds
    assert "Minutes, circulated" not in json.dumps(told)


def test_minutes_that_did_not_change_are_approved_without_a_reason(
    session: Session, meeting: Meeting
) -> None:
    minutes(session, meeting, MinutesKind.CIRCULATED, text="The lamps are out.")
    over = EVENING + AFTER_CORRECTIONS
    with pytest.raises(Conflict, match="reason_needed"):
        minutes(session, meeting, MinutesKind.APPROVED, text="The lamps are on.", now=over)
    minutes(session, meeting, MinutesKind.APPROVED, text="The lamps are out.", now=over)


def test_person_says_they_were_at_a_meeting_once_it_has_begun(
    session: Session, forum: ForumSeries
) -> None:
    rosa = make_person(session, "Rosa")
    meeting = make_meeting(session, forum, EVENING, now=BEGIN)
    with pytest.raises(Conflict, match="not_begun"):
        services.attend(session, actor=rosa, meeting_id=meeting.id, now=EVENING - TICK)
    for _press in range(2):
        services.attend(session, actor=rosa, meeting_id=meeting.id, now=EVENING)
    assert queries.count_attendance(session, meeting.id) == 1


def test_soonest_meeting_is_the_first_of_those_to_come(
    session: Session, forum: ForumSeries
) -> None:
    assert queries.soonest_meeting(session, BEGIN) is None
    later = make_meeting(session, forum, EVENING + timedelta(days=30))
    sooner = make_meeting(session, forum, EVENING)
    before, after = EVENING - timedelta(seconds=1), EVENING
    for now, expected in ((before, sooner), (after, later), (later.starts_at, None)):
        found = queries.soonest_meeting(session, now)
        assert (found and found.meeting) == expected
        assert queries.next_meetings(session, now)[:1] == ([found] if found else [])
    services.cancel_meeting(
        session, actor=COMMAND, meeting_id=sooner.id, reason="The hall is shut.", now=before
    )
    found = queries.soonest_meeting(session, before)
    assert found is not None
    assert found.meeting == later
