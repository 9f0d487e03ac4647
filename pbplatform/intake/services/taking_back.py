"""Whoever published slips by mistake takes them back within a day.

Source: docs/rules/intake.md section 5, docs/decisions/0065.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.sealed_words import CannotBeOpened, unseal
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.kinds import TAKE_BACK_HOURS, IntakeLog, ThingKind
from pbplatform.intake.models import SlipBatch, SlipRow, TakenBack, Written
from pbplatform.intake.policies import refuse_to_take_back
from pbplatform.intake.queries.taking_back import BackRow, publication
from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import untie
from pbplatform.points.services import undo_entered_point
from pbplatform.proposals.services import undo_entered_idea


def take_back(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    batch: int,
    rows: Collection[int],
    seen: str | None,
    now: datetime,
) -> int:
    """Put published rows back on the table; how many. All of those that were chosen, or none.

    Args:
        rows: numbers of rows of the table.
        seen: what the page showed, sealed (docs/rules/forms.md section 2).
    Raises:
        NotAllowed: somebody else published them.
        Conflict: a day is over, nothing was chosen, one was touched meanwhile, or a slip that says
            one of them again was not chosen with it.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    published = session.get(SlipBatch, (meeting.id, batch))
    if published is None:
        raise Conflict("table.no_row")
    if refusal := refuse_to_take_back(actor, forum.scope, published, now):
        raise refusal
    found = publication(session, published, lock=True)
    require_same(seen, found.facts)
    chosen = [each for each in found.open_rows if each.row.n in rows]
    if not chosen or len(chosen) < len(set(rows)):
        raise Conflict("table.choose_rows", field="rows")
    gone = {each.row.path for each in chosen if not each.row.again}
    left = [each for each in found.rows if each not in chosen and each.row.again]
    if any(each.row.path in gone for each in left):
        raise Conflict("table.with_its_repeats", field="rows")
    path = forum.path_to(meeting)
    for each in chosen:
        if each.written is not None:
            _undo(session, actor, path, each.written, now)
        _put_back(session, each, now)
    session.flush()
    kind = IntakeLog.TABLE_TAKEN_BACK
    audit.record(session, kind, actor=actor, subject=path, now=now, slips=len(chosen))
    return len(chosen)


def _undo(
    session: Session, actor: ActorRef, meeting_path: str, written: Written, now: datetime
) -> None:
    """The idea or point has no word any more; a page in its place says why."""
    path = written.path
    if written.kind == ThingKind.IDEA:
        undo_entered_idea(session, idea_id=written.thing_id, now=now)
        untie(session, meeting_path, LinkKind.GIVEN_AT, path)
    else:
        undo_entered_point(session, point_id=written.thing_id, now=now)
    session.execute(delete(Written).where(Written.path == path))
    session.add(TakenBack(path=path, meeting_path=meeting_path, at=now))
    session.flush()
    audit.record(session, IntakeLog.TAKEN_BACK, actor=actor, subject=path, now=now)


def _put_back(session: Session, back: BackRow, now: datetime) -> None:
    """The row as it was typed, on the table; its code is void."""
    row = back.row
    try:
        kept = unseal(session, row.sealed_row, key16=row.key16)
    except CannotBeOpened as error:  # the secret of the installation changed
        raise Conflict("table.cannot_open", slip=row.slip) from error
    for name, value in kept.items():
        setattr(row, name, value)
    row.path = row.sealed_row = row.window = ""
    row.again, row.token_hash = False, None
    row.batch = row.published_at = None
    row.revision += 1
    row.changed_at = now


def forget_published_words(session: Session, *, now: datetime) -> None:
    """A day after a publication the table keeps no word of it."""
    before = now - timedelta(hours=TAKE_BACK_HOURS)
    old = update(SlipRow).where(SlipRow.sealed_row != "", SlipRow.published_at <= before)
    session.execute(old.values(sealed_row="").execution_options(synchronize_session=False))
