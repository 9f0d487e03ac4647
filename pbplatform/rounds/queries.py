"""Reading rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.next_act import NextAct
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import BallotProject, Committee, DateMove, Round, RoundDefinition


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


@dataclass(frozen=True)
class Stage:
    """One step of a round's timeline."""

    key: str  # ideas, review, vote, results, delivery
    state: str  # done, now, next
    starts_at: datetime
    ends_at: datetime | None


_ORDER = {
    Phase.DRAFT: -1,
    Phase.SOON: -1,
    Phase.IDEAS: 0,
    Phase.REVIEW: 1,
    Phase.READY: 1,
    Phase.VOTING: 2,
    Phase.COUNTING: 3,
    Phase.RESULTS: 4,
}


def timeline(round_: Round, now: datetime) -> list[Stage]:
    """The five stages of a round as they stand at `now`."""
    place = _ORDER[round_.phase(now)]
    spans = (
        ("ideas", round_.ideas_open_at, round_.ideas_close_at),
        ("review", round_.ideas_close_at, round_.review_close_at),
        ("vote", round_.opens_at, round_.closes_at),
        ("results", round_.results_at, None),
        ("delivery", round_.results_at, None),
    )
    return [
        Stage(
            key=key,
            state="done" if at < place else "now" if at == place else "next",
            starts_at=starts,
            ends_at=ends,
        )
        for at, (key, starts, ends) in enumerate(spans)
    ]


@dataclass(frozen=True)
class _Turn:
    """A row of section 5: who does what by which of the round's dates, and otherwise what."""

    who: LazyString
    what: LazyString
    by: str
    otherwise: LazyString
    can_be_late: bool = False


_TURNS = {
    Phase.DRAFT: _Turn(
        who=_l("The facilitator"),
        what=_l("Checks the dates and publishes the round."),
        by="ideas_open_at",
        otherwise=_l("Until then nobody else sees it, and it takes no ideas."),
        can_be_late=True,
    ),
    Phase.SOON: _Turn(
        who=_l("The clock"),
        what=_l("Ideas open by themselves."),
        by="ideas_open_at",
        otherwise=_l("Tell your neighbours until then."),
    ),
    Phase.IDEAS: _Turn(
        who=_l("Everybody"),
        what=_l("Sends ideas."),
        by="ideas_close_at",
        otherwise=_l("An idea that comes later waits for the next round."),
    ),
    Phase.REVIEW: _Turn(
        who=_l("Delegates and officials"),
        what=_l("Turn ideas into proposals with a price, and decide which go to the vote."),
        by="review_close_at",
        otherwise=_l("What is not decided by then is not in this vote."),
    ),
    Phase.READY: _Turn(
        who=_l("The clock"),
        what=_l("Voting opens by itself."),
        by="opens_at",
        otherwise=_l("Money, rule and projects can no longer change."),
    ),
    Phase.VOTING: _Turn(
        who=_l("Everybody on the roll"),
        what=_l("Votes, on paper or here."),
        by="closes_at",
        otherwise=_l("A vote that comes later is not counted."),
    ),
    Phase.COUNTING: _Turn(
        who=_l("The facilitator"),
        what=_l("Opens the box, has it counted and publishes the result."),
        by="results_at",
        otherwise=_l("This page shows that it is late, and the votes stay sealed."),
        can_be_late=True,
    ),
}
_FREEZING = _Turn(
    who=_l("The facilitator"),
    what=_l("Freezes the list of projects and opens the vote."),
    by="opens_at",
    otherwise=_l("Voting opens late. New dates and their reason are public."),
    can_be_late=True,
)


def next_act(round_: Round, now: datetime) -> NextAct | None:
    """Who acts next in this round, by when, and what happens otherwise.

    None once the result is out: projects have their own next acts then.

    Source: docs/rules/rounds.md section 5, ruling 37.
    """
    phase = round_.phase(now)
    if phase == Phase.RESULTS:
        return None
    reviewed = phase == Phase.REVIEW and now >= round_.review_close_at
    turn = _FREEZING if reviewed else _TURNS[phase]
    by = getattr(round_, turn.by)
    return NextAct(
        who=str(turn.who),
        what=str(turn.what),
        by=by,
        otherwise=str(turn.otherwise),
        late=turn.can_be_late and now >= by,
    )


def date_moves(session: Session, round_id: int) -> list[DateMove]:
    """Dates of the round that moved after it was public, oldest first."""
    asked = select(DateMove).where(DateMove.round_id == round_id)
    return list(session.scalars(asked.order_by(DateMove.n)))
