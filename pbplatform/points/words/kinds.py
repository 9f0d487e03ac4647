"""What kinds of points are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.points.kinds import PointKind
from pbplatform.web.sentences import word_of

# What forms offer.
KIND_CHOICES = (
    (PointKind.REQUEST.value, _l("A request: I want something to be done")),
    (PointKind.QUESTION.value, _l("A question: I want to know something")),
    (PointKind.CONCERN.value, _l("A concern: something worries me")),
)

_KINDS = {
    PointKind.REQUEST: _l("A request"),
    PointKind.QUESTION: _l("A question"),
    PointKind.CONCERN: _l("A concern"),
}


def point_kind(kind: str) -> str:
    """`A request` and its like."""
    return word_of("kinds of points", _KINDS, PointKind(kind))
