"""What pages of points, ideas and projects show of decisions that were changed because of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.changes import queries
from pbplatform.changes.queries.story import is_finished
from pbplatform.changes.words import sentences as wording
from pbplatform.core.db import db
from pbplatform.core.text_slug import numbered
from pbplatform.delivery.queries import ProjectView, project_path
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _of_path(paths: Sequence[str]) -> Callable[[str], Markup]:
    """Confirmed decisions by the path of the thing, and the way for teams to say one."""
    found = queries.confirmed_of(db.session(), paths)

    def show(path: str) -> Markup:
        changes = found.get(path, [])
        page = render_template(
            "changes/panel.html", changes=changes, path=path, story=None, wording=wording
        )
        return marked(page)

    return show


def _of_project(views: Sequence[ProjectView]) -> Callable[[ProjectView], Markup]:
    """The same of a project that won, and its story once it is finished."""
    paths = [project_path(view.round_slug, view.number) for view in views]
    found = queries.confirmed_of(db.session(), paths)

    def show(view: ProjectView) -> Markup:
        path = project_path(view.round_slug, view.number)
        page = render_template(
            "changes/panel.html",
            changes=found.get(path, []),
            path=path,
            story=view if is_finished(view) else None,
            story_address=numbered(view.number, view.title),
            wording=wording,
        )
        return marked(page)

    return show


PANELS: dict[str, Panel] = {
    "points.point-changed": _of_path,
    "proposals.idea-changed": _of_path,
    "delivery.project": _of_project,
}
