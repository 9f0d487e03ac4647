"""What a mail of a fact, or of a week, says at the moment when it leaves; or that it says nothing.

Asked again just before: is the thing still public, is it still followed, is it still wanted?
Source: docs/rules/notices.md section 9.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact, Topic
from pbplatform.core.sealed_words import CannotBeOpened
from pbplatform.moderation.queries.veil import veil_over
from pbplatform.notices.domain.choosing import ORDER, held_at, how_often
from pbplatform.notices.kinds import DIGEST_MAIL, NEWS_MAIL, Often
from pbplatform.notices.models import NoticeAddress
from pbplatform.notices.queries.addresses import address_of, choices_of, follows
from pbplatform.notices.queries.things import Thing, find_thing
from pbplatform.notices.services.following import token_of

SPREAD = (NEWS_MAIL, DIGEST_MAIL)


def as_it_is_now(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    topics: Mapping[str, Topic],
    *,
    now: datetime,
    renew: bool = False,
) -> dict[str, Any] | None:
    """What the mail says; None where nothing is to be sent any more.

    Args:
        topics: of each kind of fact.
        renew: make another link where the secret changed since; for whoever may write.
    Raises:
        CannotBeOpened: the secret changed, and no other link is to be made.
    """
    email = str(payload["to"])
    address = address_of(session, email)
    if address is None or address.unreached_at is not None:
        return None
    told = (_news if kind == NEWS_MAIL else _digest)(session, payload, address, topics, now)
    if told is None:
        return None
    try:
        token = token_of(session, address, renew=renew)
    except CannotBeOpened:
        if renew:
            raise
        return None
    return {"to": email, "language": payload.get("language", ""), "token": token, **told}


def _news(
    session: Session,
    payload: Mapping[str, Any],
    address: NoticeAddress,
    topics: Mapping[str, Topic],
    now: datetime,
) -> dict[str, Any] | None:
    audience = str(payload["audience"])
    found = _wanted(session, str(payload["fact"]), address, topics, now, own=bool(audience))
    if found is None:
        return None
    fact, thing, paths = found
    through = fact.about if fact.about in paths or not paths else paths[0]
    followed = find_thing(session, through) if paths else None
    return {
        **_said(session, fact, thing),
        "audience": audience,
        "through": through,
        "followed": followed.name if followed else "",
    }


def _digest(
    session: Session,
    payload: Mapping[str, Any],
    address: NoticeAddress,
    topics: Mapping[str, Topic],
    now: datetime,
) -> dict[str, Any] | None:
    """The newest of each thing, what matters most first."""
    lines: list[tuple[bool, int, float, dict[str, Any]]] = []
    for key, own in payload["facts"]:
        found = _wanted(session, key, address, topics, now, own=own)
        if found is not None:
            fact, thing, _paths = found
            rank = ORDER.index(topics[fact.kind])
            lines.append((not own, rank, -fact.at.timestamp(), _said(session, fact, thing)))
    if not lines:
        return None
    said = [line[3] for line in sorted(lines, key=lambda line: line[:3])]
    return {"lines": said, "more": payload["more"], "often": payload["often"]}


def _wanted(
    session: Session,
    key: str,
    address: NoticeAddress,
    topics: Mapping[str, Topic],
    now: datetime,
    *,
    own: bool,
) -> tuple[NewsFact, Thing, list[str]] | None:
    """The fact, if its thing is public and this address still wants to hear of it."""
    fact = session.get(NewsFact, bytes.fromhex(key))
    topic = topics.get(fact.kind) if fact else None
    thing = find_thing(session, fact.about) if fact else None
    if fact is None or topic is None or thing is None:
        return None
    paths = follows(session, address.email, [fact.about, *fact.within], now=now)
    held = held_at(choices_of(session, [address.id]).get(address.id, []), now)
    often = how_often(held, topic=topic, about=fact.about, follows=paths, own=own)
    return None if often is Often.NEVER else (fact, thing, paths)


def _said(session: Session, fact: NewsFact, thing: Thing) -> dict[str, Any]:
    """What the sentence of a fact needs, without words that went meanwhile."""
    veil = veil_over(session, [fact.about])
    facts = {name: _veiled(value, fact.about, veil) for name, value in fact.facts.items()}
    if not thing.day:
        facts["title"] = thing.name
    return {"kind": fact.kind, "facts": facts, "about": fact.about}


def _veiled(value: Any, about: str, veil: Any) -> Any:
    if isinstance(value, list):
        return [_veiled(each, about, veil) for each in value]
    return veil(about, value)
