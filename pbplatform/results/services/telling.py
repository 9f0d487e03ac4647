"""Telling of a result by mail: authors of what was on the ballot, and whoever objected.

Source: docs/rules/results.md sections 11 to 13.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.accounts.services import tell_contacts
from pbplatform.core.canonical import instant_text
from pbplatform.core.outbox import announce
from pbplatform.proposals.queries.authors import authors_on_ballot
from pbplatform.results.kinds import OBJECTOR_NEWS
from pbplatform.results.models import Objection
from pbplatform.rounds.models import BallotProject, Round


def objection_path(round_: Round, number: int) -> str:
    """How log and links name an objection: `rounds/fund/results/objections/2`."""
    return f"{round_.path}/results/objections/{number}"


def tell_of_result(session: Session, round_: Round, fact: str, *, now: datetime) -> None:
    """Tell each author of an idea that came to the ballot how the result stands, once."""
    numbers = authors_on_ballot(session, round_.id)
    for address in sorted({each for found in numbers.values() for each in found}):
        _tell(session, round_, fact, address, now)


def tell_of_change(
    session: Session, round_: Round, before: set[int], after: set[int], *, now: datetime
) -> None:
    """Tell the authors of projects that no longer win, or win now."""
    numbers = authors_on_ballot(session, round_.id)
    titles = {
        number: session.get_one(BallotProject, (round_.id, number)).title
        for number in before ^ after
    }
    for number, title in sorted(titles.items()):
        for address in numbers.get(number, []):
            about: dict[str, str | int] = {"title": title, "number": number}
            if number in before:
                _tell(session, round_, "displaced", address, now, **about)
            else:
                _tell(session, round_, "wins_now", address, now, **about)


def _tell(
    session: Session, round_: Round, fact: str, to: str, now: datetime, **more: str | int
) -> None:
    announce(
        session,
        f"results:{fact}",
        now=now,
        to=to,
        round=round_.name,
        path=f"/{round_.path}/results",
        objections=instant_text(round_.objections_end_at) if round_.objections_end_at else "",
        due=instant_text(round_.certify_due_at) if round_.certify_due_at else "",
        **more,
    )


def tell_objector(
    session: Session, round_: Round, objection: Objection, fact: str, *, now: datetime, **more: Any
) -> None:
    """Tell whoever objected, with an account or by the address that they left."""
    path = objection_path(round_, objection.number)
    told = {"number": objection.number, "round": round_.name, "path": path, **more}
    address = email_of(session, objection.by_id) if objection.by_id else ""
    if address:
        announce(session, f"results:{fact}", now=now, to=address, **told)
    else:
        tell_contacts(
            session, f"results:{fact}", purpose=OBJECTOR_NEWS, about=path, now=now, **told
        )
