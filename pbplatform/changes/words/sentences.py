"""How a changed decision stands, and who acts next on it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.changes.kinds import Because, VersionState
from pbplatform.changes.models import ChangeVersion
from pbplatform.changes.queries import ChangeView
from pbplatform.core.next_act import NextAct
from pbplatform.web.sentences import gettext as _

STATES = {
    VersionState.WAITING: _l("It waits for a second person"),
    VersionState.CONFIRMED: _l("Confirmed by a second person"),
    VersionState.TURNED_DOWN: _l("Turned down by a second person"),
    VersionState.WITHDRAWN: _l("Taken back before it was confirmed"),
}
BECAUSE = {
    Because.POINT: _l("Point"),
    Because.IDEA: _l("Idea"),
    Because.PROJECT: _l("Project"),
}


def post_words(name: str, post: str, role: str) -> str:
    """A person with the post they act in: `Tom Reed, Head of Parks`."""
    return str(_("%(name)s, %(post)s", name=name, post=post or ROLE_NAMES.get(role, role)))


def first_words(version: ChangeVersion) -> str:
    """Who said it, with their post."""
    return post_words(version.first_name, version.first_post, version.first_role)


def second_words(version: ChangeVersion) -> str:
    """Who confirmed it or turned it down, with their post; empty while nobody did."""
    if not version.second_name:
        return ""
    return post_words(version.second_name, version.second_post, version.second_role)


def next_act(version: ChangeVersion) -> NextAct | None:
    """Who acts next on what was said; None once it is decided."""
    if version.state != VersionState.WAITING:
        return None
    return NextAct(
        who=_("A second person"),
        what=_("Reads the document, and confirms it or turns it down."),
        by=version.lapses_at,
        otherwise=_("It lapses. It can be said again."),
    )


def next_act_of(view: ChangeView) -> NextAct | None:
    """Who acts next on a changed decision; None where nothing waits."""
    return next_act(view.newest)
