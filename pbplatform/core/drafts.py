"""Drafts of texts that a resident writes: kept for some days, found again by a private link alone.

A slice has a table of `KeptDraft`, with the thing that the text is for as `ABOUT`. The name of a
draft is the token of its link; the table holds its hash. Whoever is signed in also finds their own
by `mine-` and that hash, which opens nothing for anybody else.

Source: docs/rules/forms.md section 7.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    Select,
    String,
    bindparam,
    delete,
    not_,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.confirmation import require_same
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal, personal
from pbplatform.core.secrets import new_token, token_hash

DRAFT_DAYS = 7
LARGEST = 16_000  # characters of all that was typed, as it is kept
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_MINE = re.compile(r"mine-([0-9a-f]{64})")
# Fields that only a draft has which waits for the press in a mail: an address was left with it.
_WAITS_FOR_MAIL = "email"


class KeptDraft(Base):
    """What somebody typed and did not send yet."""

    __abstract__ = True
    ABOUT: ClassVar[str]

    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info=not_personal()
    )
    typed: Mapped[dict[str, Any]] = mapped_column(
        JSON,
        info=personal(
            why="so that nothing typed is lost, and the answer finds who asked",
            seen_by="who holds the link",
            until="sent, thrown away, or 7 days after it was saved last",
        ),
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"),
        index=True,
        info=personal(
            why="so that whoever is signed in finds their own drafts",
            seen_by="its writer",
            until="sent, thrown away, or 7 days after it was saved last",
        ),
    )
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    window: Mapped[str] = mapped_column(
        String(12), default="", server_default="", info=not_personal()
    )
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    def is_live(self, now: datetime) -> bool:
        """Half-open: a draft is gone at the very instant it expires."""
        return now < self.expires_at

    @classmethod
    def live_at(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """The SQL twin of `is_live`."""
        return now < cls.expires_at

    @property
    def waits_for_mail(self) -> bool:
        """Only the press in a mail goes on with it."""
        return _WAITS_FOR_MAIL in self.typed

    @property
    def facts(self) -> dict[str, Any]:
        """What the page of throwing it away shows: which text it was, saved when."""
        return {"title": title_of(self.typed), "version": self.version}

    @property
    def own_name(self) -> str:
        """By which its writer finds it, signed in."""
        return f"mine-{bytes(self.token_hash).hex()}"


def title_of(typed: Mapping[str, Any]) -> str:
    """The title as it was typed, perhaps empty; some drafts keep each field as a list."""
    title = typed.get("title") or ""
    return str(title[0] if isinstance(title, list) else title).strip()


Draft = TypeVar("Draft", bound=KeptDraft)


@dataclass(frozen=True)
class Seen:
    """Which saved text a page knows, and which window it is in. As text: `a1b2c3d4.3`."""

    window: str
    version: int = 0

    @classmethod
    def of(cls, text: str) -> Seen:
        """What a form says; a window of its own where it says nothing that we wrote."""
        window, _dot, version = text.partition(".")
        if re.fullmatch("[0-9a-f]{8}", window) and re.fullmatch("[0-9]{1,6}", version):
            return cls(window, int(version))
        return cls(secrets.token_hex(4))

    def __str__(self) -> str:
        return f"{self.window}.{self.version}"


@dataclass(frozen=True)
class Saved:
    """What came of saving.

    Attributes:
        name: of the draft; another one than was asked for where that could not be written.
        seen: what the page knows from now on.
        saved_at, until: when the text in the table was saved, and from when on it is gone.
        newer: the text of another window or device that this page had not seen. It stands in
            the table, and nothing was written.
    """

    name: str
    seen: Seen
    saved_at: datetime
    until: datetime
    newer: Mapping[str, Any] | None = None


def new_name() -> str:
    """The name of a draft that nobody saved yet."""
    return new_token()


def key_of(name: str) -> bytes:
    """What the table knows a draft by."""
    mine = _MINE.fullmatch(name)
    return bytes.fromhex(mine[1]) if mine else token_hash(name)


def find_draft(
    session: Session,
    table: type[Draft],
    *,
    about: int,
    name: str,
    account_id: int | None,
    now: datetime,
    lock: bool = False,
) -> Draft | None:
    """The draft of this name and thing; None when it is gone, or only its writer may name it so."""
    if not name:
        return None
    draft = session.get(table, key_of(name), with_for_update=lock or None, populate_existing=lock)
    if draft is None or getattr(draft, table.ABOUT) != about or not draft.is_live(now):
        return None
    if _MINE.fullmatch(name) and (account_id is None or draft.account_id != account_id):
        return None
    return draft


def save_draft(
    session: Session,
    table: type[Draft],
    *,
    about: int,
    name: str,
    typed: Mapping[str, Any],
    seen: Seen,
    account_id: int | None,
    now: datetime,
) -> Saved:
    """Keep what was typed, unless another window saved something that this page never showed.

    The same window may save over itself without having seen the last text: a second press, or a
    page that one went back to.

    Raises:
        Conflict: more was typed than a draft holds.
    """
    if len(json.dumps(dict(typed), ensure_ascii=False)) > LARGEST:
        raise Conflict("draft.too_large")
    forget_old_drafts(session, table, now=now)
    draft = find_draft(
        session, table, about=about, name=name, account_id=account_id, now=now, lock=True
    )
    if draft is None or draft.waits_for_mail:
        draft, name = _begun(session, table, about=about, name=name, account_id=account_id, now=now)
    known = draft.version == seen.version or draft.window == seen.window
    if not known and draft.typed != dict(typed):
        newer = Seen(seen.window, draft.version)
        return Saved(name, newer, draft.saved_at or now, draft.expires_at, dict(draft.typed))
    draft.typed = dict(typed)
    draft.version += 1
    draft.window = seen.window
    draft.saved_at = now
    draft.expires_at = now + timedelta(days=DRAFT_DAYS)
    if draft.account_id is None:
        draft.account_id = account_id
    session.flush()
    return Saved(name, Seen(seen.window, draft.version), now, draft.expires_at)


def _begun(
    session: Session,
    table: type[Draft],
    *,
    about: int,
    name: str,
    account_id: int | None,
    now: datetime,
) -> tuple[Draft, str]:
    """A row for a draft that is saved for the first time, locked; two presses begin one."""
    taken = bool(name) and session.get(table, key_of(name)) is not None
    if taken:  # by something else, or just now by the other press, which is the same draft
        draft = find_draft(
            session, table, about=about, name=name, account_id=account_id, now=now, lock=True
        )
        if draft is not None and not draft.waits_for_mail:
            return draft, name
    if taken or not _TOKEN.fullmatch(name):
        name = new_token()
    until = now + timedelta(days=DRAFT_DAYS)
    draft = table(token_hash=token_hash(name), typed={}, version=0, expires_at=until)
    setattr(draft, table.ABOUT, about)
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        draft = session.get_one(
            table, token_hash(name), with_for_update=True, populate_existing=True
        )
    return draft, name


def forget_draft(
    session: Session, table: type[Draft], *, name: str, account_id: int | None
) -> None:
    """Delete a draft that was sent or thrown away; by `mine-` only one's own."""
    gone = delete(table).where(table.token_hash == key_of(name))
    if _MINE.fullmatch(name):
        gone = gone.where(table.account_id == account_id)
    session.execute(gone)


