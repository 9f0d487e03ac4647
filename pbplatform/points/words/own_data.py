"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select

from pbplatform.points.kinds import TurnKind
from pbplatform.points.models import (
    Answer,
    AnswerCorrection,
    AnswerDraft,
    Assessment,
    Assignment,
    Point,
    PointDraft,
    PointSupport,
    PointTurn,
)
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Point,
        title=_l("Points you raised"),
        then=_l(
            "Stays without your name. If you want your words gone too, points that are "
            "not published go."
        ),
        mine=lambda whose: Point.raised_by_id == whose.account_id,
    ),
    OwnTable(
        PointTurn,
        title=_l("What you replied when an official asked you"),
        then=_l("Stays with the point, without your name."),
        mine=lambda whose: and_(
            PointTurn.kind.in_([TurnKind.RESUMED, TurnKind.REPLIED]),
            PointTurn.point_id.in_(select(Point.id).where(Point.raised_by_id == whose.account_id)),
        ),
    ),
    OwnTable(
        PointDraft,
        title=_l("Points you began, or typed with your address, and did not send"),
        then=_l("Goes. What you began signed out is found by its link alone: gone after 7 days."),
        mine=lambda whose: or_(
            PointDraft.account_id == whose.account_id,
            PointDraft.typed["email"].as_string() == (whose.email or None),
        ),
        goes=True,
    ),
    OwnTable(
        PointSupport,
        title=_l("Points you support"),
        then=_l("Goes: each has one supporter fewer."),
        mine=lambda whose: PointSupport.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        Assessment,
        title=_l("Whether you said that an answer answers"),
        then=_l(
            "Goes, with your words. An answer that was called for because of it stays called for."
        ),
        mine=lambda whose: Assessment.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        Answer,
        title=_l("Answers you gave as an official"),
        then=_l("Stays with your name: you answered in a public role."),
        mine=lambda whose: Answer.by_account_id == whose.account_id,
    ),
    OwnTable(
        AnswerDraft,
        title=_l("Answers you began as an official"),
        then=_l("Stays with the team until the answer is published."),
        mine=lambda whose: AnswerDraft.by_account_id == whose.account_id,
    ),
    OwnTable(
        AnswerCorrection,
        title=_l("Corrections of answers"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        Assignment,
        title=_l("Points given to a team"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
)
