"""Telling those concerned: the asker, the authors, and who supported it then.

Source: docs/rules/thread.md section 7.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import contacts_of, email_of
from pbplatform.accounts.services import keep_proven_contact, tell_contacts
from pbplatform.carry.domain.origin import Origin
from pbplatform.carry.kinds import OriginKind
from pbplatform.carry.models import Carried
from pbplatform.carry.queries import old_thing, supporters_to_tell
from pbplatform.core.actor import ActorRef
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import AUTHOR_NEWS
from pbplatform.proposals.models import Idea
from pbplatform.rounds.models import Round

ADDRESS_DAYS = 400  # how long an address without an account is kept for the idea


def tell_asker_of_idea(
    session: Session,
    actor: ActorRef,
    origin: Origin,
    idea: Idea,
    round_: Round,
    *,
    now: datetime,
) -> None:
    """The asker of a point that a facilitator sent as an idea, with or without an account."""
    if origin.owner is None or actor.account_id == origin.owner:
        return
    told: dict[str, Any] = {
        "path": "/" + idea_path(round_.slug, idea.number),
        "number": idea.number,
        "title": idea.title,
        "words": idea.text,
        "round": round_.name,
        "point": origin.number,
        "by": idea.read_by.isoformat(),
    }
    if email := email_of(session, origin.owner):
        announce(session, "carry:point_became", now=now, to=email, **told)
        return
    about = idea_path(round_.slug, idea.number)
    for reached in contacts_of(session, ASKER_NEWS, origin.path, now=now):
        keep_proven_contact(
            session,
            email=reached.email,
            purpose=AUTHOR_NEWS,
            about=about,
            language=reached.language,
            now=now,
            until=now + timedelta(days=ADDRESS_DAYS),
        )
    tell_contacts(session, "carry:point_became", purpose=AUTHOR_NEWS, about=about, now=now, **told)


def tell_authors_of_idea(
    session: Session,
    actor: ActorRef,
    origin: Origin,
    idea: Idea,
    round_: Round,
    *,
    now: datetime,
) -> None:
    """Each author of what was carried, but who carried it: whose it is, and where."""
    for account_id in sorted(origin.owners - {actor.account_id or 0}):
        if email := email_of(session, account_id):
            announce(
                session,
                "carry:carried_on",
                now=now,
                to=email,
                path="/" + idea_path(round_.slug, idea.number),
                number=idea.number,
                title=idea.title,
                round=round_.name,
                project=origin.number if origin.kind is OriginKind.PROJECT else 0,
                yours=account_id == idea.author_id,
                by=idea.read_by.isoformat(),
            )


def tell_supporters(session: Session, *, key: tuple[str, int], now: datetime) -> None:
    """Tell once, when the idea is public, who supported what it came from, and who follows that."""
    carried = session.get(Carried, key, with_for_update=True, populate_existing=True)
    if carried is None or carried.told_at is not None:
        return
    idea = session.get_one(Idea, carried.idea_id)
    if not idea.is_public:
        return
    round_ = session.get_one(Round, carried.round_id)
    old = old_thing(session, carried)
    path = idea_path(round_.slug, idea.number)
    addresses = supporters_to_tell(session, old, but=idea.author_id)
    facts: dict[str, Any] = {"number": idea.number, "round": round_.name, "was": carried.kind}
    for address in addresses:
        announce(
            session,
            "carry:idea_again",
            now=now,
            to=address,
            path="/" + path,
            title=idea.title,
            **facts,
        )
    tell_fact(
        session,
        "carry:idea_again",
        about=carried.from_path,
        title=idea.title,
        within=[round_.path],
        now=now,
        told=addresses,
        **facts,
    )
    carried.told_at = now
    session.flush()
