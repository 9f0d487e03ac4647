"""What the disk of a kiosk holds of a voter after the turn: read file by file, as whoever takes it.

Source: docs/rules/venues.md section 2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import _SWITCHES, _chromium
from tests.browser.hackford import Hackford
from tests.browser.kiosk_turns import (
    SLUG,
    TWICE,
    assert_nothing_comes_back,
    at_start,
    begins,
    kiosk,
    library,
    votes,
)
from tests.paper.at_rest import views

__all__ = ["library"]  # a fixture
pytestmark = pytest.mark.browser
WRITTEN_MILLISECONDS = 7000  # a browser writes what it keeps after some seconds


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture(params=["scripts", "no scripts"])
def device(
    browser: Browser, profile: Path, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A browser with a folder of its own on the disk, as a device at a voting place has one."""
    made = browser.browser_type.launch_persistent_context(
        str(profile),
        executable_path=_chromium(),
        args=_SWITCHES,
        viewport=TWICE,  # type: ignore[arg-type]
        java_script_enabled=request.param == "scripts",
    )
    yield made
    made.close()


def on_disk(profile: Path, words: list[str]) -> set[tuple[str, str]]:
    """Which of these words stand in which file, plain or packed."""
    found = set()
    for file in sorted(profile.rglob("*")):
        if file.is_file():
            for view in views(file.read_bytes()):
                found |= {(file.name, word) for word in words if word.encode() in view}
    return found


def kept_beyond_storage(page: Page) -> list[object]:
    """What a site can leave in a browser beside its storage."""
    asked = """async () => [
      "caches" in window ? await caches.keys() : [],
      (await indexedDB.databases()).length,
      navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
    ]"""
    found: list[object] = page.evaluate(asked)
    return found


def test_disk_of_a_kiosk_holds_no_choice_no_code_and_no_page_of_the_last_voter(
    device: BrowserContext, profile: Path, library: Hackford
) -> None:
    page = kiosk(device, library)
    begins(page)
    page.get_by_label(re.compile("Quiet benches")).check()
    page.wait_for_timeout(WRITTEN_MILLISECONDS)
    codes = votes(page)
    assert all(len(code) == 16 for code in codes)
    page.wait_for_timeout(WRITTEN_MILLISECONDS)
    page.get_by_role("button", name="Done").click()
    at_start(page)
    assert kept_beyond_storage(page) == [[], 0, 0]
    assert_nothing_comes_back(page, codes)
    page.wait_for_timeout(WRITTEN_MILLISECONDS)
    device.close()
    grouped = ["-".join(re.findall("....", code)) for code in codes]
    secret = ["Quiet benches", f"pb-choices:{SLUG}", "pb-tracker:", *codes, *grouped]
    assert on_disk(profile, ["/vote/check"])  # the control: the addresses of pages are there
    assert on_disk(profile, secret) == set()
