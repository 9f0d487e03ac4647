"""Loading what a verb changes, and telling authors of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import accounts_by_id, email_of
from pbplatform.accounts.services import tell_contacts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import NotFound
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.core.post import post_address
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import AUTHOR_NEWS, ProposalLog
from pbplatform.proposals.models import Idea, Proposal, ProposalVersion
from pbplatform.proposals.queries.audiences import AUTHOR, SUPPORTERS, behind
from pbplatform.rounds.models import Round

# Followers of a round hear of new ideas; what becomes of each is for those who follow the idea.
_OF_ROUND = frozenset({"idea_published", "idea_public_at_once"})
_AT_ONCE = 500  # ideas in a statement


def locked_idea(session: Session, idea_id: int) -> tuple[Idea, Round]:
    """The idea as it stands, its row locked, and its round.

    Raises:
        NotFound: no such idea.
    """
    idea = session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None:
        raise NotFound("idea.not_found")
    return idea, session.get_one(Round, idea.round_id)


def ideas_by_id(
    session: Session, idea_ids: Collection[int], *, lock: bool = False
) -> dict[int, Idea]:
    """These ideas by id, in few reads; one that is not there is left out.

    Args:
        lock: their rows, in the order of their ids, and read afresh.
    """
    found: dict[int, Idea] = {}
    ids = sorted(idea_ids)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(Idea).where(Idea.id.in_(ids[start : start + _AT_ONCE])).order_by(Idea.id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        found.update((idea.id, idea) for idea in session.scalars(query))
    return found


@dataclass(frozen=True)
class Locked:
    """Ideas of one round, locked, and what telling of them reads, held so that it is read once."""

    ideas: list[Idea]
    round_: Round
    authors: list[Account]


def locked_ideas(session: Session, idea_ids: Sequence[int]) -> Locked:
    """Ideas of one round as they stand, in the order given, their rows locked; one at least.

    Raises:
        NotFound: no such idea, or one of another round than the first.
    """
    found = ideas_by_id(session, idea_ids, lock=True)
    ideas = [found[each] for each in idea_ids if each in found]
    if len(ideas) != len(idea_ids) or len({idea.round_id for idea in ideas}) != 1:
        raise NotFound("idea.not_found")
    return hold(session, ideas, session.get_one(Round, ideas[0].round_id))


def hold(session: Session, ideas: list[Idea], round_: Round) -> Locked:
    """Locked ideas of a round, with what telling of them reads."""
    authors = accounts_by_id(session, {idea.author_id for idea in ideas if idea.author_id})
    return Locked(ideas, round_, authors)


def record_of_ideas(
    session: Session,
    held: Locked,
    kind: ProposalLog,
    actor: ActorRef,
    now: datetime,
    data: Callable[[Idea], Mapping[str, Any]],
) -> None:
    """Write one entry of the log for each of these ideas."""
    audit.record_all(
        session,
        [
            audit.Entry(
                kind=kind,
                actor=actor,
                subject=idea_path(held.round_.slug, idea.number),
                now=now,
                data=data(idea),
            )
            for idea in held.ideas
        ],
    )


def locked_proposal(session: Session, proposal_id: int) -> tuple[Proposal, Round]:
    """The proposal as it stands, its row locked, and its round.

    Raises:
        NotFound: no such proposal.
    """
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    return proposal, session.get_one(Round, proposal.round_id)


def tell_author(
    session: Session,
    fact: str,
    idea: Idea,
    round_: Round,
    *,
    now: datetime,
    **told: str | int | None,
) -> list[str]:
    """Announce a fact about an idea to its author, where they can be reached; the addresses.

    Args:
        told: what the mail of this fact shows beside the idea: days in ISO, codes, people's words.
    """
    about = idea_path(round_.slug, idea.number)
    shown: dict[str, Any] = {
        "number": idea.number,
        "title": idea.title,
        "path": f"/{about}",
        **told,
    }
    author = session.get(Account, idea.author_id) if idea.author_id is not None else None
    if author is None or not author.email:  # somebody without an account
        told_by_mail = tell_contacts(
            session, f"proposals:{fact}", purpose=AUTHOR_NEWS, about=about, now=now, **shown
        )
        if not told_by_mail and (letter := post_address(session, about)):
            announce(session, f"proposals:{fact}", now=now, to=letter, **shown)
        return told_by_mail
    announce(session, f"proposals:{fact}", now=now, to=author.email, **shown)
    return [author.email]


def tell_of_idea(
    session: Session,
    fact: str,
    idea: Idea,
    round_: Round,
    *,
    now: datetime,
    **told: str | int | None,
) -> None:
    """Announce a fact to the author of a public idea, and write it for all others concerned.

    Args:
        told: as of `tell_author`; none of it may be the author's own words.
    """
    addresses = tell_author(session, fact, idea, round_, now=now, **told)
    of_round = [round_.path] if fact in _OF_ROUND else []
    write_of_idea(session, fact, idea, round_, told, told=addresses, within=of_round, now=now)


def write_of_idea(
    session: Session,
    fact: str,
    idea: Idea,
    round_: Round,
    facts: Mapping[str, Any],
    *,
    told: Collection[str] = (),
    within: Collection[str] = (),
    now: datetime,
) -> None:
    """Write a fact about a public idea; nothing of one that was never public.

    Args:
        told: addresses that have a mail of their own of it.
        within: paths of things whose followers are told too.
    """
    if idea.published_at is None:
        return
    tell_fact(
        session,
        f"proposals:{fact}",
        about=idea_path(round_.slug, idea.number),
        title=idea.title,
        within=within,
        audiences=[(AUTHOR, idea.id), (SUPPORTERS, idea.id)],
        told=told,
        now=now,
        number=idea.number,
        **facts,
    )


def write_of_withdrawn(session: Session, idea: Idea, round_: Round, *, now: datetime) -> None:
    """Write that an idea was withdrawn, by its number: its words are its author's again.

    Its page tells nothing any more, so the fact is one of the round.
    """
    if idea.published_at is None:
        return
    tell_fact(
        session,
        "proposals:idea_withdrawn",
        about=round_.path,
        title=round_.name,
        within=[idea_path(round_.slug, idea.number)],
        audiences=[(SUPPORTERS, idea.id)],
        now=now,
        number=idea.number,
    )


def write_of_proposal(
    session: Session,
    kind: str,
    proposal: Proposal,
    round_: Round,
    facts: Mapping[str, Any],
    *,
    told: Collection[str] = (),
    within: Collection[str] = (),
    actor: ActorRef | None = None,
    now: datetime,
) -> None:
    """Write a fact about a proposal, for authors and supporters of its ideas, and who follows it.

    Args:
        kind: with the slice that announces it.
        told: addresses that have a mail of their own of it.
        within: paths of further things whose followers are told too.
        actor: who did it, and is not told of it.
    """
    text = session.get_one(ProposalVersion, (proposal.id, proposal.version))
    stands = behind(session, round_, proposal.number)
    own = [email_of(session, actor.account_id)] if actor and actor.account_id else []
    tell_fact(
        session,
        kind,
        about=proposal_path(round_.slug, proposal.number),
        title=text.title,
        within=[*stands.paths, *within],
        audiences=stands.audiences,
        told=[*told, *own],
        now=now,
        number=proposal.number,
        **facts,
    )


def write_of_change(
    session: Session,
    proposal: Proposal,
    round_: Round,
    reason: str,
    *,
    actor: ActorRef,
    now: datetime,
) -> None:
    """Write that a proposal has another text, and why."""
    told, kind = {"version": proposal.version, "reason": reason}, "proposals:proposal_changed"
    write_of_proposal(session, kind, proposal, round_, told, actor=actor, now=now)
