"""Loading what a verb changes, and telling authors of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import LazyString, format_date
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.core.errors import NotFound
from pbplatform.core.outbox import announce
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Round

# Subject and text of what an author hears, by fact; `title` and `words` are people's own.
_LETTERS: Mapping[str, tuple[LazyString, LazyString]] = {
    "idea_sent": (
        _l("Idea %(number)s is sent"),
        _l("A facilitator reads “%(title)s” by %(by)s. You will be told what comes of it."),
    ),
    "idea_published": (
        _l("Idea %(number)s is published"),
        _l("“%(title)s” is public. A delegate takes a first look by %(by)s."),
    ),
    "idea_refused": (
        _l("Idea %(number)s was not published"),
        _l(
            "“%(title)s” was not published. %(rule)s. The facilitator says: “%(words)s” "
            "You can ask for a second look by %(by)s."
        ),
    ),
    "idea_refused_again": (
        _l("Idea %(number)s was not published after a second look"),
        _l("“%(title)s” stays unpublished. %(rule)s. The facilitator says: “%(words)s”"),
    ),
    "idea_claimed": (
        _l("A committee has your idea %(number)s"),
        _l(
            "The committee “%(committee)s” looks after “%(title)s”. It makes it part of a "
            "proposal, or tells you why not, by %(by)s."
        ),
    ),
    "idea_handed_back": (
        _l("Your idea %(number)s is free again"),
        _l(
            "The committee “%(committee)s” handed “%(title)s” back: “%(words)s” "
            "Another committee can take it."
        ),
    ),
    "idea_not_taken": (
        _l("Idea %(number)s was not taken forward"),
        _l(
            "“%(title)s” does not go further in this round. %(reason)s. The committee says: "
            "“%(words)s” You can raise it at a forum, or improve it for the next round."
        ),
    ),
    "idea_became": (
        _l("Your idea %(number)s is part of proposal %(proposal)s"),
        _l(
            "“%(title)s” is now part of proposal %(proposal)s. You are named as its author, "
            "as you chose. Next, officials say what it costs."
        ),
    ),
    "put_on_ballot": (
        _l("Your idea %(number)s is on the ballot as proposal %(proposal)s"),
        _l("“%(title)s” goes on the ballot. The committee says: “%(words)s”"),
    ),
    "not_this_round": (
        _l("Proposal %(proposal)s from your idea %(number)s does not go on the ballot"),
        _l(
            "“%(title)s” does not go on the ballot in this round. %(reason)s. The committee says: "
            "“%(words)s” You can raise it at a forum, or improve it for the next round."
        ),
    ),
}


def short_day(day: date) -> str:
    """A day as a letter names it, in the language in force."""
    return str(format_date(day, "d MMMM y"))


def locked_idea(session: Session, idea_id: int) -> tuple[Idea, Round]:
    """The idea as it stands, its row locked, and its round.

    Raises:
        NotFound: no such idea.
    """
    idea = session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None:
        raise NotFound("idea.not_found")
    return idea, session.get_one(Round, idea.round_id)


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
    **told: str | int,
) -> None:
    """Announce a fact about an idea to its author, where there is an address."""
    if idea.author_id is None:
        return
    author = session.get(Account, idea.author_id)
    if author is None or not author.email:
        return
    subject, body = _LETTERS[fact]
    said = {"number": idea.number, "title": idea.title, **told}
    announce(
        session,
        f"proposals:{fact}",
        now=now,
        to=author.email,
        subject_line=str(subject) % said,
        body_line=str(body) % said,
        path="/" + idea_path(round_.slug, idea.number),
    )
