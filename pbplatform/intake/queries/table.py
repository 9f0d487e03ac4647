"""Reads of the table of a meeting's slips. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.carry.policies import LATE_DAYS, refuse_to_write_in
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts as Shown
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.domain.table import ROW, Facts, Fault, Why, faults_of, fingerprint, row_ref
from pbplatform.intake.kinds import MOST_AT_ONCE
from pbplatform.intake.models import SlipHand, SlipRow
from pbplatform.intake.queries.said_again import public_paths
from pbplatform.places.queries import areas, working_days
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import published_rounds


@dataclass(frozen=True)
class RowView:
    """One row with what is known of it.

    Attributes:
        hands: who typed or changed it, the first one first.
        faults: what is missing; empty when it is ready.
        left_out: why this person does not publish it now; None when they do.
    """

    row: SlipRow
    hands: Sequence[SlipHand]
    faults: Sequence[Fault]
    left_out: Why | None

    @property
    def shown(self) -> str:
        """What a page shows of it, in one fingerprint."""
        row = self.row
        words = (row.slip, row.goes, row.title, row.text, row.place, row.name, row.same)
        return fingerprint((*words, row.contact, row.sealed_reach, row.revision))


@dataclass(frozen=True)
class TableView:
    """All rows of a meeting, as one person finds them."""

    waiting: Sequence[RowView]
    published: Sequence[SlipRow]

    @property
    def ready(self) -> list[RowView]:
        """What this person publishes now, at most `MOST_AT_ONCE`."""
        return [each for each in self.waiting if each.left_out is None]

    @property
    def left_out(self) -> list[RowView]:
        """What stays in the table then."""
        return [each for each in self.waiting if each.left_out is not None]

    @property
    def facts(self) -> Shown:
        """What is confirmed by publishing: each row by its number."""
        return {str(each.row.n): each.shown for each in self.ready}


def rounds_of_meeting(
    session: Session, actor: ActorRef, forum: ForumSeries, meeting: Meeting, now: datetime
) -> list[Round]:
    """Rounds into which this person can write ideas of the meeting now."""
    days = working_days(session)
    found = []
    for round_ in published_rounds(session):
        until = days.after(days.day_of(round_.ideas_close_at), LATE_DAYS)
        in_time = round_.ideas_open_at <= now and days.day_of(now) <= until
        stands = round_.called_off_at is None and round_.paused_at is None
        if not (in_time and stands and round_.frozen_at is None):
            continue
        if refuse_to_write_in(actor, forum, meeting, round_, now) is None:
            found.append(round_)
    return found


def table_of(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    now: datetime,
    *,
    lock: bool = False,
) -> TableView:
    """The table of a meeting, as `actor` finds it: a fixed number of statements at any size.

    Args:
        lock: hold the rows until the transaction ends.
    """
    query = select(SlipRow).where(SlipRow.meeting_id == meeting.id).order_by(SlipRow.n)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    rows = list(session.scalars(query))
    hands = _hands(session, meeting.id)
    slips = Counter(row.slip for row in rows if row.slip is not None)
    rounds = {each.id for each in rounds_of_meeting(session, actor, forum, meeting, now)}
    names = {area.name.casefold() for area in areas(session)}
    others = said_before(session, rows)
    waiting: list[RowView] = []
    for row in rows:
        if row.published_at is not None:
            continue
        own = hands.get(row.id, [])
        faults = faults_of(_facts(row), slips=slips, rounds=rounds, areas=names, others=others)
        waiting.append(RowView(row, own, faults, _left_out(actor, row, own, faults)))
    published = [row for row in rows if row.published_at is not None]
    return TableView(_one_publication(waiting, published), published)


def _one_publication(waiting: Sequence[RowView], published: Sequence[SlipRow]) -> Sequence[RowView]:
    """So many as go at once; what says another row again goes with it, or after it."""
    there = {row_ref(row.n) for row in published}
    ready, found = 0, dict[int, RowView]()
    for view in sorted(waiting, key=lambda each: (bool(each.row.same), each.row.n)):
        why = view.left_out
        if why is None and view.row.same.startswith(ROW) and view.row.same not in there:
            why = Why.OTHER
        if why is None and ready == MOST_AT_ONCE:
            why = Why.LATER
        if why is None:
            ready += 1
            there.add(row_ref(view.row.n))
        found[view.row.n] = replace(view, left_out=why)
    return [found[view.row.n] for view in waiting]


def said_before(session: Session, rows: Sequence[SlipRow]) -> set[str]:
    """What rows can say again: rows that say something of their own, and public things they name.

    At most two statements, and none where no row names a public thing.
    """
    own = {row_ref(row.n) for row in rows if not (row.same or row.again)}
    return own | public_paths(session, {row.same for row in rows if row.published_at is None})


def _left_out(
    actor: ActorRef, row: SlipRow, hands: Sequence[SlipHand], faults: Sequence[Fault]
) -> Why | None:
    if faults:
        return Why.NOT_READY
    if row.returned_why:
        return Why.RETURNED
    return Why.YOURS if actor.account_id in {each.account_id for each in hands} else None


def _hands(session: Session, meeting_id: int) -> Mapping[int, list[SlipHand]]:
    query = select(SlipHand).join(SlipRow, SlipRow.id == SlipHand.row_id)
    query = query.where(SlipRow.meeting_id == meeting_id).order_by(SlipHand.at)
    found: dict[int, list[SlipHand]] = {}
    for each in session.scalars(query):
        found.setdefault(each.row_id, []).append(each)
    return found


def _facts(row: SlipRow) -> Facts:
    return Facts(
        n=row.n,
        slip=row.slip,
        goes=row.goes,
        title=row.title,
        text=row.text,
        consent=row.consent,
        contact=row.contact,
        reachable=bool(row.sealed_reach),
        place=row.place,
        same=row.same,
    )
