"""Reading what came after the opening of a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import NotFound
from pbplatform.core.reading_once import is_reading_once, read_once
from pbplatform.places.queries import working_days
from pbplatform.reopening.kinds import FIRST_AGAIN, KeyState
from pbplatform.reopening.models import KeyEnd, OpenedAgain
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.trustees.models import DestroyedShare
from pbplatform.trustees.queries import frozen_trustees
from pbplatform.voting.kinds import VoteLog

_NEWEST = 100  # entries of a ballot log after its opening: counts, and the end of the key


# What many pages ask is built once: to build a statement takes longer than to send it.
_ALL_ENDS = select(KeyEnd)


def openings_of(session: Session, round_id: int) -> list[OpenedAgain]:
    """Who opened the box again, in order of their numbers; those taken back too."""
    query = select(OpenedAgain).where(OpenedAgain.round_id == round_id)
    return list(session.scalars(query.order_by(OpenedAgain.number)))


def opening_by_number(session: Session, round_id: int, number: int) -> OpenedAgain:
    """NotFound when there is none of this number."""
    found = session.get(OpenedAgain, (round_id, number))
    if found is None:
        raise NotFound("reopen.not_found")
    return found


def own_statement(session: Session, round_id: int, account_id: int | None) -> OpenedAgain | None:
    """The statement of this person that stands."""
    query = select(OpenedAgain).where(
        OpenedAgain.round_id == round_id,
        OpenedAgain.by_id == account_id,
        OpenedAgain.taken_back_at.is_(None),
    )
    return session.scalars(query.limit(1)).first() if account_id is not None else None


def next_number(session: Session, round_id: int) -> int:
    """The number of the next opening."""
    query = select(func.max(OpenedAgain.number)).where(OpenedAgain.round_id == round_id)
    return (session.scalar(query) or FIRST_AGAIN - 1) + 1


_HELD_UP = (
    select(OpenedAgain.round_id, func.count())
    .where(
        OpenedAgain.taken_back_at.is_(None),
        OpenedAgain.set_aside_at.is_(None),
        OpenedAgain.agrees.is_(False),
    )
    .group_by(OpenedAgain.round_id)
)


def held_up_by(session: Session, round_id: int) -> int:
    """How many statements hold up the certificate and the end of the key (section 9.4)."""
    query = _HELD_UP
    if not is_reading_once(session):
        query = query.where(OpenedAgain.round_id == round_id)
    found = read_once(session, "reopening.held_up", lambda: list(session.execute(query)))
    return next((held for of, held in found if of == round_id), 0)


def logged_list(session: Session, round_: Round) -> bytes | None:
    """The hash of the list that the opening's entry of the ballot log names."""
    for entry in log.entries(session, log=round_.path, newest=_NEWEST):
        if entry.kind == VoteLog.URN_OPENED:
            return bytes.fromhex(entry.told["list_sha256"])
    return None


def key_print(round_: Round) -> bytes | None:
    """The fingerprint of the key that the frozen definition names: SHA-256 of its point."""
    return sha256(round_.definition.told.urn_key) if round_.definition else None


def key_end_of(session: Session, round_id: int) -> KeyEnd | None:
    """What two people decided about the key; None when nothing."""
    if not is_reading_once(session):
        return session.get(KeyEnd, round_id)
    ends = read_once(session, "reopening.ends", lambda: list(session.scalars(_ALL_ENDS)))
    return next((end for end in ends if end.round_id == round_id), None)


def stood_on(session: Session, round_: Round) -> date | None:
    """The day on which the result stood, of the place; None while it does not."""
    at = round_.counted_at if round_.older_order else round_.certified_at
    return working_days(session).day_of(at) if at is not None else None


