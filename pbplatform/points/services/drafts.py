"""Points that were typed and are not sent yet, and sending one without an account.

Source: docs/rules/points.md section 1.9 and 1.10; docs/rules/forms.md section 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

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
from pbplatform.core import drafts
from pbplatform.core.actor import ActorRef
from pbplatform.core.drafts import DRAFT_DAYS, Seen
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce_awaited
from pbplatform.core.sealed_words import own_secret
from pbplatform.core.tries import count_try
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.models import Point, PointDraft
from pbplatform.points.services.asker import path_of
from pbplatform.points.services.raising import Photo, raise_point
from pbplatform.points.services.reading import tell_that_it_is_public

__all__ = [
    "DRAFT_DAYS",
    "ask_to_send",
    "forget_draft",
    "keep_draft",
    "mail_draft_link",
    "open_draft",
    "send_without_account",
]
ADDRESS_DAYS = 400  # how long an address without an account is kept for the answer


def keep_draft(session: Session, *, forum_id: int, typed: Mapping[str, Any], now: datetime) -> str:
    """Keep what was typed in a draft of its own; returns the token that finds it again."""
    return drafts.save_draft(
        session,
        PointDraft,
        about=forum_id,
        name="",
        typed=typed,
        seen=Seen.of(""),
        account_id=None,
        now=now,
    ).name


def open_draft(
    session: Session, *, forum_id: int, token: str, now: datetime, lock: bool = False
) -> PointDraft | None:
    """The draft of this token and forum; None when it was sent or is too old."""
    return drafts.find_draft(
        session, PointDraft, about=forum_id, name=token, account_id=None, now=now, lock=lock
    )


def forget_draft(session: Session, *, token: str, account_id: int | None = None) -> None:
    """Delete a draft once its point is sent."""
    drafts.forget_draft(session, PointDraft, name=token, account_id=account_id)


def mail_draft_link(
    session: Session,
    *,
    forum_id: int,
    token: str,
    title: str,
    until: datetime,
    email: str,
    language: str,
    now: datetime,
) -> datetime | None:
    """Mail the link of a draft, once, to an address that is not kept.

    Returns:
        From when on another one can be asked for, where this was one too many; None when it goes.
    """
    address = email.strip().lower()
    wait = count_try(session, CONTACT_MAILS, who=address, secret=own_secret(session), now=now)
    if wait is not None:
        return wait
    forum = session.get_one(ForumSeries, forum_id)
    announce_awaited(
        session,
        "forums:draft_link",
        now=now,
        secret={"token": token},
        to=address,
        title=title,
        goes_to=forum.name,
        path=f"{forum.path}/points/new",
        until=until.isoformat(),
        language=language,
    )
    return None


def ask_to_send(
    session: Session,
    *,
    forum_id: int,
    typed: Mapping[str, Any],
    email: str,
    language: str,
    now: datetime,
    draft: str = "",
) -> ContactAsked:
    """Keep a point of somebody without an account, and mail them the link by which they send it.

    Args:
        draft: the one with its own private link that goes when the point is sent.

    Raises:
        Conflict: no address.
    """
    address = email.strip().lower()
    if "@" not in address or len(address) > LONGEST_ADDRESS:
        raise Conflict("contact.address_needed", field="email")
    wait = count_try(session, CONTACT_MAILS, who=address, secret=own_secret(session), now=now)
    if wait is not None:
        return ContactAsked(False, wait)
    forum = session.get_one(ForumSeries, forum_id)
    kept = {**typed, "email": address, "language": language}
    if draft:
        kept["draft_key"] = drafts.key_of(draft).hex()
    token = keep_draft(session, forum_id=forum_id, typed=kept, now=now)
    announce_awaited(
        session,
        "forums:send_point",
        now=now,
        secret={"token": token},
        to=address,
        title=str(typed.get("title", "")),
        forum=forum.name,
        path=forum.path,
        until=(now + timedelta(days=DRAFT_DAYS)).isoformat(),
        language=language,
    )
    return ContactAsked(True)


def send_without_account(
    session: Session, *, forum_id: int, token: str, now: datetime
) -> tuple[Point, str]:
    """Send the point of a mailed link. Its asker is a row that nobody signs in as.

    Returns:
        The point, and the token of its asker's own page.

    Raises:
        NotFound: it was sent, or is older than seven days.
        Conflict: a part is missing.
    """
    draft = open_draft(session, forum_id=forum_id, token=token, now=now, lock=True)
    if draft is None or "email" not in draft.typed:
        raise NotFound("point.draft_gone")
    typed = draft.typed
    asker = ensure_account(session, email=None, name=str(typed.get("name", "")).strip())
    areas = {area.slug: area.id for area in places.areas(session)}
    photo = str(typed.get("photo_key", ""))
    point = raise_point(
        session,
        actor=ActorRef(kind="account", key=str(asker.id), role="resident"),
        forum_id=forum_id,
        kind=str(typed.get("kind", "")),
        title=str(typed.get("title", "")),
        verbatim=str(typed.get("verbatim", "")),
        area_id=areas.get(str(typed.get("area", ""))),
        photo=Photo(bytes.fromhex(photo), str(typed.get("photo_alt", ""))) if photo else None,
        now=now,
        tells=False,  # the address is kept below, under the point's number
    )
    forum = session.get_one(ForumSeries, forum_id)
    contact = keep_proven_contact(
        session,
        email=str(typed["email"]),
        purpose=ASKER_NEWS,
        about=path_of(forum, point),
        language=str(typed.get("language", "")),
        now=now,
        until=now + timedelta(days=ADDRESS_DAYS),
    )
    if begun := str(typed.get("draft_key", "")):
        session.execute(delete(PointDraft).where(PointDraft.token_hash == bytes.fromhex(begun)))
    session.delete(draft)
    session.flush()
    token_of_page = token_of_contact(session, contact.id, renew=True) or ""
    tell_that_it_is_public(session, forum=forum, point=point, now=now)
    return point, token_of_page
