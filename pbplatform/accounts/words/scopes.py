"""Where a role holds, in words: a scope by its kind and its own name."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.web.sentences import gettext as _


def scope_words(where: Mapping[str, str]) -> str:
    """`Team: Parks`; empty where nothing is known.

    Args:
        where: `kind` (place, team, round, committee or forum), its own `name`, and of a committee
            the name of its `round`, where readers need to be told.
    """
    name = where.get("name", "")
    match where:
        case {"kind": "place"}:
            return str(_("The whole place"))
        case {"kind": "team"}:
            return str(_("Team: %(name)s", name=name))
        case {"kind": "round"}:
            return str(_("Round: %(name)s", name=name))
        case {"kind": "committee", "round": round_}:
            return str(_("Committee: %(name)s, %(round)s", name=name, round=round_))
        case {"kind": "forum"}:
            return str(_("Forum: %(name)s", name=name))
    return name
