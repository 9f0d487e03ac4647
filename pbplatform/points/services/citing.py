"""An answer names what else it is about; a promise names the project by which it is done.

Source: docs/rules/thread.md section 7.28 to 7.30.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.thread import Depth, tell
from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import tie
from pbplatform.points.domain.citing import is_project, named_path
from pbplatform.points.domain.composing import AnswerText
from pbplatform.points.kinds import PointLog
from pbplatform.points.queries import PointView


def cited_of_text(view: PointView, text: AnswerText) -> dict[str, str]:
    """What a text names, by the path that its answer or promise will have; paths as typed."""
    named = {f"{view.path}/answers/{view.standing.stage}": text.about}
    for n, promise in enumerate(text.promises, start=len(view.promises) + 1):
        named[f"{view.path}/promises/{n}"] = promise.project
    return {part: typed for part, typed in named.items() if typed.strip()}


def what_is_wrong(
    session: Session, view: PointView, text: AnswerText, now: datetime
) -> Conflict | None:
    """Why something that a text names cannot be named; None when all can."""
    found: dict[str, str] = {}
    for part, typed in cited_of_text(view, text).items():
        path = named_path(typed, view.forum.path)
        is_promise = "/promises/" in part
        field = "promises" if is_promise else "about"
        if not path or (is_promise and not is_project(path)):
            code = "answer.project_unknown" if is_promise else "answer.about_unknown"
            return Conflict(code, field=field)
        if path == view.path:
            return Conflict("answer.about_itself", field=field)
        found[path] = field
    public = tell(session, list(found), now, Depth.SHORT) if found else {}
    gone = next((path for path in found if path not in public), None)
    return Conflict("answer.about_not_public", field=found[gone]) if gone else None


def tie_cited(
    session: Session, actor: ActorRef, view: PointView, text: AnswerText, *, now: datetime
) -> None:
    """Tie what a published answer and its promises name, and say so in the log.

    Raises:
        Conflict: something that it names cannot be named.
    """
    if wrong := what_is_wrong(session, view, text, now):
        raise wrong
    for part, typed in cited_of_text(view, text).items():
        path = named_path(typed, view.forum.path) or ""
        tie(session, path, LinkKind.CITES, part, now=now)
        audit.record(
            session, PointLog.ANSWER_NAMES, actor=actor, subject=view.path, now=now, about=path
        )
