"""What this slice announces of itself. Pages that gather from every slice."""

from __future__ import annotations

from pbplatform.front import (
    auditor,
    brand,
    components,
    desk,
    done,
    feeds,
    log_expert,
    log_tiles,
    log_views,
    log_witness,
    me,
    offers,
    own_data,
    pages,
    place_page,
    role_ends,
    role_pages,
    roles,
    team_page,
    two_people,
    views,
)
from pbplatform.front.words.people import people_who_leave
from pbplatform.front.words.to_do import first_steps
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="front",
    blueprints=(
        brand.bp,
        components.bp,
        desk.bp,
        auditor.bp,
        done.bp,
        feeds.bp,
        roles.bp,
        role_pages.bp,
        offers.bp,
        two_people.bp,
        log_views.bp,
        log_tiles.bp,
        log_expert.bp,
        log_witness.bp,
        pages.bp,
        place_page.bp,
        team_page.bp,
        me.bp,
        own_data.bp,
        views.bp,
    ),
    to_dos=(first_steps, people_who_leave),
    steps=role_ends.steps,
)
