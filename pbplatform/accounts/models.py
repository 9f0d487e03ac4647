"""People who sign in, their sessions and the roles they hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.accounts.kinds import Waiting
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.core.secrets import new_handle

# How long an address waits for whoever it is of to say that they want the news.
CONTACT_KEPT = timedelta(days=7)


class Account(Base):
    """A person who has signed in, or was given a role. Not a voter: see `voting` (ruling 7)."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(
        String(254),
        unique=True,
        info=personal(
            why="to sign in and to be told of answers", seen_by="the person", until="erasure"
        ),
    )
    name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="to stand beside what the person publishes",
            seen_by="everybody, where the person acts in public",
            until="erasure",
        ),
    )
    language: Mapped[str | None] = mapped_column(
        String(35),  # the longest tag that BCP 47 asks everybody to keep whole
        comment="BCP 47 tag; null for the first language of the place",
        info=personal(
            why="to write to the person in the language they use here",
            seen_by="the person",
            until="erasure",
        ),
    )
    erased_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="the person had their data erased; the row is empty"
    )


class LoginSession(Base):
    """One browser that is signed in: the SHA-256 of its cookie (ruling 14)."""

    __tablename__ = "login_session"

    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info=not_personal()
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MailLink(Base):
    """A sign-in link that was mailed: hashed, used once, 15 minutes."""

    __tablename__ = "mail_link"
    __table_args__ = (Index("ix_mail_link_email_created_at", "email", "created_at"),)

    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info=not_personal()
    )
    email: Mapped[str] = mapped_column(
        String(254),
        info=personal(why="to sign in", seen_by="nobody", until="7 days after the link ends"),
    )
    next_path: Mapped[str] = mapped_column(String(300), default="", info=not_personal())
    waits: Mapped[str] = mapped_column(
        String(20), default="", comment="what is kept until the link is used", info=not_personal()
    )
    title: Mapped[str] = mapped_column(
        String(200),
        default="",
        info=personal(
            why="to say in mail and page what waits for the link",
            seen_by="who holds the link",
            until="7 days after the link ends",
        ),
    )
    goes_to: Mapped[str] = mapped_column(String(200), default="", info=not_personal())
    kept_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def waiting(self) -> Waiting:
        """What was typed and waits for this link."""
        return Waiting(self.waits, self.title, self.goes_to, self.kept_until)

    def is_usable(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class AccountLink(Base):
    """A link that was mailed to change one's address or to erase one's data; once, 15 minutes."""

    __tablename__ = "account_link"
    __table_args__ = (CheckConstraint("act IN ('address', 'erase')", name="act"),)

    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info=not_personal()
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str] = mapped_column(String(8), info=not_personal())
    email: Mapped[str] = mapped_column(
        String(254),
        info=personal(
            why="to confirm a new address", seen_by="the person", until="7 days after the link ends"
        ),
    )
    words_too: Mapped[bool] = mapped_column(
        default=False, comment="erase: the person's own words go too"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_usable(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class Contact(Base):
    """An address that asked for news of one thing, without an account; for this purpose alone.

    Source: docs/rules/accounts.md section 7.
    """

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("email", "purpose", "about"),
        CheckConstraint("until > asked_at", name="until_after_asked"),
        Index("ix_contact_purpose_about", "purpose", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(254),
        info=personal(
            why="to send news of one thing to whoever asked for it",
            seen_by="nobody",
            until="they stop it, 7 days without an answer, or the news has ended",
        ),
    )
    purpose: Mapped[str] = mapped_column(
        String(40), comment="which news, as a slice announces it", info=not_personal()
    )
    about: Mapped[str] = mapped_column(
        String(160), comment="path of what the news is about", info=not_personal()
    )
    language: Mapped[str] = mapped_column(
        String(35),
        default="",
        comment="BCP 47 tag of the page on which it was asked for",
        info=personal(
            why="to write in the language in which it was asked for",
            seen_by="nobody",
            until="with the address",
        ),
    )
    often: Mapped[str] = mapped_column(
        String(10),
        default="",
        comment="how often, as it was asked for; for news that comes more or less often",
        info=not_personal(),
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime, comment="no news from then on")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=not_personal())
    key16: Mapped[bytes] = mapped_column(LargeBinary(16), info=not_personal())
    sealed_token: Mapped[str] = mapped_column(
        Text,
        comment="what every mail's link holds; only this installation reads it",
        info=not_personal(),
    )

    def is_told(self, now: datetime) -> bool:
        """Whether news goes to it: confirmed, and until just before the end."""
        return self.confirmed_at is not None and now < self.until

    @classmethod
    def told_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `is_told`."""
        return and_(cls.confirmed_at.is_not(None), now < cls.until)

    def is_over(self, now: datetime) -> bool:
        """Whether it is to be forgotten: its end has come, or nobody confirmed it in time."""
        return now >= self.until or (
            self.confirmed_at is None and now >= self.asked_at + CONTACT_KEPT
        )

    @classmethod
    def over_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `is_over`."""
        late = and_(cls.confirmed_at.is_(None), cls.asked_at <= now - CONTACT_KEPT)
        return or_(cls.until <= now, late)


class RoleGrant(Base):
    """A role somebody holds in a scope, from when until when. Never deleted: public history."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("expires_at > starts_at", name="expires_after_start"),
        Index("ix_role_grant_scope_role", "scope", "role"),
        Index("ix_role_grant_scope", "scope", "expires_at"),
        Index("ix_role_grant_role", "role", "expires_at"),
        Index("ix_role_grant_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), info=not_personal())
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    title: Mapped[str] = mapped_column(
        String(120),
        default="",
        info=personal(why="the post, as the public knows it", seen_by="everybody", until="kept"),
    )
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"),
        comment="who gave it; none for the command line",
        index=True,
    )
    handle: Mapped[str] = mapped_column(
        String(16), unique=True, default=new_handle, comment="in addresses", info=not_personal()
    )
    warned_days: Mapped[int | None] = mapped_column(
        comment="the last warning before its end that was mailed"
    )

    def holds(self, now: datetime) -> bool:
        """Half-open: from `starts_at` until just before `expires_at` or the early end."""
        end = min(self.expires_at, self.ended_at) if self.ended_at else self.expires_at
        return self.starts_at <= now < end

    @classmethod
    def holding_at(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """The SQL twin of `holds`."""
        return and_(
            cls.starts_at <= now,
            now < cls.expires_at,
            or_(cls.ended_at.is_(None), now < cls.ended_at),
        )


class RoleInvitation(Base):
    """A role offered to somebody who must accept it. Source: docs/rules/accounts.md section 8."""

    __tablename__ = "role_invitation"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'accepted', 'declined', 'taken_back')", name="state"),
        Index("ix_role_invitation_scope_state", "scope", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), info=not_personal())
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    title: Mapped[str] = mapped_column(
        String(120),
        default="",
        info=personal(why="the post that is offered", seen_by="facilitators", until="kept"),
    )
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    confirmed_by: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"),
        comment="the auditor, where there was one",
        index=True,
    )
    handle: Mapped[str] = mapped_column(
        String(16), unique=True, default=new_handle, comment="in addresses", info=not_personal()
    )
    hands_over: Mapped[int | None] = mapped_column(
        ForeignKey("role_grant.id"), comment="grant that ends on acceptance"
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="waiting", info=not_personal())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def waits(self, now: datetime) -> bool:
        """Half-open: until just before it lapses, or the role it offers would be over."""
        return self.state == "waiting" and now < min(self.lapses_at, self.expires_at)

    @classmethod
    def waiting_at(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """The SQL twin of `waits`."""
        return and_(cls.state == "waiting", now < cls.lapses_at, now < cls.expires_at)


class AuditorLook(Base):
    """Up to where of the public log an auditor has looked; the newest look only.

    Source: docs/rules/accounts.md section 10.
    """

    __tablename__ = "auditor_look"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    entries: Mapped[int] = mapped_column(comment="of the public log by then")


class PairAct(Base):
    """An act that two people do together: asked by one, waiting for another, or decided.

    The facts are what the first person saw, as canonical JSON; the second confirms exactly these.
    """

    __tablename__ = "pair_act"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'turned_down', 'taken_back')", name="state"),
        Index("ix_pair_act_state_lapses_at", "state", "lapses_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(40), info=not_personal())
    subject: Mapped[str] = mapped_column(String(160), info=not_personal())
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    facts: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="so that the second person sees what the first one saw",
            seen_by="who may ask for or confirm such an act",
            until="it is decided or lapses",
        ),
    )
    facts_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="waiting", info=not_personal())
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def waits(self, now: datetime) -> bool:
        """Half-open: until just before it lapses."""
        return self.state == "waiting" and now < self.lapses_at

    @classmethod
    def waiting_at(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """The SQL twin of `waits`."""
        return and_(cls.state == "waiting", now < cls.lapses_at)
