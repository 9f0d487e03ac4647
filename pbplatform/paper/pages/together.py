"""All that this slice puts into slots of other pages: a slot of one slice is filled once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from pbplatform.paper.pages import panels, print_panels
from pbplatform.web.slices import Panel


def after(first: Panel, second: Panel) -> Panel:
    """Two panels of one slot, one below the other."""

    def both(things: Sequence[Any]) -> Callable[[Any], Markup]:
        upper, lower = first(things), second(things)
        return lambda thing: Markup("").join((upper(thing), lower(thing)))

    return both


def _joined(*of: dict[str, Panel]) -> dict[str, Panel]:
    found: dict[str, Panel] = {}
    for each in of:
        for slot, panel in each.items():
            found[slot] = after(found[slot], panel) if slot in found else panel
    return found


PANELS = _joined(panels.PANELS, print_panels.PANELS)
