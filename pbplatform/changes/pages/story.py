"""The story of a finished project, made of tracked facts only."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pbplatform.changes.pages.blueprint import bp
from pbplatform.changes.queries.story import is_finished, story_of
from pbplatform.changes.words import sentences as wording
from pbplatform.changes.words.story import chapters
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.text_slug import number_of, numbered
from pbplatform.delivery.queries import project_view
from pbplatform.delivery.queries.told import photos_of
from pbplatform.delivery.words.sentences import project_url
from pbplatform.rounds.queries import public_round
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public


@bp.route("/rounds/<slug>/projects/<project>/story")
@public
def story(slug: str, project: str) -> ResponseReturnValue:
    """From the first word to what residents say; before it is finished, that there is none yet."""
    session, now = db.session(), request_now()
    number = number_of(project)
    if number is None:
        raise NotFound("project.not_found")
    round_ = public_round(session, slug)
    view = project_view(session, round_.id, number, now=now)
    right = numbered(view.number, view.title)
    if project != right:
        return redirect(url_for(".story", slug=slug, project=right), 301)
    page = project_url(slug, view.number, view.title)
    if not is_finished(view):
        return render_template("changes/no_story.html", view=view, page=page), 404
    told = story_of(session, view, now=now)
    return render_template(
        "changes/story.html",
        story=told,
        view=view,
        page=page,
        chapters=chapters(told),
        photos=photos_of(told.evidence),
        log_url=f"/log?about={told.path}",
        wording=wording,
    )
