"""Objecting without an account: by a press in a mail. Source: docs/rules/results.md section 12."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.accounts.services import (
    CONTACT_MAILS,
    LONGEST_ADDRESS,
    ContactAsked,
    ensure_account,
    keep_proven_contact,
    token_of_contact,
)
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce_awaited
from pbplatform.core.sealed_words import own_secret
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.core.tries import count_try
from pbplatform.results.kinds import OBJECTOR_NEWS
from pbplatform.results.models import Objection, ObjectionDraft
from pbplatform.results.policies import refuse_to_object
from pbplatform.results.services.objections import check_words, send_objection
from pbplatform.results.services.telling import objection_path, tell_objector
from pbplatform.rounds.models import Round

DRAFT_DAYS = 7
ADDRESS_DAYS = 400  # how long an address without an account is kept for the answer


def ask_to_object(
    session: Session,
    *,
    round_id: int,
    kind: str,
    words: str,
    email: str,
    language: str,
    now: datetime,
) -> ContactAsked:
    """Keep an objection of somebody without an account, and mail the link by which it is sent.

    Raises:
        Conflict: no address, a part is missing, or nobody can object now.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_object(round_, now):
        raise refusal
    check_words(kind, words)
    address = email.strip().lower()
    if "@" not in address or len(address) > LONGEST_ADDRESS:
        raise Conflict("contact.address_needed", field="email")
    wait = count_try(session, CONTACT_MAILS, who=address, secret=own_secret(session), now=now)
    if wait is not None:
        return ContactAsked(False, wait)
    session.execute(delete(ObjectionDraft).where(ObjectionDraft.expires_at <= now))
    token = new_token()
    typed = {"kind": kind, "words": words.strip(), "email": address, "language": language}
    expires = now + timedelta(days=DRAFT_DAYS)
    session.add(
        ObjectionDraft(
            token_hash=token_hash(token), round_id=round_id, typed=typed, expires_at=expires
        )
    )
    session.flush()
    announce_awaited(
        session,
        "results:send_objection",
        now=now,
        secret={"token": token},
        to=address,
        round=round_.name,
        path=round_.path,
        language=language,
    )
    return ContactAsked(True)


def open_draft(
    session: Session, *, round_id: int, token: str, now: datetime, lock: bool = False
) -> ObjectionDraft | None:
    """The objection of this link; None when it was sent or is too old."""
    key = token_hash(token)
    draft = session.get(ObjectionDraft, key, with_for_update=lock or None, populate_existing=lock)
    if draft is None or draft.round_id != round_id or draft.expires_at <= now:
        return None
    return draft


def send_mailed_objection(
    session: Session, *, round_id: int, token: str, now: datetime
) -> tuple[Objection, str]:
    """Send the objection of a mailed link. Its author is a row that nobody signs in as.

    Returns:
        The objection, and the token of its author's own page.

    Raises:
        NotFound: it was sent, or is older than seven days.
        Conflict: nobody can object now.
    """
    draft = open_draft(session, round_id=round_id, token=token, now=now, lock=True)
    if draft is None:
        raise NotFound("objection.draft_gone")
    typed, author = draft.typed, ensure_account(session, email=None, name="")
    objection = send_objection(
        session,
        actor=ActorRef(kind="account", key=str(author.id), role="resident"),
        round_id=round_id,
        kind=str(typed["kind"]),
        words=str(typed["words"]),
        now=now,
    )
    round_ = session.get_one(Round, round_id)
    contact = keep_proven_contact(
        session,
        email=str(typed["email"]),
        purpose=OBJECTOR_NEWS,
        about=objection_path(round_, objection.number),
        language=str(typed["language"]),
        now=now,
        until=now + timedelta(days=ADDRESS_DAYS),
    )
    session.delete(draft)
    session.flush()
    own = token_of_contact(session, contact.id, renew=True) or ""
    due = instant_text(round_.certify_due_at) if round_.certify_due_at else ""
    tell_objector(session, round_, objection, "objection_sent", now=now, due=due)
    return objection, own
