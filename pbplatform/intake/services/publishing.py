"""Somebody else publishes typed slips in one act. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.sealed_words import CannotBeOpened, unseal
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.domain.origin import Origin, Pen, Person, Said
from pbplatform.intake.kinds import ContactBy, IntakeLog, OriginKind, ThingKind
from pbplatform.intake.models import SlipRow
from pbplatform.intake.policies import refuse_to_type
from pbplatform.intake.queries.table import RowView, table_of
from pbplatform.intake.services.writing import write_down
from pbplatform.places.queries import areas


@dataclass(frozen=True)
class Slip:
    """What a slip became.

    Attributes:
        number: of the paper.
        code: claims it for an account; shown now and never again.
    """

    number: int
    title: str
    path: str
    code: str


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
    batch = _next_batch(session, meeting.id)
    slips = []
    for view in table.ready:
        slip = _send(session, actor, forum, path, view, known, consent, language, now)
        slips.append(slip)
        _empty(view.row, slip.path, batch, now)
    session.flush()
    ideas = sum(each.path.startswith("rounds/") for each in slips)
    audit.record(
        session,
        IntakeLog.TABLE_PUBLISHED,
        actor=actor,
        subject=path,
        now=now,
        ideas=ideas,
        points=len(slips) - ideas,
    )
    return slips


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


def _empty(row: SlipRow, path: str, batch: int, now: datetime) -> None:
    """The words are in what it became; the table keeps none of them."""
    row.title = row.text = row.place = row.name = row.sealed_reach = ""
    row.path, row.batch, row.published_at = path, batch, now


def _next_batch(session: Session, meeting_id: int) -> int:
    last = session.scalar(select(func.max(SlipRow.batch)).where(SlipRow.meeting_id == meeting_id))
    return (last or 0) + 1
