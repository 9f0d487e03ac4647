"""Reading rounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from pbplatform.core.errors import NotFound
from pbplatform.core.reading_once import is_read, is_reading_once, read_once
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.domain.scopes import scope_of_committee
from pbplatform.rounds.kinds import Change
from pbplatform.rounds.models import (
    BallotProject,
    Committee,
    DateMove,
    Round,
    RoundChange,
    RoundDefinition,
)

# What many pages ask is built once: to build a statement takes longer than to send it.
_ALL_ROUNDS = select(Round).order_by(Round.opens_at.desc(), Round.id)
ALL = "rounds.all"
_BY_SLUG = select(Round).where(Round.slug == bindparam("wanted"))
_BY_IDS = select(Round).where(Round.id.in_(bindparam("rounds", expanding=True)))
_COMMITTEES = (
    select(Committee).where(Committee.round_id == bindparam("round")).order_by(Committee.name)
)
_COMMITTEE = select(Committee).where(
    Committee.round_id == bindparam("round"), Committee.slug == bindparam("slug")
)
_BY_SLUGS = select(Round).where(Round.slug.in_(bindparam("slugs", expanding=True)))
_COMMITTEES_OF = select(Committee).where(
    Committee.round_id.in_(bindparam("rounds", expanding=True))
)
_ON_BALLOT = (
    select(BallotProject)
    .where(BallotProject.round_id == bindparam("round"))
    .order_by(BallotProject.number)
)
_MOVES_OF = select(DateMove).where(DateMove.round_id == bindparam("round")).order_by(DateMove.n)
_CHANGES_OF = (
    select(RoundChange).where(RoundChange.round_id == bindparam("round")).order_by(RoundChange.n)
)
_MOVES = select(DateMove).order_by(DateMove.round_id, DateMove.n)


def round_by_slug(session: Session, slug: str) -> Round:
    """The round; NotFound when there is none."""

    def read() -> list[Round]:
        return list(session.scalars(_BY_SLUG, {"wanted": slug}))

    found = read_once(session, f"rounds.by_slug {slug}", read)
    if not found:
        raise NotFound("round.not_found")
    return found[0]


def published_rounds(session: Session) -> list[Round]:
    """Public rounds, those that are still going first, then the newest."""
    # Of all rounds, of which there are few: a desk needs both and reads them once.
    found = [round_ for round_ in all_rounds(session) if round_.published_at is not None]
    return sorted(found, key=lambda round_: round_.counted_at is not None)


def public_round(session: Session, slug: str) -> Round:
    """A round that everybody may see; NotFound for a draft as for one that is not."""
    round_ = round_by_slug(session, slug)
    if round_.published_at is None:
        raise NotFound("round.not_found")
    return round_


def all_rounds(session: Session) -> list[Round]:
    """Every round, drafts too, newest first; for desks."""
    return read_once(session, ALL, lambda: list(session.scalars(_ALL_ROUNDS)))


def rounds_by_id(session: Session, ids: Collection[int]) -> dict[int, Round]:
    """These rounds by id; one read, or none where the session holds them already.

    A list of things of few rounds reads each round once so, and not beside every thing.
    """
    if not ids:
        return {}
    known = {each.id: each for each in all_rounds(session)} if is_reading_once(session) else {}
    if any(each not in known for each in ids):
        known = {each.id: each for each in session.scalars(_BY_IDS, {"rounds": sorted(ids)})}
    return {each: known[each] for each in ids}


def committees(session: Session, round_id: int) -> list[Committee]:
    """A round's committees by name."""
    return list(session.scalars(_COMMITTEES, {"round": round_id}))


def committee(session: Session, round_id: int, slug: str) -> Committee:
    """One committee; NotFound when there is none."""

    def read() -> list[Committee]:
        return list(session.scalars(_COMMITTEE, {"round": round_id, "slug": slug}))

    found = read_once(session, f"rounds.committee {round_id} {slug}", read)
    if not found:
        raise NotFound("committee.not_found")
    return found[0]


