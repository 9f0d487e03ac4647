"""Scripts count in the plural forms of the page's language, here of a made-up Polish catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from pbplatform.core.transaction import transaction
from tests.browser.conftest import DESK, OpenPage, serve
from tests.languages import offer, speaking, write_catalogue

pytestmark = pytest.mark.browser
COUNT = """async ([forms, numbers]) => {
  const { counted } = await import("/static/vendor/js/words.js");
  return numbers.map((number) => counted(forms, number));
}"""
MONEY = """async ([locale, sums]) => {
  const { moneyIn } = await import("/static/vendor/js/words.js");
  return sums.map(moneyIn(locale, "GBP", 100));
}"""


@pytest.fixture
def polish_site(empty_site_app: Flask, tmp_path: Path) -> Iterator[str]:
    write_catalogue(tmp_path)
    with empty_site_app.app_context(), transaction() as session:
        offer(session, "pl")
    with speaking(empty_site_app, tmp_path), serve(empty_site_app) as address:
        yield address
    with empty_site_app.app_context(), transaction() as session:
        offer(session)


def test_counter_of_a_ballot_speaks_polish(polish_site: str, open_page: OpenPage) -> None:
    page = open_page(f"{polish_site}/dev/components?lang=pl", width=DESK)
    assert page.evaluate("document.documentElement.lang") == "pl"
    forms = page.locator("[data-module=character-count]").first.get_attribute("data-left")
    assert page.evaluate(COUNT, [forms, [1, 2, 5, 12, 22, 25, 101]]) == [
        "Został 1 znak",
        "Zostały 2 znaki",
        "Zostało 5 znaków",
        "Zostało 12 znaków",
        "Zostały 22 znaki",
        "Zostało 25 znaków",
        "Zostało 101 znaków",
    ]


def test_field_counts_letters_in_polish_while_one_types(
    polish_site: str, open_page: OpenPage
) -> None:
    page = open_page(f"{polish_site}/dev/components?lang=pl", width=DESK)
    note = page.locator("[data-module=character-count]").first
    field = page.locator(f"#{note.get_attribute('data-for')}")
    limit = int(note.get_attribute("data-limit") or 0)
    field.fill("x" * (limit - 3))
    assert note.inner_text() == "Zostały 3 znaki"
    field.fill("x" * (limit - 1))
    assert note.inner_text() == "Został 1 znak"


def test_script_writes_sums_as_the_server_does(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/dev/components", width=DESK)
    shown = page.evaluate(MONEY, ["en-GB", [9600000, 9600050, 0]])
    assert shown == ["£96,000", "£96,000.50", "£0"]
