"""Where roles hold, in words: the place, teams, rounds, committees, forums."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.words.scopes import scope_words
from pbplatform.core.actor import PLACE
from pbplatform.forums import queries as forums
from pbplatform.places import queries as places
from pbplatform.rounds.domain.scopes import scope_of_committee
from pbplatform.rounds.models import Committee, Round

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
Slugs = Collection[str] | None
"""Of which teams, rounds or forums; None for all."""


def _teams(session: Session, slugs: Slugs) -> Facts:
    known = places.teams(session)
    found = [team for team in known if slugs is None or team.slug in slugs]
    return {team.scope: {"kind": "team", "name": team.name} for team in found}


def _are(column: InstrumentedAttribute[str], slugs: Slugs) -> list[ColumnElement[bool]]:
    return [] if slugs is None else [column.in_(sorted(slugs))]


def _rounds(session: Session, slugs: Slugs) -> Facts:
    query = select(Round.slug, Round.name).where(*_are(Round.slug, slugs))
    return {
        f"round:{slug}": {"kind": "round", "name": name}
        for slug, name in session.execute(query.order_by(Round.opens_at.desc(), Round.id))
    }


def _committees(session: Session, slugs: Slugs) -> Facts:
    query = select(Round.slug, Committee.slug, Committee.name, Round.name)
    query = query.join(Round, Round.id == Committee.round_id).order_by(Round.id, Committee.name)
    return {
        scope_of_committee(of, slug): {"kind": "committee", "name": name, "round": round_name}
        for of, slug, name, round_name in session.execute(query.where(*_are(Round.slug, slugs)))
    }


def _forums(session: Session, slugs: Slugs) -> Facts:
    known = forums.forums(session)
    found = [forum for forum in known if slugs is None or forum.slug in slugs]
    return {forum.scope: {"kind": "forum", "name": forum.name} for forum in found}


# How each kind of scope is read, in the order of a list.
_READERS = {"team": _teams, "round": _rounds, "committee": _committees, "forum": _forums}


def scope_facts(session: Session) -> Facts:
    """Every scope with its kind and names, as `scope_words` reads them, in the order of a list."""
    facts = {PLACE: {"kind": PLACE}}
    for read in _READERS.values():
        facts |= read(session, None)
    return facts


def scope_names(session: Session) -> dict[str, str]:
    """Every scope of this installation in words, in the order of a list to choose from."""
    return {scope: scope_words(fact) for scope, fact in scope_facts(session).items()}


def names_of(session: Session, scopes: Collection[str]) -> dict[str, str]:
    """These scopes in words; no other round or committee is read."""
    slugs: dict[str, set[str]] = {}
    for scope in scopes:
        kind, _colon, path = scope.partition(":")
        slugs.setdefault(kind, set()).add(path.partition("/")[0])
    facts: Facts = {PLACE: {"kind": PLACE}}
    for kind, read in _READERS.items():
        if kind in slugs:
            facts |= read(session, slugs[kind])
    return {scope: scope_words(fact) for scope, fact in facts.items() if scope in scopes}
