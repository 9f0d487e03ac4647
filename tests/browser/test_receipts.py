"""A receipt in a real browser: saved with and without scripts, brought back, at 320 pixels.

docs/rules/voting.md section 13.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pbplatform.voting.domain.receipt_file import read_receipt
from tests.browser.conftest import assert_accessible, assert_no_sideways_scroll
from tests.browser.hackford import Hackford
from tests.browser.votes import VOTE, vote
from tests.voting.receipts import with_keys

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}
TRACKER = re.compile(r"^Tracker: ([0-9A-Z]{4}(-[0-9A-Z]{4}){3})$", re.M)


@pytest.fixture(scope="module")
def signing(place: Hackford) -> Hackford:
    """The demonstration with its keys, as its worker leaves it after a minute."""
    with_keys(place.app, place.app.extensions["settings"])
    return place


def save(page: Page, name: str) -> str:
    """Press a link that saves; the file."""
    with page.expect_download() as held:
        page.get_by_text(name, exact=True).click()
    assert re.fullmatch(
        r"receipt-neighbour-fund-2027-[0-9A-Z]{4}\.txt", held.value.suggested_filename
    )
    return Path(held.value.path()).read_text(encoding="utf-8")


def test_receipt_is_saved_and_brought_back_and_its_tracker_never_leaves_the_browser(
    browser: Browser, signing: Hackford, tmp_path: Path
) -> None:
    with browser.new_context(viewport=NARROW) as context:
        page = context.new_page()
        vote(page, signing.address, "Splash park")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
        plain = save(page, "Save this receipt")
        assert not TRACKER.search(plain)
        assert read_receipt(plain).promise is not None
        picture = page.get_by_alt_text("The signed promise as a QR code")
        assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
        page.get_by_text("See the receipt as text").click()
        assert_no_sideways_scroll(page)
        page.get_by_text("Save it together with the tracker").click()
        whole = save(page, "Save this receipt with the tracker")
        found = TRACKER.search(whole)
        assert found
        file = tmp_path / "receipt.txt"
        file.write_text(whole, encoding="utf-8")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        page.goto(f"{signing.address}/verify/receipt")
        page.wait_for_load_state("networkidle")
        page.set_input_files("input[type=file]", file)
        page.get_by_text("Your browser took it out").wait_for()
        page.get_by_role("button", name="Check the receipt").click()
        page.get_by_text("The promise is signed by us").wait_for()
        assert_no_sideways_scroll(page)
        assert_accessible(page)
        assert found[1] not in "".join(sent)
        assert any("logged by" in body for body in sent)


def test_receipt_is_saved_without_scripts_and_done_takes_it_from_the_page(
    browser: Browser, signing: Hackford
) -> None:
    with browser.new_context(viewport=NARROW, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{signing.address}{VOTE}?seal=server")
        page.get_by_label(re.compile("Splash park")).check()
        page.locator("#next").get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Cast my vote").click()
        page.get_by_role("heading", name="Your vote is in the box").wait_for()
        assert_no_sideways_scroll(page)
        assert read_receipt(save(page, "Save this receipt")).promise is not None
        page.get_by_text("Save it together with the tracker").click()
        assert TRACKER.search(save(page, "Save this receipt with the tracker"))
        page.get_by_role("button", name="Done").click()
        assert all(each["name"] != "pb_promise" for each in context.cookies())
