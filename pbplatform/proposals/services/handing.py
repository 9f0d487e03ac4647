"""An idea that a delegate took up goes to another one. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.kept_changes import TOLD
from pbplatform.core.text import tidy_line
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.kinds import IdeaState, NameShown
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.proposals.policies import refuse_to_name_for
from pbplatform.proposals.services.telling import locked_idea


def hand_claim(session: Session, key: str, giver: int, receiver: int) -> None:
    """The receiver looks after the idea; one that is no longer the giver's stays as it is.

    Args:
        key: the idea's number in the database, as text.
    """
    own = (Idea.id == int(key), Idea.claimed_by == giver, Idea.state == IdeaState.CLAIMED)
    # Who looks after an idea moves it in no list.
    moved = update(Idea).where(*own).values(claimed_by=receiver)
    session.execute(moved.execution_options(**{TOLD: True}))


def name_idea_for(session: Session, *, actor: ActorRef, idea_id: int, name: str) -> None:
    """Show another name beside an idea, or none, on the word of its author without an account.

    The caller has found out that it is the author, and writes the entry.
    Source: docs/rules/intake.md section 8.

    Args:
        name: as they want it; empty for none.
    Raises:
        NotAllowed: neither facilitator nor clerk of the round, or it has an author.
        Conflict: the name is too long.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_name_for(actor, round_, idea):
        raise refusal
    name = tidy_line(name)
    if len(name) > LETTERS["credit"]:
        raise Conflict("idea.too_long", field="name", letters=LETTERS["credit"])
    idea.credit, idea.name_shown = name, NameShown.FULL if name else NameShown.NONE
    session.flush()


def give_idea_to(session: Session, *, idea_id: int, account_id: int) -> None:
    """An idea without an author is this person's from now on; its name shown stays as it is.

    Nobody supports their own idea, so their support of it goes.

    Raises:
        Conflict: it has an author.
    Source: docs/rules/intake.md section 2.
    """
    idea, _round = locked_idea(session, idea_id)
    if idea.author_id is not None:
        raise Conflict("intake.has_somebody", field="code")
    idea.author_id = account_id
    own = session.get(IdeaSupport, (idea_id, account_id))
    if own is not None:
        session.delete(own)
    session.flush()
