"""The browser seals: the same bytes as the server's, and nothing that tells a choice is sent."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Request

from pbplatform.core.secrets import normalise_code
from pbplatform.rounds.domain.ballots import Approval, Ballot, Knapsack, Points, Ranking, Terms
from pbplatform.voting.domain.sealing import (
    PlainBallot,
    SealingKey,
    box_code,
    envelope_hash,
    load_private,
    new_key_pair,
    open_envelope,
    padded_size,
    read_envelope,
)
from tests.browser.conftest import DESK, PHONE, assert_accessible, assert_no_sideways_scroll
from tests.browser.hackford import Hackford
from tests.voting.hpke_vector import SIZE as VECTOR_SIZE
from tests.voting.hpke_vector import envelope_of_the_vector, part

pytestmark = pytest.mark.browser
VOTE = "/rounds/neighbour-fund-2027/vote"
SEAL = """async ({ key, info, size, sealed, ordered, choices, tracker }) => {
  const hpke = await import("/static/vendor/js/hpke.js");
  const publicKey = hpke.fromBase64(key);
  const given = { publicKey, info: hpke.fromBase64(info), size, sealed, ordered };
  const envelope = await hpke.seal(given, choices, tracker || hpke.newTracker());
  return [hpke.toBase64(envelope), await hpke.boxCode(envelope)];
}"""
NUMBERS = (4, 7, 9, 15, 120)
BALLOTS = [
    (Approval(), []),
    (Approval((7,)), [7]),
    (Approval((4, 9, 15, 120)), [15, 4, 9, 120]),
    (Knapsack((4, 9, 15, 120)), [15, 4, 9, 120]),
    (Ranking((15, 4, 9, 120)), [15, 4, 9, 120]),
    (Points(((4, 3), (9, 1), (120, 6))), [[9, 1], [120, 6], [4, 3]]),
]


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(("ballot", "choices"), BALLOTS)
def test_what_the_browser_seals_the_opening_key_opens(
    browser: Browser, place: Hackford, ballot: Ballot, choices: list[Any]
) -> None:
    pem, public = new_key_pair()
    kind = type(ballot)
    size = padded_size(kind, Terms(dict.fromkeys(NUMBERS, 0), 0, max_points=10))
    info = b"pbplatform urn 1\x00round\x00" + bytes(range(32))
    key = SealingKey(public, info, size, kind)
    page = browser.new_page()
    page.goto(place.address + VOTE)
    given: dict[str, Any] = {"key": base64_of(public), "info": base64_of(key.info)}
    given |= {"sealed": dict(kind.sealed), "ordered": kind.ordered}
    given |= {"size": key.size, "choices": choices, "tracker": "7Q4K9XMD2HTBWC3R"}
    text, code = page.evaluate(SEAL, given)
    envelope = read_envelope(key, text)
    opened = open_envelope(load_private(pem), key, envelope)
    assert opened == PlainBallot(ballot, "7Q4K9XMD2HTBWC3R")
    assert code == box_code(envelope_hash(envelope))
    again, _code = page.evaluate(SEAL, {**given, "tracker": ""})
    minted = open_envelope(load_private(pem), key, read_envelope(key, again)).tracker
    assert minted != opened.tracker
    page.close()


def test_browser_seals_nothing_where_the_page_does_not_say_how_ballots_are_written(
    browser: Browser, place: Hackford
) -> None:
    """A page from before a change of the program, with scripts from after it."""
    _pem, public = new_key_pair()
    page = browser.new_page()
    page.goto(place.address + VOTE)
    given = {"key": base64_of(public), "info": "", "size": 80, "choices": [4], "tracker": ""}
    with pytest.raises(Error, match=r"does not say how ballots are written|undefined"):
        page.evaluate(SEAL, given)
    page.close()


def sent_by(page: Page) -> list[str]:
    """Everything that the page sends from now on: addresses, cookies' own page and bodies."""
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.url)
        sent.append(request.post_data or "")

    page.on("request", note)
    return sent


def choose(page: Page, *titles: str) -> None:
    # Who is faster than the scripts has the server seal; these tests are not.
    page.wait_for_load_state("networkidle")
    for title in titles:
        page.get_by_label(re.compile(title)).check()
    page.get_by_role("button", name="Continue").click()


