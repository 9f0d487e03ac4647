"""What pages of rounds and forums show of notices by facilitators: the slots that they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.notices.queries.written import Holder, is_public, newest_notices, notice_path
from pbplatform.web.guards import require_actor
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel

NEWEST = 3
_ON_DESK = 10


def _public(_holders: Sequence[Holder]) -> Callable[[Holder], Markup]:
    """On the public page: the newest notices."""
    return lambda holder: _shown("panel", holder, NEWEST)


def _desk(_holders: Sequence[Holder]) -> Callable[[Holder], Markup]:
    """On the desk of a facilitator: the way to write one, and what was written."""

    def show(holder: Holder) -> Markup:
        writes = require_actor().holds("facilitator", holder.scope)
        return _shown("desk", holder, _ON_DESK) if writes and is_public(holder) else Markup("")

    return show


def _shown(template: str, holder: Holder, most: int) -> Markup:
    notices = [
        (notice, notice_path(holder, notice.number))
        for notice in newest_notices(db.session(), holder, most)
    ]
    page = render_template(f"notices/parts/{template}.html", notices=notices, holder=holder)
    return marked(page)


PANELS: Mapping[str, Panel] = {
    "rounds.notices": _public,
    "forums.forum": _public,
    "rounds.desk": _desk,
    "forums.forum-desk": _desk,
}
