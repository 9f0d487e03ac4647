"""Reading what changed because of people."""

from pbplatform.changes.queries.changes import (
    ChangeView,
    Filter,
    change_view,
    confirmed_changes,
    confirmed_of,
    waiting_changes,
)
from pbplatform.changes.queries.things import Thing, thing_at

__all__ = [
    "ChangeView",
    "Filter",
    "Thing",
    "change_view",
    "confirmed_changes",
    "confirmed_of",
    "thing_at",
    "waiting_changes",
]
