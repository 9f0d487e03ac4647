"""Words without a blank never push a page sideways, at any width, on any kind of page."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from pbplatform.accounts.models import Account
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Area, Team
from pbplatform.points.models import Point
from pbplatform.proposals.models import Idea, ProposalVersion
from pbplatform.rounds.models import Committee
from tests.browser.conftest import OpenPage, Walks, assert_no_sideways_scroll
from tests.browser.every_page import kinds_of_pages, visited
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1280, 1600)
WORD = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenauszahlungsstelle" * 3
COLUMNS = (
    *((Idea.title, 120), (Idea.spot, 120), (ProposalVersion.title, 120), (Point.title, 120)),
    *((Area.name, 80), (Team.name, 120), (Account.name, 80), (Committee.name, 120)),
    *((ForumSeries.name, 120), (Idea.text, 200), (Point.verbatim, 200)),
)


def test_no_page_scrolls_sideways_with_words_of_a_hundred_letters(
    place: Hackford, open_page: OpenPage, walks: Walks
) -> None:
    with place.app.app_context(), transaction() as session:
        for column, letters in COLUMNS:
            session.execute(update(column.class_).values({column: WORD[:letters]}))
    kinds = kinds_of_pages(
        place, walks, ("visitor", "tom", "bea"), ("public", "signed_in", "staff")
    )
    assert len(kinds) > 30
    page, problems = open_page(place.address), []
    for persona, path in visited(place, page, kinds):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            try:
                assert_no_sideways_scroll(page)
            except AssertionError as error:
                problems.append(f"{persona} {path} at {width}: {error}")
    assert not problems, "\n".join(problems)
