"""Where roles hold, in words: the place, teams, rounds, committees, forums."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.words.scopes import scope_words
from pbplatform.core.actor import PLACE
from pbplatform.forums import queries as forums
from pbplatform.places import queries as places
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope

# Which kind of scope a role makes sense in: the part before the colon.
FITTING: Mapping[str, frozenset[str]] = {
    Role.FACILITATOR: frozenset({PLACE, "round", "forum"}),
    Role.DELEGATE: frozenset({"committee"}),
    Role.OFFICIAL: frozenset({"team"}),
    Role.ELECTED: frozenset({"team"}),
    Role.CLERK: frozenset({"round", "forum"}),
    Role.AUDITOR: frozenset({PLACE}),
    Role.TRUSTEE: frozenset({"round"}),  # given to nobody yet
}

# What to choose for each role, for somebody who chose something else.
_WHERE: Mapping[str, LazyString] = {
    Role.FACILITATOR: _l("Choose the whole place, a round or a forum for a facilitator"),
    Role.DELEGATE: _l("Choose a committee for a delegate. The page of a round adds committees"),
    Role.OFFICIAL: _l("Choose a team for an official. The page of the place adds teams"),
    Role.ELECTED: _l("Choose a team for an elected person. The page of the place adds teams"),
    Role.CLERK: _l("Choose a round or a forum for a clerk. Start or call it first"),
    Role.AUDITOR: _l("Choose the whole place for an auditor"),
}
GRANTABLE = tuple(_WHERE)


def where_to_choose(role: str | None) -> str:
    """What fits a role, in words."""
    return str(_WHERE.get(role or "", _l("Choose a role from the list")))


def fits(role: str | None, scope: str | None) -> bool:
    """Whether a role can hold in a scope of this kind; nothing fits where one is missing."""
    return (scope or "").partition(":")[0] in FITTING.get(role or "", frozenset())


def scope_facts(session: Session) -> dict[str, dict[str, str]]:
    """Every scope with its kind and names, as `scope_words` reads them, in the order of a list."""
    facts = {PLACE: {"kind": PLACE}}
    for team in places.teams(session):
        facts[team.scope] = {"kind": "team", "name": team.name}
    for round_ in session.scalars(select(Round).order_by(Round.opens_at.desc(), Round.id)):
        facts[round_.scope] = {"kind": "round", "name": round_.name}
    pairs = select(Committee, Round).join(Round, Round.id == Committee.round_id)
    for committee, round_ in session.execute(pairs.order_by(Round.id, Committee.name)):
        facts[committee_scope(round_, committee)] = {
            "kind": "committee",
            "name": committee.name,
            "round": round_.name,
        }
    for forum in forums.forums(session):
        facts[forum.scope] = {"kind": "forum", "name": forum.name}
    return facts


def scope_names(session: Session) -> dict[str, str]:
    """Every scope of this installation in words, in the order of a list to choose from."""
    return {scope: scope_words(fact) for scope, fact in scope_facts(session).items()}
