"""Reading points with all that decides where they stand, promises, and what a team must do."""

from pbplatform.responses.queries.desk import DeskItem, desk_items
from pbplatform.responses.queries.load import elected_people, point_views, promise_facts
from pbplatform.responses.queries.points import (
    corrections,
    draft_of,
    first_at_next_meeting,
    may_assess,
    missing_parts,
    public_views,
    said_by,
    view_by_number,
    view_of,
)
from pbplatform.responses.queries.promises import (
    PromiseView,
    missed_promises,
    promise_by_id,
    promise_by_number,
    promise_views,
)
from pbplatform.responses.queries.seniors import stuck_points, without_seniors
from pbplatform.responses.queries.view import Opinion, PointView, Tally, tally

__all__ = [
    "DeskItem",
    "Opinion",
    "PointView",
    "PromiseView",
    "Tally",
    "corrections",
    "desk_items",
    "draft_of",
    "elected_people",
    "first_at_next_meeting",
    "may_assess",
    "missed_promises",
    "missing_parts",
    "said_by",
    "point_views",
    "promise_by_id",
    "promise_facts",
    "promise_by_number",
    "promise_views",
    "public_views",
    "stuck_points",
    "tally",
    "view_by_number",
    "view_of",
    "without_seniors",
]