@dataclass(frozen=True)
class BoxAfter:
    """What holds of a box after its opening.

    Attributes:
        openings: who opened it again.
        by: names of the trustees; empty where the server kept the key.
        need: how many of them are needed.
        lost: how many of them said that their share is destroyed.
        end: who decided the end of the key.
    """

    round: Round
    openings: Sequence[OpenedAgain]
    by: tuple[str, ...]
    need: int
    lost: int
    end: KeyEnd | None

    @property
    def key(self) -> KeyState:
        if self.round.key_destroyed_at is not None:
            return KeyState.GONE
        if self.round.frozen_at is None:
            return KeyState.NONE
        if self.by:
            return KeyState.WITH_TRUSTEES
        return KeyState.DECIDED if self.end is not None else KeyState.EXISTS

    @property
    def standing(self) -> list[OpenedAgain]:
        return [each for each in self.openings if each.stands]


def box_after(session: Session, round_: Round) -> BoxAfter:
    """All of it, for a page."""
    return boxes_after(session, [round_])[0]


# Built once: to build a statement takes longer than to send it.
_ROUNDS: BindParameter[int] = bindparam("rounds", expanding=True)
_DEFINITIONS = select(RoundDefinition).where(RoundDefinition.round_id.in_(_ROUNDS))
_OPENINGS = (
    select(OpenedAgain).where(OpenedAgain.round_id.in_(_ROUNDS)).order_by(OpenedAgain.number)
)
_ENDS = select(KeyEnd).where(KeyEnd.round_id.in_(_ROUNDS))
_LOST = (
    select(DestroyedShare.round_id, func.count())
    .where(DestroyedShare.round_id.in_(_ROUNDS))
    .group_by(DestroyedShare.round_id)
)


def boxes_after(session: Session, rounds: Sequence[Round]) -> list[BoxAfter]:
    """The same for each of these rounds, in as many reads as for one."""
    ids = [round_.id for round_ in rounds]
    # Held until the end, so that each is found where it was read. A page of one round has it.
    _read = session.scalars(_DEFINITIONS, {"rounds": ids}).all() if len(ids) > 1 else ()
    opened: dict[int, list[OpenedAgain]] = {}
    for each in session.scalars(_OPENINGS, {"rounds": ids}):
        opened.setdefault(each.round_id, []).append(each)
    ends = session.scalars(_ENDS, {"rounds": ids}).all()
    decided = {end.round_id: end for end in ends}
    dealt = {one: frozen_trustees(session, one) for one in ids}
    lost = _lost_shares(session, [one for one, trustees in dealt.items() if trustees])
    found = []
    for round_ in rounds:
        held = dealt.get(round_.id)
        found.append(
            BoxAfter(
                round=round_,
                openings=opened.get(round_.id, []),
                by=held.names if held else (),
                need=held.need if held else 0,
                lost=lost.get(round_.id, 0),
                end=decided.get(round_.id),
            )
        )
    return found


def _lost_shares(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many trustees of each round said that their share is destroyed."""
    rows = session.execute(_LOST, {"rounds": ids}) if ids else ()
    return {row[0]: row[1] for row in rows}


def keys_decided(session: Session) -> list[str]:
    """Slugs of rounds whose key two people ended and of which no log says yet that it is gone."""
    query = select(Round.slug).join(KeyEnd, KeyEnd.round_id == Round.id)
    return list(session.scalars(query.where(Round.key_destroyed_at.is_(None)).order_by(Round.slug)))


def keys_lost_by_trustees(session: Session) -> list[str]:
    """Slugs of rounds of which too few trustees still have their share (section 10.6)."""
    said = (
        select(DestroyedShare.round_id, func.count().label("lost"))
        .group_by(DestroyedShare.round_id)
        .subquery()
    )
    query = select(Round, said.c.lost).join(said, said.c.round_id == Round.id)
    found = []
    for round_, lost in session.execute(query.where(Round.key_destroyed_at.is_(None))):
        dealt = frozen_trustees(session, round_.id)
        if dealt is not None and dealt.of - lost < dealt.need:
            found.append(round_.slug)
    return sorted(found)