def throw_away(
    session: Session,
    table: type[Draft],
    *,
    about: int,
    name: str,
    account_id: int | None,
    seen: str,
    now: datetime,
) -> None:
    """Delete a draft on its writer's wish; nothing to do where it is gone already.

    Raises:
        ChangedMeanwhile: something was saved since the page was shown.
    """
    draft = find_draft(
        session, table, about=about, name=name, account_id=account_id, now=now, lock=True
    )
    if draft is None:
        return
    require_same(seen, draft.facts)
    session.delete(draft)
    session.flush()


def forget_old_drafts(session: Session, table: type[Draft], *, now: datetime) -> None:
    """Delete what nobody saved for seven days."""
    session.execute(delete(table).where(not_(table.live_at(now))))


def drafts_of(
    session: Session, table: type[Draft], account_id: int, *, now: datetime, most: int
) -> Sequence[Draft]:
    """What somebody has begun and not sent, the newest first."""
    asked = {"account": account_id, "now": now, "most": most}
    return session.scalars(_drafts_of(table), asked).all()


@cache
def _drafts_of(table: type[Draft]) -> Select[Draft]:
    """Built once for each table: to build a statement takes longer than to send it."""
    now = bindparam("now", type_=UtcDateTime())
    mine = select(table).where(table.account_id == bindparam("account"), table.live_at(now))
    ordered = mine.order_by(table.saved_at.desc(), table.token_hash)
    return ordered.limit(bindparam("most"))
