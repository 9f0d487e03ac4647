"""Words for what a ballot can be. Source: docs/rules/voting.md."""

from __future__ import annotations

from collections.abc import Callable

from pbplatform.web.sentences import gettext

_INVALID: dict[str, Callable[[], str]] = {
    "named-twice": lambda: str(gettext("it names a project twice")),
    "not-on-ballot": lambda: str(gettext("it names a project that is not on the ballot")),
    "too-many": lambda: str(gettext("it names too many projects")),
    "over-the-fund": lambda: str(gettext("its projects cost more than the fund")),
    "too-many-points": lambda: str(gettext("it gives too many points")),
    "unreadable": lambda: str(gettext("nobody can read what stands on the paper")),
    "unknown-suite": lambda: str(gettext("it was closed in a way that we do not know")),
    "damaged": lambda: str(gettext("it could not be opened")),
    "not-a-ballot": lambda: str(gettext("what was in it is no vote")),
}


def why_invalid(code: str) -> str:
    """Why a ballot does not count; the code itself where we have no words for it."""
    return _INVALID[code]() if code in _INVALID else code
