"""Changed decisions as a feed. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.changes.pages.blueprint import bp
from pbplatform.changes.pages.changed import asked_for, holders_of
from pbplatform.changes.queries import ChangeView, changes_told_last
from pbplatform.core.db import db
from pbplatform.web.feeds import MOST, Entry, atom, beside
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _


@bp.route("/changed.atom")
@beside("changes.changed", _l("These decisions as a feed (Atom)"))
@public
def changed_feed() -> ResponseReturnValue:
    session = db.session()
    wanted, _path = asked_for(holders_of(session))
    told = changes_told_last(session, wanted, most=MOST)
    entries = [_entry(view) for view in told if view.holds]
    return atom(_("What changed because of people"), entries)


def _entry(view: ChangeView) -> Entry:
    said = [each.decided_at or each.said_at for each in view.confirmed]
    return Entry(
        path=f"changed/{view.change.id}",
        title=_("Changed decision %(number)s", number=view.change.id),
        updated=max(said),
        summary=view.confirmed[0].now,
        author=view.team.name,
    )
