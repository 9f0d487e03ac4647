"""Reading what changed because of people."""

from pbplatform.changes.queries.changes import (
    ChangeView,
    Filter,
    cells_of_changes,
    change_view,
    changes_on_page,
    changes_told_last,
    confirmed_changes,
    confirmed_of,
    those_of,
    waiting_changes,
)
from pbplatform.changes.queries.things import Thing, thing_at

__all__ = [
    "ChangeView",
    "Filter",
    "Thing",
    "cells_of_changes",
    "change_view",
    "changes_on_page",
    "changes_told_last",
    "confirmed_changes",
    "confirmed_of",
    "thing_at",
    "those_of",
    "waiting_changes",
]
