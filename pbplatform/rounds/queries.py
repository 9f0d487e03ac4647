"""Reading rounds."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.rounds.models import BallotProject, Committee, Round, RoundDefinition


def round_by_slug(session: Session, slug: str) -> Round:
    """The round; NotFound when there is none."""
    round_ = session.scalar(select(Round).where(Round.slug == slug))
    if round_ is None:
        raise NotFound("round.not_found")
    return round_


def published_rounds(session: Session) -> list[Round]:
    """Public rounds, those that are still going first, then the newest."""
    asked = select(Round).where(Round.published_at.is_not(None))
    found = session.scalars(asked.order_by(Round.opens_at.desc(), Round.id)).all()
    return sorted(found, key=lambda round_: round_.counted_at is not None)


def public_round(session: Session, slug: str) -> Round:
    """A round that everybody may see; NotFound for a draft as for one that is not."""
    round_ = round_by_slug(session, slug)
    if round_.published_at is None:
        raise NotFound("round.not_found")
    return round_


def all_rounds(session: Session) -> list[Round]:
    """Every round, drafts too, newest first; for desks."""
    return list(session.scalars(select(Round).order_by(Round.opens_at.desc(), Round.id)))


def committees(session: Session, round_id: int) -> list[Committee]:
    """A round's committees by name."""
    asked = select(Committee).where(Committee.round_id == round_id).order_by(Committee.name)
    return list(session.scalars(asked))


def committee(session: Session, round_id: int, slug: str) -> Committee:
    """One committee; NotFound when there is none."""
    found = session.scalar(
        select(Committee).where(Committee.round_id == round_id, Committee.slug == slug)
    )
    if found is None:
        raise NotFound("committee.not_found")
    return found


def committee_scope(round_: Round, committee_: Committee) -> str:
    """The scope of a delegate's role in this committee."""
    return f"committee:{round_.slug}/{committee_.slug}"


def ballot_projects(session: Session, round_id: int) -> list[BallotProject]:
    """The projects on a round's ballot by number."""
    asked = select(BallotProject).where(BallotProject.round_id == round_id)
    return list(session.scalars(asked.order_by(BallotProject.number)))


def committee_count(session: Session, round_id: int) -> int:
    asked = select(func.count()).select_from(Committee)
    return session.scalar(asked.where(Committee.round_id == round_id)) or 0


def count_on_ballot(session: Session, round_id: int) -> int:
    asked = select(func.count()).select_from(BallotProject)
    return session.scalar(asked.where(BallotProject.round_id == round_id)) or 0


def definition(session: Session, round_id: int) -> RoundDefinition | None:
    """The frozen definition, None before the freeze."""
    return session.get(RoundDefinition, round_id)
