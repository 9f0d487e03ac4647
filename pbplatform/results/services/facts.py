"""Facts of a result, for all whom it concerns. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.canonical import instant_text
from pbplatform.core.facts import tell_fact
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.queries.audiences import ROUND_AUTHORS, ROUND_SUPPORTERS, behind
from pbplatform.results import queries
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round


def outcome_facts(row: ResultRow, title: str, round_: Round, *, by_shares: bool) -> dict[str, Any]:
    """What became of a project, as a fact or a mail carries it: codes and numbers."""
    return {
        "title": title,
        "number": row.number,
        "won": row.won,
        "why": row.reason,
        "votes": row.votes,
        "cost_minor": row.cost_minor,
        "numbers": row.numbers,
        "topped_up": by_shares and row.won and not row.paid_by_shares,
        "currency": [round_.currency_code, round_.currency_exponent],
    }


def outcomes(session: Session, round_: Round) -> list[dict[str, Any]]:
    """What became of every project in the count that holds."""
    rows = queries.rows_of(session, round_.id)
    by_shares = any(row.paid_by_shares for row, _project in rows)
    return [outcome_facts(row, project.title, round_, by_shares=by_shares) for row, project in rows]


def tell_of_projects(
    session: Session, round_: Round, *, told: Collection[str], now: datetime
) -> None:
    """Of each project whether it won and why, to whoever supported its ideas or follows it.

    Args:
        told: authors, who have a mail that says it.
    """
    for outcome in outcomes(session, round_):
        fact = "project_won" if outcome["won"] else "project_lost"
        _tell_of_project(session, round_, fact, outcome, told=told, now=now)


def tell_of_other_winner(
    session: Session,
    round_: Round,
    number: int,
    *,
    wins: bool,
    told: Collection[str],
    now: datetime,
) -> None:
    """Of a project that no longer wins after another count, or wins now."""
    found = next(each for each in outcomes(session, round_) if each["number"] == number)
    fact = "wins_now" if wins else "displaced"
    _tell_of_project(session, round_, fact, found, told=told, now=now)


def _tell_of_project(
    session: Session,
    round_: Round,
    fact: str,
    outcome: dict[str, Any],
    *,
    told: Collection[str],
    now: datetime,
) -> None:
    number = outcome["number"]
    stands = behind(session, round_, number)
    # A project that won once has a page of its own, and keeps it; others have their proposal's.
    page = f"{round_.path}/projects/{number}"
    has_page = fact != "project_lost"
    facts = {name: value for name, value in outcome.items() if name != "title"}
    # Followers of the round are told of the result as a whole, not of each project.
    tell_fact(
        session,
        f"results:{fact}",
        about=page if has_page else proposal_path(round_.slug, number),
        title=outcome["title"],
        within=[*stands.paths, page],
        audiences=stands.audiences,
        told=told,
        now=now,
        round=round_.name,
        **facts,
    )


def tell_of_round(
    session: Session,
    round_: Round,
    fact: str,
    *,
    told: Collection[str] = (),
    now: datetime,
    **facts: Any,
) -> None:
    """A fact of the result as a whole, for those who follow the round or supported its ideas.

    Whose account was on the roll is forgotten by then: whoever wants the result follows the round.
    """
    concerned = {
        "certified": (ROUND_SUPPORTERS,),
        "counted_again": (ROUND_AUTHORS, ROUND_SUPPORTERS),
    }
    ends, due = round_.objections_end_at, round_.certify_due_at
    tell_fact(
        session,
        f"results:{fact}",
        about=round_.path,
        title=round_.name,
        audiences=[(each, round_.id) for each in concerned.get(fact, ())],
        told=told,
        now=now,
        objections=instant_text(ends) if ends else "",
        due=instant_text(due) if due else "",
        **facts,
    )


def titles_on_ballot(session: Session, round_: Round, numbers: Collection[int]) -> dict[int, str]:
    """Titles of projects of a round, by number."""
    found = (session.get_one(BallotProject, (round_.id, number)) for number in sorted(numbers))
    return {project.number: project.title for project in found}
