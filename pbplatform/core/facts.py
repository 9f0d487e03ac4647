"""Facts that people follow: written once beside the change, told to many later by `notices`.

`announce` (`core/outbox.py`) writes one mail to one person, in words of its own. A fact here is
written once, whoever follows: `notices` reads it, looks up who is to be told, asks each what they
want to hear and how often, and words it for each in their language. Source: docs/rules/notices.md
section 6.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.kept_changes import TOLD, note_row
from pbplatform.core.mails import Payload
from pbplatform.core.privacy import not_personal, personal
from pbplatform.core.written_together import add_row

# Addresses, told the id of a thing.
AudienceReader = Callable[[Session, int], Iterable[str]]


class Topic(StrEnum):
    """What people choose by, on “What we send you”."""

    IDEAS = "ideas"  # taken up, joined, changed, decided
    VOTING = "voting"  # voting opens, three days left, withdrawn, longer
    RESULTS = "results"  # results, certificates, counted again
    BUILDING = "building"  # budget line, steps, moved days, opened, is it as promised?
    MEETINGS = "meetings"  # called, changed, cancelled, minutes
    ANSWERS = "answers"  # points, answers, promises
    WORDS = "words"  # what a facilitator writes to all who follow


class NewsFact(Base):
    """One fact that people may follow; `spread_at` set means that everybody's mail was written.

    Attributes:
        about: path of the page of the thing it happened to.
        within: paths of further things whose followers are told too: its round, forum, team.
        facts: what its sentence needs; public, and never an address.
        audiences: those told whether or not they follow, as (name of an audience, id) pairs.
        told: addresses that got a mail of their own of the same fact.
        spread_to: how far its mails were written, as the id of the last follower; null until those
            whom it concerns were told.
    """

    __tablename__ = "news_fact"
    __table_args__ = (
        Index("ix_news_fact_spread", "spread_at", "at"),
        Index("ix_news_fact_about", "about", "at"),
        Index("ix_news_fact_at", "at"),
        Index("ix_news_fact_root", "root", "at"),
    )

    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    kind: Mapped[str] = mapped_column(String(60), info=not_personal())
    about: Mapped[str] = mapped_column(String(200), info=not_personal())
    root: Mapped[str] = mapped_column(
        String(200),
        default=lambda context: root_of(context.get_current_parameters()["about"]),
        server_default="",
        comment="the first two parts of the path: the round or the forum, where it is of one",
        info=not_personal(),
    )
    within: Mapped[list[str]] = mapped_column(JSON, info=not_personal())
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, info=not_personal())
    audiences: Mapped[list[list[Any]]] = mapped_column(JSON, info=not_personal())
    told: Mapped[list[str]] = mapped_column(
        JSON,
        info=personal(
            why="so that nobody is mailed twice for one fact",
            seen_by="the worker",
            until="within minutes a keyed hash, for mails of the week; emptied after 30 days",
        ),
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    spread_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spread_to: Mapped[int | None] = mapped_column(comment="id of the last follower that was told")


def root_of(path: str) -> str:
    """The first two parts of a path."""
    return "/".join(path.split("/")[:2])


@dataclass(frozen=True)
class FactKind:
    """How one kind of fact is told to those who follow.

    Attributes:
        topic: what people choose it by.
        line: the news in one whole sentence without a link, in the reader's language; told the
            fact's payload, of which `title` is the thing's name. It is the subject of a mail too.
        detail: further words, such as a public reason, or "".
    """

    topic: Topic
    line: Callable[[Payload], str]
    detail: Callable[[Payload], str] = lambda _payload: ""


@dataclass(frozen=True)
class Audience:
    """People whom facts concern whether or not they follow.

    Attributes:
        why: “You get this because …”, a whole sentence; lazily translated.
        read: their addresses, told the id of a thing; asked when the mails are written.
    """

    why: object
    read: AudienceReader


def tell_fact(
    session: Session,
    kind: str,
    *,
    about: str,
    title: str,
    now: datetime,
    within: Collection[str] = (),
    audiences: Collection[tuple[str, int]] = (),
    told: Collection[str] = (),
    once: str = "",
    **facts: Any,
) -> bool:
    """Write a fact beside the change that made it true, once, whoever follows.

    Args:
        kind: as a slice announces it in `Slice.facts`: `delivery:day_moved`.
        about: path of the thing's page, without decoration and without a stroke before it.
        title: the thing's name.
        within: paths of the things that hold it; their followers are told too.
        audiences: names as slices announce them in `Slice.audiences`, each with the id it reads by.
        told: addresses that get a mail of their own of this fact in the same transaction.
        once: what makes this fact of this thing the only one, such as the instant that came; of
            two workers, or of one that is started again, only the first writes it.
        facts: as in `announce`: numbers, days in ISO, amounts in minor units, codes, public words.
    Returns:
        Whether it was written; False where it was told before.
    Source: docs/rules/notices.md section 6.
    """
    row = {
        "key16": fact_key(kind, about, once) if once else secrets.token_bytes(16),
        "kind": kind,
        "about": about,
        "root": root_of(about),
        "within": sorted(set(within) - {about}),
        "facts": {"title": title, **facts},
        "audiences": [list(each) for each in dict.fromkeys(audiences)],
        "told": sorted({address.strip().lower() for address in told if address}),
        "at": now,
    }
    if not once:
        add_row(session, NewsFact, row)
        return True
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    # Whoever comes second, even at the same moment, writes nothing: the key decides.
    told_now = insert(NewsFact).values(**row).on_conflict_do_nothing().returning(NewsFact.kind)
    is_new = session.execute(told_now.execution_options(**{TOLD: True})).first() is not None
    if is_new:
        note_row(session, NewsFact(**row))
    return is_new


def fact_key(kind: str, about: str, once: str) -> bytes:
    """The key of a fact that is told once (16 bytes): the same for every worker."""
    return hashlib.sha256("\n".join((kind, about, once)).encode()).digest()[:16]


def newest_fact_at(session: Session) -> datetime | None:
    """When the newest fact was written: who holds a role by then is told. None while none is."""
    return session.scalar(select(func.max(NewsFact.at)))


def kinds_in(known: Iterable[Mapping[str, FactKind]]) -> dict[str, FactKind]:
    """All kinds of facts that slices announce, by name."""
    return {name: kind for each in known for name, kind in each.items()}