def committees_by_slugs(
    session: Session, slugs: Sequence[tuple[str, str]]
) -> list[tuple[Round, Committee]]:
    """Committees with their rounds, by slugs of both, in two reads; NotFound without one."""
    named = {slug for slug, _committee in slugs}
    rounds = {each.slug: each for each in _rounds_by_slug(session, named)} if named else {}
    ids = sorted({rounds[slug].id for slug, _committee in slugs if slug in rounds})
    read = session.scalars(_COMMITTEES_OF, {"rounds": ids}) if ids else ()
    known = {(each.round_id, each.slug): each for each in read}
    found = []
    for round_slug, committee_slug in slugs:
        round_ = rounds.get(round_slug)
        if round_ is None:
            raise NotFound("round.not_found")
        if (round_.id, committee_slug) not in known:
            raise NotFound("committee.not_found")
        found.append((round_, known[round_.id, committee_slug]))
    return found


def _rounds_by_slug(session: Session, slugs: Collection[str]) -> list[Round]:
    """These rounds; where others have read all of them, no read."""
    if is_read(session, ALL):
        return all_rounds(session)
    return list(session.scalars(_BY_SLUGS, {"slugs": sorted(slugs)}))


def committee_scope(round_: Round, committee_: Committee) -> str:
    """The scope of a delegate's role in this committee."""
    return scope_of_committee(round_.slug, committee_.slug)


def ballot_projects(session: Session, round_id: int) -> list[BallotProject]:
    """The projects on a round's ballot by number; from the freeze on, those of the definition."""
    rows = list(session.scalars(_ON_BALLOT, {"round": round_id}))
    frozen = definition(session, round_id)
    return rows if frozen is None else _as_frozen(frozen.told, rows)


def _as_frozen(told: Definition, rows: Sequence[BallotProject]) -> list[BallotProject]:
    """The frozen list, with what the rows say beside it; a row too many is not on the ballot."""
    by_number = {row.number: row for row in rows}
    projects = []
    for project in told.projects:
        row = by_number.get(project.number) or BallotProject(
            number=project.number, title="", cost_minor=0, summary="", area="", drawing="",
            source_id="",
        )  # fmt: skip
        projects.append(show_frozen(told, row))
    return projects


def show_frozen(told: Definition | None, row: BallotProject) -> BallotProject:
    """Let a project tell the frozen title and cost, whatever its row was changed to since."""
    project = told.project(row.number) if told is not None else None
    if project is not None:
        set_committed_value(row, "title", project.title)
        set_committed_value(row, "cost_minor", project.cost_minor)
    return row


def ballot_numbers(session: Session, round_: Round) -> Sequence[int]:
    """Numbers of the projects on a round's ballot, in their order."""
    query = select(BallotProject.number).where(BallotProject.round_id == round_.id)
    return session.scalars(query.order_by(BallotProject.number)).all()


def count_on_ballot(session: Session, round_id: int) -> int:
    query = select(func.count()).select_from(BallotProject)
    return session.scalar(query.where(BallotProject.round_id == round_id)) or 0


def definition(session: Session, round_id: int) -> RoundDefinition | None:
    """The frozen definition, None before the freeze."""
    return session.get(RoundDefinition, round_id)


def date_moves(session: Session, round_id: int) -> list[DateMove]:
    """Dates of the round that moved after it was public, oldest first."""
    return list(session.scalars(_MOVES_OF, {"round": round_id}))


def changes(session: Session, round_id: int) -> list[RoundChange]:
    """What was changed of the round after it was public, but for its dates; oldest first."""
    return list(session.scalars(_CHANGES_OF, {"round": round_id}))


def last_moves(session: Session) -> dict[tuple[int, str], DateMove]:
    """The last move of each date of each round, by round and name."""
    return {(move.round_id, move.name): move for move in session.scalars(_MOVES)}


def reasons_held(session: Session) -> dict[int, str]:
    """Why each round was paused last, or was called off, by round."""
    held = (Change.PAUSED, Change.CALLED_OFF)
    query = select(RoundChange).where(RoundChange.name.in_(held)).order_by(RoundChange.n)
    return {change.round_id: change.reason for change in session.scalars(query)}


def round_for_ideas(session: Session, but: Round, now: datetime) -> Round | None:
    """Another round that takes ideas now, or will: the one that takes them first."""
    found = [
        round_
        for round_ in published_rounds(session)
        if round_.id != but.id
        and round_.called_off_at is None
        and round_.paused_at is None
        and now < round_.ideas_close_at
    ]
    return min(found, key=lambda round_: (round_.ideas_open_at, round_.id), default=None)


def counted_last(session: Session) -> Round | None:
    """The round whose vote closed last among those that were counted."""
    found = [each for each in published_rounds(session) if each.counted_at is not None]
    return max(found, key=lambda each: (each.closes_at, each.id), default=None)
