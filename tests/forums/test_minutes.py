"""Drafts, sending out, corrections, counts. Source: docs/rules/forums.md sections 2, 3 and 5."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.audit.models import LogPending, LogWords
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import MEETING_NEWS, CorrectionState, MinutesKind
from pbplatform.forums.models import Correction, ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.words.next_act import next_act_of_correction, next_act_of_minutes
from pbplatform.places import queries as places
from pbplatform.points import services as points
from pbplatform.slices import SLICES
from tests.factories import BEGIN, COMMAND, make_forum, make_meeting, make_person, make_place

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)
MORNING = datetime(2027, 3, 19, 9, 0, tzinfo=UTC)
LAST_DAY = date(2027, 4, 6)  # 10 working days after 19 March, with Good Friday and Easter Monday
OVER = datetime(2027, 4, 7, 9, 0, tzinfo=UTC)
TEXT = "Eleven people came.\n\nThe lamps are out."
NOBODY = ActorRef(kind="visitor", key="", role="resident")


@pytest.fixture
def forum(session: Session) -> ForumSeries:
    make_place(session)
    return make_forum(session)


@pytest.fixture
def meeting(session: Session, forum: ForumSeries) -> Meeting:
    return make_meeting(session, forum, EVENING)


@pytest.fixture
def clerk(session: Session, forum: ForumSeries) -> ActorRef:
    return make_person(session, "Carl", role="clerk", scope=forum.scope)


def publish(
    session: Session,
    meeting: Meeting,
    actor: ActorRef = COMMAND,
    *,
    kind: MinutesKind = MinutesKind.CIRCULATED,
    text: str = TEXT,
    reason: str = "",
    now: datetime = MORNING,
    makes: tuple[int, ...] = (),
) -> MinutesVersion:
    return services.write_minutes(
        session,
        actor=actor,
        meeting_id=meeting.id,
        kind=kind,
        text=text,
        reason=reason,
        makes=makes,
        now=now,
    )


def correct(
    session: Session,
    meeting: Meeting,
    actor: ActorRef = NOBODY,
    *,
    passage: str = "Eleven",
    proposed: str = "Fifteen",
    why: str = "I counted.",
    name: str = "Joan",
    now: datetime = MORNING,
) -> Correction:
    return services.send_correction(
        session,
        actor=actor,
        meeting_id=meeting.id,
        facts=services.CorrectionFacts(passage=passage, proposed=proposed, why=why),
        name=name,
        now=now,
    )


def decide(
    session: Session,
    correction: Correction,
    decision: CorrectionState = CorrectionState.ACCEPTED,
    *,
    actor: ActorRef = COMMAND,
    reason: str = "",
) -> None:
    services.decide_correction(
        session,
        actor=actor,
        correction_id=correction.id,
        decision=decision,
        reason=reason,
        now=MORNING,
    )


def told(session: Session, kind: str = "forums:minutes") -> list[str]:
    """Who is mailed of it, in the order of addresses."""
    session.flush()
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return sorted(row.payload["to"] for row in rows)


def test_draft_belongs_to_its_writer_and_a_colleague_writes_another_one(
    session: Session, forum: ForumSeries, meeting: Meeting, clerk: ActorRef
) -> None:
    bea = make_person(session, "Bea", role="facilitator")
    for actor, text in ((clerk, "Carl's"), (bea, "Bea's"), (clerk, "Carl's, again")):
        services.save_draft(session, actor=actor, meeting_id=meeting.id, text=text, now=EVENING)
    own = queries.draft_of(session, meeting.id, clerk.account_id or 0)
    others = queries.drafts_of_others(session, meeting.id, clerk.account_id or 0)
    assert own is not None
    assert own.text == "Carl's, again"
    assert [(draft.text, name) for draft, name in others] == [("Bea's", "Bea")]


def test_publishing_takes_the_writers_draft_away_and_leaves_the_colleagues(
    session: Session, meeting: Meeting, clerk: ActorRef
) -> None:
    bea = make_person(session, "Bea", role="facilitator")
    for actor in (clerk, bea):
        services.save_draft(session, actor=actor, meeting_id=meeting.id, text="x", now=EVENING)
    publish(session, meeting, clerk)
    assert queries.draft_of(session, meeting.id, clerk.account_id or 0) is None
    assert queries.draft_of(session, meeting.id, bea.account_id or 0) is not None


def test_minutes_are_mailed_once_to_everybody_concerned_but_their_writer(
    session: Session, forum: ForumSeries, meeting: Meeting, clerk: ActorRef
) -> None:
    assert SLICES  # they announce who is concerned
    rosa, nadia, tom = (
        make_person(session, "Rosa"),
        make_person(session, "Nadia"),
        make_person(session, "Tom", role="official", scope="team:environment"),
    )
    ann = make_person(session, "Ann", role="official", scope="team:environment")
    for actor in (rosa, clerk):
        services.attend(session, actor=actor, meeting_id=meeting.id, now=EVENING)
    points.record_point(
        session,
        actor=COMMAND,
        meeting_id=meeting.id,
        kind="request",
        title="Bins",
        verbatim="They overflow.",
        raised_by_id=nadia.account_id,
        now=EVENING,
    )
    for account in (rosa, nadia):
        accounts.keep_contact(
            session,
            account_id=account.account_id or 0,
            purpose=MEETING_NEWS,
            about=forum.path_to(meeting),
            now=BEGIN,
            until=EVENING + timedelta(days=90),
        )
    facts = services.AttendanceFacts(
        in_room=11, officials=(services.OfficialFacts("Ann", account_id=ann.account_id),)
    )
    services.write_attendance(
        session, actor=COMMAND, meeting_id=meeting.id, facts=facts, now=EVENING
    )
    version = publish(session, meeting, clerk)
    everybody = ["ann", "nadia", "rosa", "tom"]
    assert told(session) == [f"{name}@example.org" for name in everybody]
    assert version.told == 4
    assert tom.name == "Tom"


def test_corrections_end_on_the_tenth_working_day_and_a_new_version_leaves_three(
    session: Session, meeting: Meeting
) -> None:
    days = places.working_days(session, meeting.calendar_version)
    publish(session, meeting)
    standing = queries.minutes_standing(session, meeting, days)
    assert standing is not None
    assert standing.corrections_until == LAST_DAY
    assert standing.takes_corrections(LAST_DAY)
    assert not standing.takes_corrections(LAST_DAY + timedelta(days=1))
    publish(session, meeting, text="Twelve people came.", reason="A name", now=OVER)
    again = queries.minutes_standing(session, meeting, days)
    assert again is not None
    assert again.corrections_until == date(2027, 4, 12)


def test_minutes_are_not_approved_before_the_days_for_corrections_are_over(
    session: Session, meeting: Meeting
) -> None:
    publish(session, meeting)
    with pytest.raises(Conflict, match="corrections_open") as refused:
        publish(session, meeting, kind=MinutesKind.APPROVED)
    assert refused.value.params == {"until": LAST_DAY}
    publish(session, meeting, kind=MinutesKind.APPROVED, now=OVER)


def test_minutes_are_not_approved_while_a_correction_waits_for_its_decision_or_its_version(
    session: Session, meeting: Meeting
) -> None:
    publish(session, meeting)
    correction = correct(session, meeting)
    with pytest.raises(Conflict, match="corrections_undecided"):
        publish(session, meeting, kind=MinutesKind.APPROVED, now=OVER)
    decide(session, correction)
    with pytest.raises(Conflict, match="corrections_unmade"):
        publish(session, meeting, kind=MinutesKind.APPROVED, now=OVER)
    fifteen = TEXT.replace("Eleven", "Fifteen")
    made = {"kind": MinutesKind.APPROVED, "text": fifteen, "reason": "Corrected", "makes": (1,)}
    version = publish(session, meeting, now=OVER, **made)
    assert correction.made_in == version.n


def test_declined_correction_holds_up_nothing(session: Session, meeting: Meeting) -> None:
    publish(session, meeting)
    decide(session, correct(session, meeting), CorrectionState.DECLINED, reason="No")
    publish(session, meeting, kind=MinutesKind.APPROVED, now=OVER)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"passage": "", "proposed": ""}, "correction.nothing"),
        ({"proposed": " Eleven "}, "correction.same"),
        ({"passage": "Twelve"}, "correction.passage_not_there"),
        ({"why": " "}, "correction.why_needed"),
        ({"name": ""}, "correction.name_needed"),
        ({"proposed": "x" * 2001}, "correction.too_long"),
    ],
)
def test_correction_that_makes_no_sense_is_refused(
    session: Session, meeting: Meeting, given: dict[str, str], code: str
) -> None:
    publish(session, meeting)
    with pytest.raises(Conflict, match=code):
        correct(session, meeting, **given)


def test_nothing_can_be_corrected_before_minutes_are_public(
    session: Session, meeting: Meeting
) -> None:
    with pytest.raises(Conflict, match="not_public"):
        correct(session, meeting)


def test_correction_after_the_last_day_asks_for_an_amendment_and_holds_up_no_approval(
    session: Session, meeting: Meeting
) -> None:
    publish(session, meeting)
    late = correct(session, meeting, now=OVER)
    assert late.kind == "amendment"
    publish(session, meeting, kind=MinutesKind.APPROVED, now=OVER)
    decide(session, late)
    fifteen = TEXT.replace("Eleven", "Fifteen")
    amended = {"kind": MinutesKind.AMENDED, "text": fifteen, "now": OVER, "makes": (1,)}
    with pytest.raises(Conflict, match="reason_needed"):
        publish(session, meeting, **amended)
    publish(session, meeting, reason="Miscounted", **amended)
    assert late.made_in == 3


def test_words_without_an_account_are_shown_once_it_is_decided(
    session: Session, meeting: Meeting
) -> None:
    publish(session, meeting)
    rosa = make_person(session, "Rosa")
    assert correct(session, meeting, rosa).shows_words
    correction = correct(session, meeting)
    assert not correction.shows_words
    decide(session, correction, CorrectionState.DECLINED, reason="No")
    assert correction.shows_words


def test_decision_can_be_changed_with_a_reason_until_a_version_carries_it_out(
    session: Session, meeting: Meeting
) -> None:
    publish(session, meeting)
    rosa = make_person(session, "Rosa")
    correction = correct(session, meeting, rosa)
    decide(session, correction, CorrectionState.DECLINED, reason="No")
    with pytest.raises(Conflict, match="reason_needed"):
        decide(session, correction)
    decide(session, correction, reason="The recording says so")
    decisions = queries.decisions_of(session, [correction])[correction.id]
    assert [each.decision for each in decisions] == ["declined", "accepted"]
    assert told(session, "forums:correction_decided") == ["rosa@example.org"] * 2
    publish(session, meeting, text="Fifteen people came.", reason="Corrected", makes=(1,))
    with pytest.raises(Conflict, match="carried_out"):
        decide(session, correction, CorrectionState.DECLINED, reason="No")


def test_nobody_decides_on_their_own_correction(
    session: Session, meeting: Meeting, clerk: ActorRef
) -> None:
    publish(session, meeting)
    own = ActorRef(kind="account", key=clerk.key, role="resident")
    correction = correct(session, meeting, own)
    with pytest.raises(NotAllowed, match="own"):
        decide(session, correction, actor=clerk)
    services.withdraw_correction(session, actor=own, correction_id=correction.id, now=MORNING)
    with pytest.raises(Conflict, match="withdrawn"):
        decide(session, correction)


def test_version_makes_only_corrections_that_were_accepted(
    session: Session, meeting: Meeting
) -> None:
    publish(session, meeting)
    correct(session, meeting)
    with pytest.raises(Conflict, match="makes_unknown"):
        publish(session, meeting, text="Fifteen came.", reason="Corrected", makes=(1,))


def test_same_words_are_not_published_twice(session: Session, meeting: Meeting) -> None:
    publish(session, meeting)
    with pytest.raises(Conflict, match="nothing_changed"):
        publish(session, meeting, reason="Again")


def test_log_tells_of_corrections_without_their_words(session: Session, meeting: Meeting) -> None:
    publish(session, meeting)
    correction = correct(session, meeting, why="Joan counted at the door.")
    decide(session, correction, CorrectionState.DECLINED, reason="The recording says eleven")
    session.flush()
    entries = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    text = json.dumps(entries)
    assert "Fifteen" not in text
    assert "Joan" not in text
    declined = next(e for e in entries if e["kind"] == "forum:correction:declined")
    assert declined["subject"] == "forums/town-forum/meetings/2027-03-18/corrections/1"
    # The reason is public, beside the entry, so that it could be taken away.
    assert "The recording says eleven" in session.scalars(select(LogWords.words)).all()


def test_counts_are_corrected_by_a_new_record_with_a_reason(
    session: Session, meeting: Meeting
) -> None:
    def write(after: int, in_room: int, reason: str = "") -> None:
        services.write_attendance(
            session,
            actor=COMMAND,
            meeting_id=meeting.id,
            facts=services.AttendanceFacts(in_room=in_room),
            reason=reason,
            after=after,
            now=MORNING,
        )

    write(0, 24)
    with pytest.raises(Conflict, match="changed_by_somebody"):
        write(0, 42, "Miscounted")
    with pytest.raises(Conflict, match="reason_needed"):
        write(1, 42)
    with pytest.raises(Conflict, match=r"attendance\.number"):
        write(1, 100_001, "Miscounted")
    write(1, 42, "Miscounted")
    records = queries.attendance_records(session, meeting.id)
    assert [(each.n, each.in_room) for each in records] == [(2, 42), (1, 24)]


def test_who_was_not_there_after_all_is_no_longer_counted(
    session: Session, meeting: Meeting
) -> None:
    rosa = make_person(session, "Rosa")
    services.attend(session, actor=rosa, meeting_id=meeting.id, now=EVENING)
    for _press in range(2):
        services.take_attendance_back(session, actor=rosa, meeting_id=meeting.id, now=MORNING)
    assert queries.count_attendance(session, meeting.id) == 0


def test_every_state_of_minutes_and_corrections_says_who_acts_next(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    days = places.working_days(session)

    def who(today: date) -> str | None:
        act = next_act_of_minutes(queries.minutes_standing(session, meeting, days), days, today)
        assert act is None or act.otherwise
        return act.what if act else None

    with app.test_request_context():
        assert who(EVENING.date()) is None  # `next_act_of_meeting` knows
        publish(session, meeting)
        assert who(LAST_DAY) == "Reads the minutes and says what is wrong."
        assert who(OVER.date()) == "Approves the minutes."
        correction = correct(session, meeting)
        act = next_act_of_correction(correction, days, date(2027, 3, 30))
        assert act is not None
        assert (act.by, act.late) == (date(2027, 3, 30), False)
        late = next_act_of_correction(correction, days, date(2027, 3, 31))
        assert late is not None
        assert late.late
        assert who(OVER.date()) == "Decides on what people say is wrong, with a reason."
        decide(session, correction)
        assert next_act_of_correction(correction, days, OVER.date()) is not None
        assert who(OVER.date()) == "Puts the accepted corrections into a new version."
        approved = {"kind": MinutesKind.APPROVED, "text": "Fifteen came.", "reason": "Corrected"}
        publish(session, meeting, now=OVER, makes=(1,), **approved)
        assert who(OVER.date()) is None
        assert next_act_of_correction(correction, days, OVER.date()) is None
