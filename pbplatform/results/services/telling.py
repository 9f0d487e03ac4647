"""Telling of a result: authors of what was on the ballot, and whoever objected.

Whoever has an idea in the round and no e-mail is told by letter.
Source: docs/rules/results.md sections 11 to 13, docs/rules/letters.md section 1.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.accounts.services import tell_contacts
from pbplatform.core.canonical import instant_text
from pbplatform.core.outbox import announce
from pbplatform.core.post import post_address
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.queries.authors import authors_on_ballot, ideas_without_mail
from pbplatform.results.kinds import OBJECTOR_NEWS
from pbplatform.results.models import Objection
from pbplatform.results.services.facts import (
    outcomes,
    tell_of_other_winner,
    tell_of_projects,
    tell_of_round,
    titles_on_ballot,
)
from pbplatform.rounds.models import Round


def objection_path(round_: Round, number: int) -> str:
    """How log and links name an objection: `rounds/fund/results/objections/2`."""
    return f"{round_.path}/results/objections/{number}"


def tell_of_count(session: Session, round_: Round, *, now: datetime) -> None:
    """Tell of the first count: each author what became of their own, others by facts."""
    numbers = authors_on_ballot(session, round_.id)
    found = outcomes(session, round_)
    authors = _all_of(numbers)
    for address in authors:
        own = [each for each in found if address in numbers.get(each["number"], ())]
        _tell(session, round_, "provisional", address, now, yours=own)
    for letter, number in _by_post(session, round_):
        # Whoever cannot read the page is told of the winners too, after their own.
        own = [each for each in found if each["number"] == number]
        winners = [each for each in found if each["won"] and each not in own]
        _tell(session, round_, "provisional", letter, now, yours=own + winners)
    winners = sum(each["won"] for each in found)
    tell_of_round(session, round_, "provisional", told=authors, now=now, winners=winners)
    tell_of_projects(session, round_, told=authors, now=now)


def tell_of_certificate(session: Session, round_: Round, *, now: datetime) -> None:
    """Tell that the result stands: each author once, others by a fact."""
    numbers = authors_on_ballot(session, round_.id)
    authors = _all_of(numbers)
    letters = [letter for letter, number in _by_post(session, round_) if number is not None]
    for address in authors + letters:
        _tell(session, round_, "certified", address, now)
    tell_of_round(session, round_, "certified", told=authors, now=now)


def tell_of_change(
    session: Session, round_: Round, before: set[int], after: set[int], *, now: datetime
) -> None:
    """Tell of another count, and of projects that no longer win, or win now."""
    numbers = authors_on_ballot(session, round_.id)
    for letter, number in _by_post(session, round_):
        if number is not None:
            numbers.setdefault(number, []).append(letter)
    changed = titles_on_ballot(session, round_, before ^ after)
    told = {each for number in changed for each in numbers.get(number, ())}
    count = round_.result_number
    tell_of_round(session, round_, "counted_again", told=told, now=now, count=count)
    for number, title in changed.items():
        addresses, wins = numbers.get(number, []), number in after
        tell_of_other_winner(session, round_, number, wins=wins, told=addresses, now=now)
        for address in addresses:
            about: dict[str, str | int] = {"title": title, "number": number}
            if number in before:
                _tell(session, round_, "displaced", address, now, **about)
            else:
                _tell(session, round_, "wins_now", address, now, **about)


def _all_of(numbers: Mapping[int, Sequence[str]]) -> list[str]:
    """Each address once."""
    return sorted({each for addresses in numbers.values() for each in addresses})


def _by_post(session: Session, round_: Round) -> list[tuple[str, int | None]]:
    """Where letters about ideas of the round go, each with its project where it has one."""
    found = ideas_without_mail(session, round_.id)
    letters = [(post_address(session, idea_path(round_.slug, idea)), each) for idea, each in found]
    return [(letter, project) for letter, project in letters if letter]


def _tell(session: Session, round_: Round, fact: str, to: str, now: datetime, **more: Any) -> None:
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
) -> list[str]:
    """Tell whoever objected, with an account or by the address they left; the addresses."""
    path = objection_path(round_, objection.number)
    told = {"number": objection.number, "round": round_.name, "path": path, **more}
    address = email_of(session, objection.by_id) if objection.by_id else ""
    if address:
        announce(session, f"results:{fact}", now=now, to=address, **told)
        return [address]
    return list(
        tell_contacts(
            session, f"results:{fact}", purpose=OBJECTOR_NEWS, about=path, now=now, **told
        )
    )


def tell_of_answer(
    session: Session,
    round_: Round,
    objection: Objection,
    verdict: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """Tell whoever objected what the answer is, and those who follow the round."""
    told = tell_objector(
        session, round_, objection, "objection_answered", now=now, verdict=verdict, words=reason
    )
    facts: dict[str, Any] = {"number": objection.number, "verdict": verdict, "reason": reason}
    tell_of_round(session, round_, "objection_answered", told=told, now=now, **facts)
