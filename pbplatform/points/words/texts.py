"""Points, answers and names beside points as kinds of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.points.services.answer_texts import find_answer, write_answer
from pbplatform.points.services.texts import (
    find_asker,
    find_names_beside_points,
    find_point,
    forget_salt,
    write_name_beside_point,
    write_nothing,
    write_point,
)

_MISSING = _l("What is missing in an answer")

TEXTS = (
    TextKind(
        name="point",
        path=r"forums/([^/]+)/points/(\d+)",
        label=_l("Point %(n)s"),
        fields={
            "title": _l("The title"),
            "verbatim": _l("What was said"),
            "withdrawn_why": _l("Why it was withdrawn"),
            "photo": _l("The picture"),
            "photo_alt": _l("What the picture shows"),
            "raised_as": _l("The name beside it"),
            "turn": _l("Questions, replies and notes"),
            "assigned": _l("Why it was given to a team"),
            "sent_back": _l("Why it was sent back"),
            "missing_1": _MISSING,
            "missing_2": _MISSING,
            "missing_3": _MISSING,
        },
        find=find_point,
        replace=write_point,
        forget=forget_salt,
    ),
    TextKind(
        name="point_asker",
        path=r"forums/([^/]+)/points/(\d+)/author",
        label=_l("A public name"),
        fields={},
        find=find_asker,
        replace=write_nothing,
    ),
    TextKind(
        name="person",
        path=r"people/(\d+)",
        label=_l("A public name"),
        fields={"raised_as": _l("The name beside a point")},
        find=find_names_beside_points,
        replace=write_name_beside_point,
        is_address=False,
    ),
    TextKind(
        name="answer",
        path=r"forums/([^/]+)/points/(\d+)/answers/(\d+)",
        label=_l("An answer to point %(n)s"),
        fields={
            "sentence": _l("The answer in a sentence"),
            "explanation": _l("The explanation"),
            "link": _l("The link"),
            "detail": _l("Why not, or not all of it"),
            "would_change": _l("What would change it"),
            "correction": _l("A correction"),
            "wrong": _l("What a correction says was wrong"),
            "promise": _l("A promise"),
        },
        find=find_answer,
        replace=write_answer,
    ),
)
