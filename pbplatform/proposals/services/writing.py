"""Delegates write proposals from ideas. Source: docs/rules/proposals.md section 5."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.facts import tell_fact
from pbplatform.core.numbers import next_number
from pbplatform.places.models import Area
from pbplatform.proposals import queries
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import IdeaState, ProposalLog, ProposalState
from pbplatform.proposals.models import Idea, Proposal, ProposalVersion
from pbplatform.proposals.policies import SUMMARY_WORDS, refuse_to_write
from pbplatform.proposals.services.joining import begin_joins
from pbplatform.proposals.services.telling import (
    locked_proposal,
    tell_author,
    write_of_change,
    write_of_idea,
    write_of_proposal,
)
from pbplatform.rounds.models import Committee, Round


@dataclass(frozen=True, kw_only=True)
class ProposalFacts:
    """What delegates write.

    Attributes:
        summary: for the ballot, at most 40 words.
        breakers_answer, makers_answer: what delegates answer to the relationship card.
        drawing: name of a line drawing; empty for none.
    """

    title: str
    text: str
    summary: str = ""
    area_id: int | None = None
    spot: str = ""
    who_benefits: str = ""
    breakers_answer: str = ""
    makers_answer: str = ""
    drawing: str = ""

    def version(self) -> dict[str, object]:
        """What a version keeps: all but the drawing, without stray blanks."""
        kept = {
            name: value.strip().replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in asdict(self).items()
        }
        kept.pop("drawing")
        return kept


def check_facts(session: Session, facts: ProposalFacts) -> None:
    """Raise when a text is missing or too long."""
    if not facts.title.strip():
        raise Conflict("proposal.title_needed", field="title")
    if len(facts.title.strip()) > LETTERS["title"]:
        raise Conflict("proposal.title_too_long", field="title")
    if not facts.text.strip():
        raise Conflict("proposal.text_needed", field="text")
    words = len(facts.summary.split())
    if words > SUMMARY_WORDS:
        raise Conflict("proposal.summary_too_long", field="summary", words=words)
    if facts.area_id is not None and session.get(Area, facts.area_id) is None:
        raise Conflict("area.not_found", field="area")


def _source_ideas(session: Session, committee: Committee, numbers: Collection[int]) -> list[Idea]:
    query = select(Idea).where(Idea.round_id == committee.round_id, Idea.number.in_(set(numbers)))
    ideas = list(session.scalars(query.order_by(Idea.number).with_for_update()))
    if not ideas or len(ideas) != len(set(numbers)):
        raise Conflict("proposal.ideas_needed")
    if any(idea.committee_id != committee.id for idea in ideas):
        raise Conflict("proposal.idea_of_other_committee")
    return ideas


def _ideas_became(
    session: Session, ideas: Sequence[Idea], proposal: Proposal, round_: Round, *, now: datetime
) -> None:
    """Settle the ideas that are part of a proposal, and tell their authors."""
    for idea in ideas:
        idea.move_to(IdeaState.BECAME)
        idea.proposal_id = proposal.id
        idea.settled_at = now
    session.flush()
    asked = begin_joins(session, ideas, proposal, round_, now=now)
    facts = {"proposal": proposal.number}
    for idea in ideas:
        told = [email_of(session, idea.author_id)] if idea.author_id else []
        if not asked:
            tell_author(session, "idea_became", idea, round_, now=now, proposal=proposal.number)
        write_of_idea(session, "idea_became", idea, round_, facts, told=told, now=now)


def create_proposal(
    session: Session,
    *,
    actor: ActorRef,
    committee_id: int,
    idea_numbers: Collection[int],
    facts: ProposalFacts,
    now: datetime,
) -> Proposal:
    """Make one proposal of one or more ideas that the committee has claimed.

    Raises:
        NotAllowed: not a delegate of the committee.
        Conflict: no such ideas, not the committee's, settled already; text missing or too long.
    """
    committee = session.get_one(Committee, committee_id)
    round_ = session.get_one(Round, committee.round_id)
    if refusal := refuse_to_write(actor, round_, committee, None):
        raise refusal
    check_facts(session, facts)
    ideas = _source_ideas(session, committee, idea_numbers)
    proposal = begin_proposal(session, round_, committee, facts, actor=actor, now=now)
    path = proposal_path(round_.slug, proposal.number)
    _ideas_became(session, ideas, proposal, round_, now=now)
    audit.record(
        session,
        ProposalLog.PROPOSAL_CREATED,
        actor=actor,
        subject=path,
        now=now,
        title=facts.title.strip(),
        committee=committee.slug,
        ideas=[idea.number for idea in ideas],
    )
    _tell_of_new(session, proposal, round_, now=now)
    return proposal


def _tell_of_new(session: Session, proposal: Proposal, round_: Round, *, now: datetime) -> None:
    """Followers of the round hear of a new proposal; those of its ideas hear what these became."""
    tell_fact(
        session,
        "proposals:proposal_created",
        about=proposal_path(round_.slug, proposal.number),
        title=queries.version_of(session, proposal.id, proposal.version).title,
        within=[round_.path],
        now=now,
        number=proposal.number,
    )


def begin_proposal(
    session: Session,
    round_: Round,
    committee: Committee,
    facts: ProposalFacts,
    *,
    actor: ActorRef,
    now: datetime,
) -> Proposal:
    """A proposal with its first text and the next number of its round."""
    proposal = Proposal(
        round_id=round_.id,
        number=next_number(session, f"proposal:{round_.id}"),
        committee_id=committee.id,
        version=1,
        drawing=facts.drawing,
        state=ProposalState.WRITING,
        created_at=now,
    )
    session.add(proposal)
    session.flush()
    add_version(session, proposal, facts, reason="", actor=actor, now=now)
    return proposal


def add_version(
    session: Session,
    proposal: Proposal,
    facts: ProposalFacts,
    *,
    reason: str,
    actor: ActorRef,
    now: datetime,
) -> None:
    """One more text of a proposal."""
    session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            version=proposal.version,
            reason=reason,
            made_by=actor.account_id,
            made_at=now,
            **facts.version(),
        )
    )
    session.flush()


def change_proposal(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    facts: ProposalFacts,
    reason: str,
    now: datetime,
    after: int | None = None,
) -> bool:
    """Add a version of the text with a public reason; nothing happens when nothing changed.

    Args:
        after: the version that the writer had before them; None does not ask.
    Returns:
        Whether there is a new version.
    Raises:
        NotAllowed: not a delegate of the committee.
        Conflict: decided already, changed by somebody else, no reason, text missing or too long.
    """
    proposal, round_ = locked_proposal(session, proposal_id)
    committee = session.get_one(Committee, proposal.committee_id)
    if refusal := refuse_to_write(actor, round_, committee, proposal):
        raise refusal
    check_facts(session, facts)
    before = queries.version_of(session, proposal.id, proposal.version)
    wanted = facts.version()
    changed = sorted(name for name, value in wanted.items() if getattr(before, name) != value)
    if facts.drawing != proposal.drawing:
        changed.append("drawing")
    if not changed:
        return False
    if after is not None and after != proposal.version:
        raise Conflict("proposal.changed_by_somebody", field="text")
    if not reason.strip():
        raise Conflict("proposal.reason_needed", field="reason")
    proposal.drawing, proposal.version = facts.drawing, proposal.version + 1
    add_version(session, proposal, facts, reason=reason.strip(), actor=actor, now=now)
    audit.record(
        session,
        ProposalLog.PROPOSAL_CHANGED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        version=proposal.version,
        changed=changed,
        reason=reason.strip(),
    )
    write_of_change(session, proposal, round_, reason.strip(), actor=actor, now=now)
    return True


def settle_proposal(
    session: Session,
    *,
    proposal_id: int,
    state: ProposalState,
    reason: str,
    words: str,
    now: datetime,
) -> Proposal:
    """Set what a committee decided, and tell every author; the deciding itself is `review`'s.

    Raises:
        Conflict: decided already.
    """
    proposal, round_ = locked_proposal(session, proposal_id)
    proposal.move_to(state)
    proposal.decided_at = now
    proposal.reason = reason
    proposal.reason_words = words
    session.flush()
    whose = (proposal, round_)
    if state == ProposalState.ON_BALLOT:
        tell_authors(session, "put_on_ballot", *whose, now=now, reason=reason, words=words)
    else:
        tell_authors(session, "not_this_round", *whose, now=now, reason=reason, words=words)
    return proposal


def reopen_proposal(session: Session, *, proposal_id: int, words: str, now: datetime) -> Proposal:
    """A decision is taken up again; every author is told. The deciding itself is `review`'s.

    Args:
        words: why, in the words of whoever takes it up.
    Raises:
        Conflict: not decided.
    Source: docs/rules/review.md section 12.
    """
    proposal, round_ = locked_proposal(session, proposal_id)
    was_on_ballot = proposal.state == ProposalState.ON_BALLOT
    proposal.move_to(ProposalState.WRITING)
    proposal.decided_at = None
    proposal.reason = proposal.reason_words = ""
    proposal.reopened_at = now
    session.flush()
    tell_authors(
        session, "proposal_reopened", proposal, round_, now=now, words=words, left=was_on_ballot
    )
    return proposal


def tell_authors(
    session: Session,
    fact: str,
    proposal: Proposal,
    round_: Round,
    *,
    now: datetime,
    **told: str | int | None,
) -> None:
    """Announce a fact about a proposal to the authors of its ideas, and write it for all others."""
    addresses = []
    for row in queries.ideas_of_proposal(session, proposal.id):
        addresses += tell_author(
            session, fact, row.idea, round_, now=now, proposal=proposal.number, **told
        )
    write_of_proposal(
        session,
        f"proposals:{fact}",
        proposal,
        round_,
        told,
        told=addresses,
        within=[round_.path],
        now=now,
    )
