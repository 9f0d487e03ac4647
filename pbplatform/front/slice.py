"""What this slice announces of itself. Pages that gather from every slice."""

from __future__ import annotations

from pbplatform.front import (
    brand,
    components,
    desk,
    done,
    log_views,
    me,
    own_data,
    pages,
    roles,
    two_people,
    views,
)
from pbplatform.front.words.to_do import first_steps
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="front",
    blueprints=(
        brand.bp,
        components.bp,
        desk.bp,
        done.bp,
        roles.bp,
        two_people.bp,
        log_views.bp,
        pages.bp,
        me.bp,
        own_data.bp,
        views.bp,
    ),
    to_dos=(first_steps,),
)
