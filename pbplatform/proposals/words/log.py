"""What entries of the public log say of ideas and proposals.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from re import Match
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.proposals.kinds import PUBLIC_STATES, ProposalLog
from pbplatform.proposals.models import Idea
from pbplatform.proposals.words.kinds import RULE_WORDS
from pbplatform.rounds.models import Round
from pbplatform.web.log_reading import plain
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ProposalLog.IDEA_SENT: (
        _l("Idea %(n)s was sent in. It is read by %(read_by)s."),
        _l("An idea was sent in."),
    ),
    ProposalLog.IDEA_PUBLISHED: (
        _l("Idea %(n)s is public, and nobody has read it yet. It is read by %(read_by)s."),
        _l("Idea %(n)s was published."),
        _l("An idea was published."),
    ),
    ProposalLog.IDEA_READ: (
        _l("A facilitator read idea %(n)s. It stays public."),
        _l("A facilitator read an idea that was public before. It stays."),
    ),
    ProposalLog.IDEA_REFUSED: (
        _l("Idea %(n)s was not published. %(rule)s."),
        _l("An idea was not published."),
    ),
    ProposalLog.IDEA_CLAIMED: (
        _l("The committee %(committee)s took idea %(n)s."),
        _l("A committee took an idea."),
    ),
    ProposalLog.IDEA_NOT_TAKEN: (
        _l("Idea %(n)s was not taken further: %(words)s"),
        _l("An idea was not taken further."),
    ),
    ProposalLog.IDEA_HANDED_BACK: (
        _l("The committee %(committee)s handed idea %(n)s back: %(reason)s"),
        _l("A committee handed an idea back."),
    ),
    ProposalLog.IDEA_WITHDRAWN: (
        _l("Its author withdrew idea %(n)s."),
        _l("Idea %(n)s was withdrawn on the word of its author, told to staff."),
        _l("An author withdrew an idea."),
    ),
    ProposalLog.IDEA_TAKEN_AWAY: (
        _l(
            "A facilitator took idea %(n)s away. It was typed in for somebody without an "
            "account: %(reason)s"
        ),
        _l("A facilitator took an idea away that was typed in for somebody."),
    ),
    ProposalLog.IDEA_SECOND_LOOK: (
        _l("The author of idea %(n)s asked for a second look. It is due by %(read_by)s."),
        _l("An author asked for a second look at an idea."),
    ),
    ProposalLog.IDEA_HANDED_OVER: (
        _l(
            "Idea %(n)s is with the whole committee %(committee)s: who looked after it is no "
            "delegate any more."
        ),
        _l("An idea is with its whole committee again."),
    ),
    ProposalLog.IDEA_PASSED: (
        _l("%(holder)s looks after idea %(n)s now: %(reason)s"),
        _l("Idea %(n)s is with its whole committee again: %(reason)s"),
        _l("Who looks after an idea changed inside its committee."),
    ),
    ProposalLog.IDEA_REOPENED: (
        _l("Idea %(n)s is taken up again by %(committee)s: %(reason)s"),
        _l("An idea that was not taken further is taken up again."),
    ),
    ProposalLog.IDEA_PLEA: (
        _l(
            "The author of idea %(n)s asked a facilitator to look again. "
            "The answer is due by %(read_by)s."
        ),
        _l("An author asked a facilitator to look again at an answer."),
    ),
    ProposalLog.IDEA_PLEA_DECLINED: (
        _l("The answer on idea %(n)s stands: %(reason)s"),
        _l("The answer on an idea stands."),
    ),
    ProposalLog.JOIN_AGREED: (
        _l("The author of idea %(n)s agreed that it is joined in proposal %(proposal)s."),
        _l("An author agreed that their idea is joined with others."),
    ),
    ProposalLog.JOIN_OBJECTED: (
        _l("The author of idea %(n)s took it out of proposal %(proposal)s again."),
        _l("An author took their idea out of a proposal again."),
    ),
    ProposalLog.PROPOSAL_SPLIT: (
        _l("Proposal %(n)s was split off proposal %(split_from)s: %(reason)s"),
        _l("A proposal was split."),
    ),
    ProposalLog.PROPOSAL_CREATED: (
        _l("Proposal %(n)s was begun from %(ideas)s: %(title)s"),
        _l("A proposal was begun."),
    ),
    ProposalLog.PROPOSAL_CHANGED: (
        _l("Proposal %(n)s was changed, now version %(version)s: %(reason)s"),
        _l("A proposal was changed."),
    ),
}

_LISTS = {
    "ideas": lambda n, shown: ngettext("idea %(list)s", "ideas %(list)s", n, list=shown),
}


def _rule(code: str) -> str | None:
    return str(RULE_WORDS[code]) if code in RULE_WORDS else None


def _is_public(session: Session, named: Match[str]) -> bool:
    query = (
        select(Idea.id)
        .join(Round, Round.id == Idea.round_id)
        .where(Round.slug == named[1], Round.published_at.is_not(None))
        .where(Idea.number == int(named[2]), Idea.state.in_(PUBLIC_STATES))
    )
    return session.scalar(query) is not None


def _on_word(told: Mapping[str, Any]) -> int:
    """The second sentence where staff wrote it down for somebody without an account."""
    return int(bool((told.get("data") or told).get("written_down")))


LOG = LogWords(
    sentences=_SENTENCES,
    families={"idea": _l("Ideas"), "proposal": _l("Proposals")},
    choose={ProposalLog.IDEA_WITHDRAWN: _on_word},
    fields={"rule": _rule},
    nouns={"version": plain},
    lists=_LISTS,
    public={r"rounds/([^/]+)/ideas/(\d+)": _is_public},
)
