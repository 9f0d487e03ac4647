"""A point, an idea or a project becomes an idea.

Source: docs/rules/thread.md section 7.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.carry.domain.origin import NewWords, Origin
from pbplatform.carry.kinds import CarryLog, OriginKind
from pbplatform.carry.models import Carried
from pbplatform.carry.policies import is_owner, refuse_again, refuse_to_carry
from pbplatform.carry.queries.origins import origin_of_idea, origin_of_point, origin_of_project
from pbplatform.carry.services.telling import tell_asker_of_idea, tell_authors_of_idea
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import NotFound
from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import tie
from pbplatform.points.models import Point
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.services import IdeaFacts, Sender, enter_idea, send_idea
from pbplatform.rounds.models import Round

_LOG = {
    OriginKind.POINT: CarryLog.POINT_BECAME,
    OriginKind.IDEA: CarryLog.IDEA_AGAIN,
    OriginKind.PROJECT: CarryLog.PROJECT_AGAIN,
}


def carry_point(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    round_id: int,
    words: NewWords,
    now: datetime,
) -> Idea:
    """Send a point as an idea of a round; its duty to be answered goes on.

    Raises:
        NotAllowed: neither its asker nor a facilitator of the round.
        Conflict: it cannot be carried, is an idea there already, or the round takes none.
        NotFound: no such point.
    """
    point = session.get(Point, point_id, with_for_update=True, populate_existing=True)
    if point is None:
        raise NotFound("point.not_found")
    return _carry(session, actor, origin_of_point(session, point), round_id, words, now)


def carry_idea(
    session: Session,
    *,
    actor: ActorRef,
    idea_id: int,
    round_id: int,
    words: NewWords,
    now: datetime,
) -> Idea:
    """Send an idea of an earlier round to another one.

    Raises:
        NotAllowed: not its author.
        Conflict: it cannot be carried, is an idea there already, or the round takes none.
        NotFound: no such idea.
    """
    idea = session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None:
        raise NotFound("idea.not_found")
    return _carry(session, actor, origin_of_idea(session, idea, now=now), round_id, words, now)


def carry_project(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    round_id: int,
    words: NewWords,
    now: datetime,
) -> Idea:
    """Send a project that did not win, or never came to a vote, to another round as an idea.

    Raises:
        NotAllowed: neither an author of its ideas nor a delegate of its committee.
        Conflict: it cannot be carried, is an idea there already, or the round takes none.
        NotFound: no such proposal.
    """
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    origin = origin_of_project(session, proposal, account_id=actor.account_id, now=now)
    return _carry(session, actor, origin, round_id, words, now)


def _carry(
    session: Session,
    actor: ActorRef,
    origin: Origin,
    round_id: int,
    words: NewWords,
    now: datetime,
) -> Idea:
    """Its row is locked: of two who press at once, the later one finds what the first made."""
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_carry(actor, origin, round_):
        raise refusal
    before = session.get(Carried, (origin.path, round_id), populate_existing=True)
    if refusal := refuse_again(round_, session.get(Idea, before.idea_id) if before else None):
        raise refusal
    idea = _sent(session, actor, origin, round_, words, now)
    if before is None:
        session.add(
            Carried(
                from_path=origin.path,
                round_id=round_id,
                idea_id=idea.id,
                kind=origin.kind,
                carried_at=now,
            )
        )
    else:  # told_at stays: nobody is mailed twice of the same thing in the same round
        before.idea_id, before.carried_at = idea.id, now
    session.flush()
    new_path = idea_path(round_.slug, idea.number)
    is_point = origin.kind is OriginKind.POINT
    kind = LinkKind.POINT_IDEA if is_point else LinkKind.NEXT_YEAR
    tie(session, origin.path, kind, new_path, now=now)
    audit.record(
        session,
        _LOG[origin.kind],
        actor=actor,
        subject=origin.path,
        now=now,
        idea=idea.number,
        round=round_.name,
        path=new_path,
    )
    if is_point:
        tell_asker_of_idea(session, actor, origin, idea, round_, now=now)
    else:
        tell_authors_of_idea(session, actor, origin, idea, round_, now=now)
    return idea


def _sent(
    session: Session,
    actor: ActorRef,
    origin: Origin,
    round_: Round,
    words: NewWords,
    now: datetime,
) -> Idea:
    """By its author as any idea; else for them."""
    own = is_owner(actor, origin)
    photo = origin.photo if words.keeps_picture else None
    facts = IdeaFacts(
        title=words.title,
        text=words.text,
        area_id=words.area_id,
        spot=words.spot,
        who_benefits=origin.who_benefits,
        photo=photo,
        photo_alt=origin.photo_alt if photo else "",
        relations=origin.relations if words.keeps_answers else {},
        people=origin.people if words.keeps_answers else "",
        name_shown=words.name_shown if own else origin.name_shown,
        language=origin.language,
    )
    if own:
        return send_idea(session, actor=actor, round_id=round_.id, facts=facts, now=now)
    return enter_idea(
        session,
        actor=actor,
        round_id=round_.id,
        facts=facts,
        sender=Sender(origin.owner, "" if origin.owner else origin.credit),
        now=now,
    )
