"""All that is public of a forum in one file, and how to check it without us.

Source: docs/rules/audit.md section 12.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from pbplatform.audit.domain.bundle import zipped
from pbplatform.audit.queries import first_of_kind
from pbplatform.core.db import db
from pbplatform.forums.domain.programs import PART, VERIFIER, verifier_hash
from pbplatform.forums.kinds import ForumLog
from pbplatform.forums.models import ForumSeries
from pbplatform.forums.queries import forum_by_slug
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.queries.bundle import forum_bundle_parts
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public
from pbplatform.web.handed_out import handed_out
from pbplatform.web.streaming import while_sent

COMMAND = "python -I verify_forum.py {slug}-bundle.zip"


@dataclass(frozen=True)
class NamedProgram:
    """The program that an entry of the log names by its hash."""

    entry: int
    verifier: str


@bp.route("/forums/<slug>/bundle.zip")
@public
def bundle(slug: str) -> ResponseReturnValue:
    """The bundle, made while it is sent. It has the log up to now, so it is never kept."""
    session = db.session()
    forum = forum_by_slug(session, slug)
    pieces = zipped(forum_bundle_parts(session, forum, now=request_now()))
    answer = Response(while_sent(pieces), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{forum.slug}-bundle.zip"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.route("/forums/<slug>/verify-forum.py")
@public
def program(slug: str) -> ResponseReturnValue:
    """The program that checks a bundle, as text, so that one can read it first."""
    forum_by_slug(db.session(), slug)
    return handed_out(VERIFIER.read_bytes(), VERIFIER.name)


@bp.route("/forums/<slug>/check-forum-log.py")
@public
def part(slug: str) -> ResponseReturnValue:
    """The part that the program runs by its hash: to be read, and for bundles that lack it."""
    forum_by_slug(db.session(), slug)
    return handed_out(PART.read_bytes(), PART.name)


@bp.route("/forums/<slug>/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """How to check it yourself: the file, the command, the hash, what it shows and what not."""
    forum = forum_by_slug(db.session(), slug)
    return render_template(
        "points/check.html",
        forum=forum,
        command=COMMAND.format(slug=forum.slug),
        sha256=verifier_hash(),
        named=_named(forum),
    )


def _named(forum: ForumSeries) -> NamedProgram | None:
    """What the log named when the forum was called; None where that was before it did."""
    entry = first_of_kind(db.session(), about=forum.path, kind=ForumLog.PROGRAMS_NAMED)
    if entry is None:
        return None
    return NamedProgram(entry.idx, entry.told["data"]["verifier_sha256"])
