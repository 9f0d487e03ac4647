"""Where roles hold, in words: the place, teams, rounds, committees, forums."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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


Facts = dict[str, dict[str, str]]


def _teams(session: Session) -> Facts:
    return {team.scope: {"kind": "team", "name": team.name} for team in places.teams(session)}


def _rounds(session: Session) -> Facts:
    found = session.scalars(select(Round).order_by(Round.opens_at.desc(), Round.id))
    return {round_.scope: {"kind": "round", "name": round_.name} for round_ in found}


def _committees(session: Session) -> Facts:
    pairs = select(Committee, Round).join(Round, Round.id == Committee.round_id)
    return {
        committee_scope(round_, committee): {
            "kind": "committee",
            "name": committee.name,
            "round": round_.name,
        }
        for committee, round_ in session.execute(pairs.order_by(Round.id, Committee.name))
    }


def _forums(session: Session) -> Facts:
    return {forum.scope: {"kind": "forum", "name": forum.name} for forum in forums.forums(session)}


# How each kind of scope is read, in the order of a list.
_READERS = {"team": _teams, "round": _rounds, "committee": _committees, "forum": _forums}


def scope_facts(session: Session, kinds: Collection[str] = tuple(_READERS)) -> Facts:
    """Every scope with its kind and names, as `scope_words` reads them, in the order of a list.

    Args:
        kinds: which kinds of scope are asked for; the place is always there.
    """
    facts = {PLACE: {"kind": PLACE}}
    for kind, read in _READERS.items():
        if kind in kinds:
            facts |= read(session)
    return facts


def scope_names(session: Session) -> dict[str, str]:
    """Every scope of this installation in words, in the order of a list to choose from."""
    return {scope: scope_words(fact) for scope, fact in scope_facts(session).items()}


def names_of(session: Session, scopes: Collection[str]) -> dict[str, str]:
    """These scopes in words, reading no more than their kinds."""
    kinds = {scope.partition(":")[0] for scope in scopes}
    found = scope_facts(session, kinds) if scopes else {}
    return {scope: scope_words(fact) for scope, fact in found.items()}
