"""Every page that needs no data, in a language nobody speaks: nothing plain, nothing broken."""

from __future__ import annotations

import pytest
from flask import Flask

from pbplatform.web.pseudo import CODES
from tests.browser.conftest import PHONE, OpenPage, assert_accessible, assert_no_sideways_scroll
from tests.browser.every_page import PLAIN

pytestmark = pytest.mark.browser
ALSO = ("/no-such-page",)


def paths_without_data(app: Flask) -> list[str]:
    """Pages anybody may open that have nothing to fill in their address."""
    with_guard = ("public", "demo_only")
    paths = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments
        and "GET" in (rule.methods or set())
        and getattr(app.view_functions[rule.endpoint], "guard", "") in with_guard
    }
    client = app.test_client()
    # Read to their end: two streams at once would end each other's requests.
    answers = {path: client.get(path, buffered=True) for path in sorted(paths)}
    return [path for path, answer in answers.items() if answer.mimetype == "text/html"]


@pytest.mark.parametrize("code", CODES)
def test_no_page_keeps_a_plain_word_or_scrolls_sideways(
    site: str, open_page: OpenPage, empty_site_app: Flask, code: str
) -> None:
    problems = []
    page = open_page(site, width=PHONE)
    for path in [*paths_without_data(empty_site_app), *ALSO]:
        page.goto(f"{site}{path}?lang={code}")
        problems += [f"{path}: {text}" for text in page.evaluate(PLAIN)]
        assert_no_sideways_scroll(page)
    assert problems == []


@pytest.mark.parametrize("code", CODES)
def test_components_are_accessible_in_it(site: str, open_page: OpenPage, code: str) -> None:
    assert_accessible(open_page(f"{site}/dev/components?lang={code}", width=PHONE))


def test_errors_of_a_form_are_in_the_language_of_the_page(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/sign-in?lang=qps", width=PHONE)
    page.locator("main button").click()
    problems = page.evaluate(PLAIN)
    assert problems == []
