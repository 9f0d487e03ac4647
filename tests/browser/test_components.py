"""The sheet of components, and with it every macro, on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    DESK,
    PHONE,
    OpenPage,
    assert_accessible,
    assert_no_sideways_scroll,
)

pytestmark = pytest.mark.browser
SHEET = "/dev/components"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_components_are_accessible_and_fit(
    site: str, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(site + SHEET, width=width, scripts=scripts)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_components_are_accessible_in_the_dark(site: str, open_page: OpenPage) -> None:
    page = open_page(site + SHEET, width=PHONE)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)


def test_components_fit_with_wider_text_spacing(site: str, open_page: OpenPage) -> None:
    """WCAG 1.4.12: the values of the rule, set by the reader."""
    page = open_page(site + SHEET, width=PHONE)
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(
        "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        + "word-spacing: .16em !important } p { margin-bottom: 2em !important }");
        document.adoptedStyleSheets = [sheet]; }"""
    )
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_first_pages_are_accessible_and_fit(
    site: str, open_page: OpenPage, path: str, width: int
) -> None:
    page = open_page(site + path, width=width)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.parametrize("rem", [34, 42, 66])
def test_words_of_a_thing_to_do_have_more_than_half_of_its_row(
    site: str, open_page: OpenPage, rem: int
) -> None:
    """Beside a side panel a list is narrower than the window tells."""
    page = open_page(site + SHEET, width=DESK)
    shares = page.evaluate(
        """rem => [...document.querySelectorAll(".pb-todo")].flatMap(list => {
        list.style.inlineSize = `${rem}rem`;
        return [...list.children].map(row =>
          row.firstElementChild.offsetWidth / list.offsetWidth); })""",
        rem,
    )
    assert len(shares) > 2
    assert all(0.5 < share < 0.8 for share in shares)


def test_thing_to_do_stands_in_one_column_on_a_phone(site: str, open_page: OpenPage) -> None:
    page = open_page(site + SHEET, width=PHONE)
    lefts = page.evaluate(
        """() => [...document.querySelectorAll(".pb-todo > li")].map(row =>
        new Set([...row.children].map(each => each.offsetLeft)).size)"""
    )
    assert set(lefts) == {1}


def test_bar_of_the_demonstration_and_masthead_are_low_on_a_phone(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(site + SHEET, width=360)
    assert 60 < page.evaluate("document.querySelector('#main').offsetTop") < 140


def test_errors_are_focused_and_lead_to_their_field(site: str, open_page: OpenPage) -> None:
    page = open_page(site + "/sign-in", width=PHONE)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator(".govuk-error-summary").first).to_be_focused()
    expect(page).to_have_title("Error: Sign in – Hackford")
    page.get_by_role("link", name="Enter your e-mail address").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    assert_accessible(page)


def test_wrong_form_comes_back_with_what_was_typed_without_scripts(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(site + "/sign-in", scripts=False)
    page.get_by_label("Your e-mail address").fill("rosa.example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_label("Your e-mail address")).to_have_value("rosa.example.org")
    expect(page.locator(".govuk-error-message")).to_contain_text("name@example.org")


def test_total_follows_the_ticks_and_is_said_once(site: str, open_page: OpenPage) -> None:
    page = open_page(site + SHEET)
    total = page.locator("#live-bar output")
    expect(total).to_contain_text("1 chosen, £18,000. £182,000 left.")
    page.get_by_label("7. Repair café").check()
    page.get_by_label("9. Step-free path").check()
    expect(total).to_contain_text("3 chosen, £156,000. £44,000 left.")
    said = page.locator("#live-bar + [role=status]")
    expect(said).to_contain_text("3 chosen, £156,000.")
    page.get_by_label("15. Splash park").check()
    expect(total).to_contain_text("£196,000 over. Take out or swap one.")
    expect(page.locator("#live-bar .is-over")).to_have_count(1)


def test_focus_is_never_under_the_bar_of_a_ballot(site: str, open_page: OpenPage) -> None:
    """WCAG 2.4.11, forward and back, on a small phone."""
    page = open_page(site + SHEET, width=PHONE, height=640)
    page.locator("#p9").focus()
    hidden = """() => { const at = document.activeElement.getBoundingClientRect();
      const bar = document.querySelector("#live-bar").getBoundingClientRect();
      return at.bottom <= bar.bottom && at.top >= bar.top; }"""
    for key in ["Tab"] * 16 + ["Shift+Tab"] * 16:
        page.keyboard.press(key)
        assert not page.evaluate(hidden)


def test_text_counts_its_letters(site: str, open_page: OpenPage) -> None:
    page = open_page(site + SHEET)
    page.locator("#what").fill("x" * 605)
    expect(page.locator("#what-info")).to_have_text("Characters too many: 5")
