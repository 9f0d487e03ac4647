"""Public minutes, version by version, and what changed from one to the next."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.forums import queries
from pbplatform.forums.domain.changes import changes, near_changes
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.services.texts import minutes_path
from pbplatform.forums.words.states import VERSION_NAMES
from pbplatform.web.guards import public

MINUTES = "/forums/<slug>/meetings/<day>/minutes/<int:n>"


@bp.route(MINUTES)
@public
def minutes_version(slug: str, day: str, n: int) -> ResponseReturnValue:
    """One version as it was published."""
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    meeting = queries.meeting_at(session, forum.id, day)
    version = queries.version_by_number(session, meeting.id, n)
    versions = queries.public_minutes(queries.minutes_versions(session, meeting.id))
    at = versions.index(version)
    return render_template(
        "forums/minutes_version.html",
        forum=forum,
        meeting=meeting,
        version=version,
        kind=VERSION_NAMES[version.kind],
        minutes_path=minutes_path(forum, meeting),
        before=versions[at - 1] if at else None,
        newest=versions[-1],
        sha256=version.sha256.hex(),
        made=[
            each
            for each in queries.corrections_of(session, meeting.id)
            if each.made_in == version.n
        ],
    )


@bp.route(f"{MINUTES}/changes")
@public
def minutes_changes(slug: str, day: str, n: int) -> ResponseReturnValue:
    """What changed from the version before."""
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    meeting = queries.meeting_at(session, forum.id, day)
    version = queries.version_by_number(session, meeting.id, n)
    versions = queries.public_minutes(queries.minutes_versions(session, meeting.id))
    at = versions.index(version)
    before = versions[at - 1] if at else None
    found = changes(before.text, version.text) if before else []
    return render_template(
        "forums/minutes_changes.html",
        forum=forum,
        meeting=meeting,
        version=version,
        before=before,
        shown=near_changes(found),
        minutes_path=minutes_path(forum, meeting),
        differs=any(not each.is_same for each in found),
    )