def test_choices_and_tracker_never_leave_the_browser(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": 640})
    sent = sent_by(page)
    page.goto(place.address + VOTE)
    choose(page, "Quiet benches", "Repair café")
    page.get_by_role("button", name="Continue").click()
    main = page.get_by_role("main")
    page.get_by_role("button", name="Cast my vote").wait_for()
    assert "2 projects together" in main.inner_text()
    assert "£60,000" in main.inner_text()
    assert page.locator("tr[data-number]").count() == 2
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Cast my vote").click()
    page.get_by_role("heading", name="Your vote is in the box").wait_for()
    page.locator("#tracker-code").wait_for()
    tracker = normalise_code(page.locator("#tracker-code").inner_text())
    assert len(tracker) == 16
    assert not page.locator("#tracker-without").is_visible()
    assert_accessible(page)
    assert not [text for text in sent if "project=" in text or tracker in text]
    assert any("envelope=" in text for text in sent)
    # The same form again is the same receipt, with its tracker.
    page.reload()
    page.locator("#tracker-code").wait_for()
    assert normalise_code(page.locator("#tracker-code").inner_text()) == tracker
    # A browser that no longer has it says so.
    page.evaluate("sessionStorage.clear()")
    page.reload()
    page.get_by_text("It no longer has it.").wait_for()
    assert not page.locator("#tracker-code").is_visible()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url(place.address + VOTE.removesuffix("/vote"))
    page.goto(place.address + VOTE)
    assert page.locator("input[name=project]:checked").count() == 0
    page.close()


def test_choices_stay_on_the_way_back_and_go_when_they_are_forgotten(
    browser: Browser, place: Hackford
) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address + VOTE)
    choose(page, "Quiet benches")
    page.wait_for_url("**/eligibility")
    page.wait_for_load_state("networkidle")
    page.go_back()
    page.locator("input[name=project]:checked").wait_for()
    box = page.locator("input[name=project]:checked")
    assert (box.count(), box.is_enabled()) == (1, True)
    assert "1 of 5 chosen" in page.locator("#budget output").inner_text()
    page.get_by_role("button", name="Forget my choices").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=project]:checked").count() == 0
    page.goto(place.address + VOTE)
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=project]:checked").count() == 0
    page.close()


def test_another_order_of_the_list_keeps_what_is_ticked(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address + VOTE)
    page.wait_for_load_state("networkidle")
    page.get_by_label(re.compile("Quiet benches")).check()
    page.get_by_text("Change the order").click()
    page.get_by_role("button", name="A to Z").click()
    page.locator("input[name=project]:checked").wait_for()
    assert page.get_by_label(re.compile("Quiet benches")).is_checked()
    assert page.locator("input[name=project]:checked").count() == 1
    page.close()


def test_too_many_choices_are_told_and_not_sent(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address + VOTE)
    page.wait_for_load_state("networkidle")
    sent = sent_by(page)
    for box in page.locator("input[name=project]").all()[:6]:
        box.check()
    page.get_by_role("button", name="Continue").click()
    told = page.locator("#too-many")
    assert "You chose 6. You can choose up to 5." in told.inner_text()
    assert told.evaluate("told => told === document.activeElement")
    assert page.title().startswith("Error: ")
    assert "Take 1 out" in page.locator("#budget output").inner_text()
    assert_accessible(page)
    page.locator("input[name=project]:checked").first.uncheck()
    assert not told.is_visible()
    assert not page.title().startswith("Error: ")
    assert not [text for text in sent if "project=" in text]
    page.close()


def test_tab_that_keeps_no_choices_is_led_back_to_the_ballot(
    browser: Browser, place: Hackford
) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address + VOTE)
    choose(page, "Quiet benches")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast my vote").wait_for()
    page.evaluate("sessionStorage.clear()")
    page.reload()
    page.wait_for_url(place.address + VOTE)
    page.get_by_text("This tab has no choices").wait_for()
    page.close()


def test_blank_vote_is_said_to_be_one(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address + VOTE)
    choose(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast a blank vote").wait_for()
    assert "You have not chosen any project." in page.get_by_role("main").inner_text()
    assert not page.locator("[data-chosen]").is_visible()
    page.close()


def test_without_scripts_the_server_seals_and_says_so(browser: Browser, place: Hackford) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(place.address + VOTE)
    choose(page, "Quiet benches")
    page.get_by_role("button", name="Continue").click()
    assert "our server seals your choices" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Cast my vote").click()
    assert len(normalise_code(page.locator("#tracker-code").inner_text())) == 16
    context.close()


# Gives the browser the key of one use of the vector, and takes the envelope that it makes with it.
AS_THE_RFC = """async ({ key, info, size, ours, choices, tracker }) => {
  const hpke = await import("/static/vendor/js/hpke.js");
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", ours, curve, true, ["deriveBits"]);
  const { d: _secret, ...open } = ours;
  const told = { ...open, key_ops: [] };
  const publicKey = await crypto.subtle.importKey("jwk", told, curve, true, []);
  crypto.subtle.generateKey = async () => ({ privateKey, publicKey });
  const given = { publicKey: hpke.fromBase64(key), info: hpke.fromBase64(info), size };
  return hpke.toBase64(await hpke.seal({ ...given, sealed: { v: 1 } }, choices, tracker));
}"""


def test_browser_derives_key_and_nonce_as_rfc_9180_does(browser: Browser, place: Hackford) -> None:
    """Appendix A.3.1, without the additional data that our envelopes have not."""

    def letters(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    point = part("pkEm")
    ours: dict[str, Any] = {"kty": "EC", "crv": "P-256", "ext": True, "key_ops": ["deriveBits"]}
    ours |= {"x": letters(point[1:33]), "y": letters(point[33:]), "d": letters(part("skEm"))}
    given = {"key": base64_of(part("pkRm")), "info": base64_of(part("info")), "ours": ours}
    given |= {"size": VECTOR_SIZE, "choices": [9, 4], "tracker": "7Q4K9XMD2HTBWC3R"}
    page = browser.new_page()
    page.goto(place.address + VOTE)
    envelope = base64.b64decode(page.evaluate(AS_THE_RFC, given))
    page.close()
    assert envelope == envelope_of_the_vector()
