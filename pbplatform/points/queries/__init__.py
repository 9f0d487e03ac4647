"""Reading points with all that decides where they stand, promises, and what a team must do."""

from pbplatform.points.queries.desk import DeskItem, desk_items
from pbplatform.points.queries.load import elected_people, point_views
from pbplatform.points.queries.points import (
    corrections,
    count_points,
    draft_of,
    first_at_next_meeting,
    may_assess,
    missing_parts,
    point_by_number,
    points_of_meeting,
    points_raised_by,
    points_supported_by,
    public_views,
    said_by,
    supports,
    view_by_number,
    view_of,
)
from pbplatform.points.queries.promises import (
    PromiseView,
    missed_promises,
    promise_by_id,
    promise_by_number,
    promise_views,
)
from pbplatform.points.queries.seniors import stuck_points, without_seniors
from pbplatform.points.queries.view import Opinion, PointView, Tally, tally

__all__ = [
    "count_points",
    "point_by_number",
    "points_of_meeting",
    "points_raised_by",
    "points_supported_by",
    "supports",
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
    "promise_by_number",
    "promise_views",
    "public_views",
    "stuck_points",
    "tally",
    "view_by_number",
    "view_of",
    "without_seniors",
]
