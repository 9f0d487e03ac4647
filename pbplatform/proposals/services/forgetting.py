"""A person who has their data erased is taken out of ideas. Source: docs/rules/privacy.md."""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import MailLink
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.kept_changes import TOLD, note_changed
from pbplatform.core.own_data import WITHOUT_WORDS, Whose
from pbplatform.core.secrets import token_hash
from pbplatform.core.storage import ask_to_forget
from pbplatform.proposals.domain.kept import BY_SUPPORT
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import WAITING_STATES, IdeaState, NameShown, ProposalLog
from pbplatform.proposals.models import Idea, IdeaDraft, IdeaSupport, JoinObjection
from pbplatform.rounds.models import Round

# Nobody has built on an idea in these states.
UNBUILT = (*WAITING_STATES, IdeaState.REFUSED, IdeaState.PUBLISHED, IdeaState.WITHDRAWN)
_WORDS = (
    *("spot", "who_benefits", "photo_alt", "second_look_words", "refusal_words"),
    "plea_words",
)


def forget_person(session: Session, whose: Whose, words_too: bool, now: datetime) -> None:
    """Ideas lose their author; support goes; words go too where they may and nobody built on them.

    Source: docs/rules/privacy.md section 3.
    """
    _forget_support(session, whose)
    _forget_drafts(session, whose)
    own = select(Idea).where(Idea.author_id == whose.account_id).with_for_update()
    for idea in session.scalars(own).all():
        idea.author_id, idea.name_shown = None, NameShown.NONE
        if words_too:
            _take_asides(session, idea)
        if words_too and idea.state in UNBUILT and idea.proposal_id is None:
            if idea.photo is not None:
                ask_to_forget(session, now=now, pictures=[idea.photo])
            _take_words(session, idea, now)
    session.flush()


def _forget_support(session: Session, whose: Whose) -> None:
    own = IdeaSupport.account_id == whose.account_id
    ideas = session.scalars(select(IdeaSupport.idea_id).where(own)).all()
    note_changed(session, BY_SUPPORT, Idea.id.in_(ideas))
    session.execute(delete(IdeaSupport).where(own).execution_options(**{TOLD: True}))


def _take_asides(session: Session, idea: Idea) -> None:
    """What the author wrote to facilitators or delegates only: nobody built on that."""
    idea.plea_words = ""
    said = select(JoinObjection).where(JoinObjection.idea_id == idea.id)
    for objection in session.scalars(said):
        objection.words, objection.words_salt = "", secrets.token_bytes(32)


def _take_words(session: Session, idea: Idea, now: datetime) -> None:
    if idea.state in (*WAITING_STATES, IdeaState.PUBLISHED):
        idea.move_to(IdeaState.WITHDRAWN)
        idea.settled_at = now
        round_ = session.get_one(Round, idea.round_id)
        subject = idea_path(round_.slug, idea.number)
        audit.record(session, ProposalLog.IDEA_WITHDRAWN, actor=SYSTEM, subject=subject, now=now)
    empty_idea(idea)


def empty_idea(idea: Idea) -> None:
    """No word, no picture, and no salt with which words could be tried against the log."""
    idea.title = idea.text = WITHOUT_WORDS
    for name in _WORDS:
        setattr(idea, name, "")
    idea.photo = idea.relations = idea.unread_since = None
    idea.text_salt = secrets.token_bytes(32)


def _forget_drafts(session: Session, whose: Whose) -> None:
    """One's own, and those that links name which wait for this address."""
    session.execute(delete(IdeaDraft).where(IdeaDraft.account_id == whose.account_id))
    if not whose.email:
        return
    paths = session.scalars(select(MailLink.next_path).where(MailLink.email == whose.email))
    for path in paths.all():
        for token in parse_qs(urlsplit(path).query).get("draft", []):
            session.execute(delete(IdeaDraft).where(IdeaDraft.token_hash == token_hash(token)))
