"""Somebody else publishes typed slips in one act. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.sealed_words import CannotBeOpened, seal, unseal
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.domain.origin import Origin, Pen, Person, Said
from pbplatform.intake.domain.table import row_ref
from pbplatform.intake.kinds import ContactBy, IntakeLog, OriginKind, ThingKind
from pbplatform.intake.models import SlipBatch, SlipRow
from pbplatform.intake.policies import refuse_to_type
from pbplatform.intake.queries.table import RowView, table_of
from pbplatform.intake.services.slips import code_hash, new_code
from pbplatform.intake.services.writing import write_down
from pbplatform.places.queries import areas

# What comes back where a publication is taken back.
KEPT = ("title", "text", "place", "name", "sealed_reach", "contact")


@dataclass(frozen=True)
class Slip:
    """What a slip became.

    Attributes:
        number: of the paper.
        code: claims it for an account, or leads to what was said before; shown now, never again.
        again: it says again what stands at the path.
    """

    number: int
    title: str
    path: str
    code: str
    again: bool = False


def publish_rows(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    seen: str | None,
    consent: str,
    language: str,
    now: datetime,
) -> list[Slip]:
    """Send every ready row that `actor` did not type: exactly those that the page showed, or none.

    Args:
        seen: what the page showed, sealed (docs/rules/forms.md section 2).
        consent: the sentence that stands on the paper slip.
        language: BCP 47 tag of the words.
    Raises:
        NotAllowed: not a facilitator or clerk of the forum.
        Conflict: nothing waits, a row changed meanwhile, or one cannot be sent.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_type(actor, forum.scope, meeting, now):
        raise refusal
    table = table_of(session, actor, forum, meeting, now, lock=True)
    require_same(seen, table.facts)
    if not table.ready:
        raise Conflict("table.nothing_to_publish")
    path = forum.path_to(meeting)
    known = {area.name.casefold(): area.id for area in areas(session)}
    batch = _begin_batch(session, meeting.id, actor, now)
    paths = {row_ref(row.n): row.path for row in table.published}
    slips = []
    for view in (each for each in table.ready if not each.row.same):
        slip = _send(session, actor, forum, path, view, known, consent, language, now)
        slips.append(slip)
        paths[row_ref(view.row.n)] = slip.path
        _empty(session, view.row, slip.path, batch, now)
    session.flush()
    _record(session, actor, path, slips, now)
    for view in (each for each in table.ready if each.row.same):
        said = paths.get(view.row.same, view.row.same)
        slips.append(_say_again(session, actor, view.row, said, batch, now))
    return sorted(slips, key=lambda each: each.number)


def _record(
    session: Session, actor: ActorRef, path: str, slips: Sequence[Slip], now: datetime
) -> None:
    ideas = sum(each.path.startswith("rounds/") for each in slips)
    kind, points = IntakeLog.TABLE_PUBLISHED, len(slips) - ideas
    audit.record(session, kind, actor=actor, subject=path, now=now, ideas=ideas, points=points)


def _say_again(
    session: Session, actor: ActorRef, row: SlipRow, said: str, batch: int, now: datetime
) -> Slip:
    """A slip that says the same counts on what was said before; its code leads there."""
    code, title = new_code(), row.title
    _empty(session, row, said, batch, now)
    row.again, row.token_hash = True, code_hash(session, code)
    session.flush()
    number = row.slip or 0
    kind = IntakeLog.SAID_AGAIN
    audit.record(session, kind, actor=actor, subject=said, now=now, slip=number)
    return Slip(number, title, said, code, again=True)


def _send(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting_path: str,
    view: RowView,
    known: Mapping[str, int],
    consent: str,
    language: str,
    now: datetime,
) -> Slip:
    row, first = view.row, view.hands[0]
    area_id = known.get(row.place.casefold())
    written = write_down(
        session,
        actor=actor,
        kind=ThingKind.POINT if row.round_id is None else ThingKind.IDEA,
        where=forum.id if row.round_id is None else row.round_id,
        person=_person(session, row),
        consent=consent,
        origin=Origin(kind=OriginKind.MEETING, ref=meeting_path, slip=row.slip),
        said=Said(
            title=row.title,
            text=row.text,
            language=language,
            sort=row.sort,
            area_id=area_id,
            spot="" if area_id else row.place,
        ),
        now=now,
        pen=Pen(first.account_id, first.name, first.role),
    )
    return Slip(row.slip or 0, row.title, written.path, written.code)


def _person(session: Session, row: SlipRow) -> Person:
    contact, reach = ContactBy(row.contact), ""
    if contact is not ContactBy.NONE:
        try:
            reach = str(unseal(session, row.sealed_reach, key16=row.key16)["reach"])
        except CannotBeOpened as error:  # the secret of the installation changed
            raise Conflict("table.cannot_open", slip=row.slip) from error
    addressee, _line, address = reach.partition("\n")
    by_post = contact is ContactBy.POST
    return Person(
        name_shown=row.name,
        contact=contact,
        email="" if by_post else reach,
        addressee=addressee if by_post else "",
        address=address if by_post else "",
    )


def _empty(session: Session, row: SlipRow, path: str, batch: int, now: datetime) -> None:
    """The words are in what it became; the table keeps them a day, sealed."""
    row.sealed_row = seal(session, {name: getattr(row, name) for name in KEPT}, key16=row.key16)
    row.title = row.text = row.place = row.name = row.sealed_reach = ""
    row.path, row.batch, row.published_at = path, batch, now


def _begin_batch(session: Session, meeting_id: int, actor: ActorRef, now: datetime) -> int:
    last = session.scalar(select(func.max(SlipRow.batch)).where(SlipRow.meeting_id == meeting_id))
    known = select(func.max(SlipBatch.batch)).where(SlipBatch.meeting_id == meeting_id)
    batch = max(last or 0, session.scalar(known) or 0) + 1
    if actor.account_id is not None:
        session.add(SlipBatch(meeting_id=meeting_id, batch=batch, by_id=actor.account_id, at=now))
    return batch
