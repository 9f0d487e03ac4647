"""What answers and promises name, as people see it: published ones, and those of a preview."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.core.db import db
from pbplatform.core.thread import Depth, Station, tell
from pbplatform.links.kinds import LinkKind
from pbplatform.links.queries import links_of
from pbplatform.points.domain.citing import named_path
from pbplatform.points.domain.composing import AnswerText
from pbplatform.points.queries import PointView
from pbplatform.web.clock import request_now


def _told(paths: Mapping[str, str]) -> dict[str, Station]:
    """Public things by the part that names them."""
    if not paths:
        return {}
    stations = tell(db.session(), set(paths.values()), request_now(), Depth.SHORT)
    return {part: stations[path] for part, path in paths.items() if path in stations}


def cited_of(view: PointView) -> dict[str, Station]:
    """What published answers and promises of a point name, by their paths; one read for none."""
    parts = [
        *(f"{view.path}/answers/{answer.n}" for answer in view.answers),
        *(f"{view.path}/promises/{promise.n}" for promise in view.promises),
    ]
    cites = [link for link in links_of(db.session(), parts) if link.kind == LinkKind.CITES]
    return _told({link.to_path: link.from_path for link in cites if link.to_path in set(parts)})


def cited_in_text(text: AnswerText, view: PointView) -> dict[str, Station]:
    """What an answer that is not published yet names; `view` is as it would stand with it."""
    named = {f"{view.path}/answers/{answer.n}": text.about for answer in view.answers[-1:]}
    first = len(view.promises) - len(text.promises) + 1
    for n, promise in enumerate(text.promises, start=first):
        named[f"{view.path}/promises/{n}"] = promise.project
    paths = {part: named_path(typed, view.forum.path) for part, typed in named.items()}
    return _told({part: path for part, path in paths.items() if path})
