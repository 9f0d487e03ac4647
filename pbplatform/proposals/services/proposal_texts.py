"""Proposals, in all their versions, as texts that can be reported, hidden and restored.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.texts import FoundText, TextField
from pbplatform.core.whole import whole_or_none
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.proposals.queries import versions
from pbplatform.rounds.models import Round

_COLUMNS: Mapping[str, int | None] = {
    "title": 120,
    "summary": 400,
    "text": None,
    "spot": 200,
    "who_benefits": 300,
    "breakers_answer": None,
    "makers_answer": None,
    "reason": None,
}
_DECISION = "reason_words"


def _found(session: Session, named: Match[str]) -> tuple[Proposal, Round] | None:
    found = session.execute(
        select(Proposal, Round)
        .join(Round, Round.id == Proposal.round_id)
        .where(Round.slug == named[1], Proposal.number == whole_or_none(named[2]))
    ).first()
    return None if found is None else (found[0], found[1])


def find_proposal(session: Session, named: Match[str]) -> FoundText | None:
    """The proposal of a path with the parts of all its versions."""
    found = _found(session, named)
    if found is None:
        return None
    proposal, round_ = found
    texts = versions(session, proposal.id)
    parts = [
        TextField(name, getattr(text, name), text.version, longest=most)
        for text in reversed(texts)
        for name, most in _COLUMNS.items()
    ]
    path = proposal_path(round_.slug, proposal.number)
    return FoundText(
        path=path,
        number=str(proposal.number),
        fields=(*parts, TextField(_DECISION, proposal.reason_words)),
        authors=frozenset(text.made_by for text in texts if text.made_by is not None),
        url=f"/{path}",
        scope=round_.scope,
        is_public=round_.published_at is not None,
        is_sealed=round_.frozen_at is not None and proposal.state == ProposalState.ON_BALLOT,
    )


def write_proposal(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of one version."""
    found = _found(session, named)
    if found is None:
        raise KeyError(named[0])
    proposal, _round = found
    if part.name == _DECISION:
        proposal.reason_words = part.words
    else:
        version = session.get_one(
            ProposalVersion,
            (proposal.id, part.version),
            with_for_update=True,
            populate_existing=True,
        )
        setattr(version, part.name, part.words)
    session.flush()
