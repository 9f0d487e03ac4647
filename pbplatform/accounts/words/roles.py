"""Roles in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.accounts.kinds import Role
from pbplatform.web.sentences import word_of

ROLE_NAMES: dict[str, LazyString] = {
    Role.FACILITATOR: _l("Facilitator"),
    Role.DELEGATE: _l("Delegate"),
    Role.OFFICIAL: _l("Official"),
    Role.ELECTED: _l("Elected person"),
    Role.CLERK: _l("Clerk"),
    Role.AUDITOR: _l("Auditor"),
    Role.TRUSTEE: _l("Trustee"),
}
_ALL = {
    "resident": _l("A resident"),
    "system": _l("The system"),
    "operator": _l("The operator of this site"),
    **ROLE_NAMES,
}
ROLE_TASKS: dict[str, LazyString] = {
    Role.FACILITATOR: _l("Sets up rounds and forums, publishes, and gives narrower roles."),
    Role.DELEGATE: _l("Turns ideas into proposals and decides with a committee."),
    Role.OFFICIAL: _l("Prices proposals and answers points for a team."),
    Role.ELECTED: _l("Is asked when a point stays without an answer."),
    Role.CLERK: _l(
        "Looks after roll, letters and paper of a round, or meetings and minutes of a forum."
    ),
    Role.AUDITOR: _l("Sees what staff see, and is the second person where two must act."),
    Role.TRUSTEE: _l("Holds a part of the key that opens the votes of a round."),
}


def role_name(role: str) -> str:
    """A role as residents read it in the log; the code itself where it is none of ours."""
    return word_of("roles", _ALL, role) if role in _ALL else role
