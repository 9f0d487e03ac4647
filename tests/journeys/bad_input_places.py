"""The demonstration, made ready so that every form of the application has a page that shows it."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.browser.hackford import Hackford
from tests.by_pages import Browser
from tests.journeys.bad_input import Sample
from tests.pages import confirm, hidden_field, with_seen

IDEAS = "green-streets-fund-2028"
REVIEW = "schools-and-youth-fund-2027"
VOTE = "neighbour-fund-2027"
COMMITTEE = f"/desk/delegate/{REVIEW}/committees/together-and-learning"
POINTS = "/forums/town-forum/points"
OFFICIAL = "/desk/official/points/town-forum"
FACILITATOR = "/desk/facilitator"
IDEA = {"title": "Swings", "text": "Swings for all.", "where": "everywhere", "name_shown": "first"}
POINT = {
    "kind": "request",
    "title": "A lamp",
    "verbatim": "It is dark.",
    "area": "",
    "action": "send",
}
ANSWER = {
    "sentence": "Yes.",
    "kind": "yes",
    "reason": "",
    "explanation": "In May.",
    "what_1": "A lamp",
    "owner_1": "Lighting",
    "due_1-day": "3",
    "due_1-month": "5",
    "due_1-year": "2027",
}
FIRST_DAY = "start=new-york&first_day-day=1&first_day-month=3&first_day-year=2028"

# Pages that no link leads to: one comes there by a form, or at another time.
PAGES = (
    ("amina", f"{COMMITTEE}/proposals/new?idea=3"),
    ("amina", f"/desk/delegate/{REVIEW}/ideas/3/leave"),
    ("amina", f"/desk/delegate/{REVIEW}/proposals/1/text"),
    ("amina", f"/desk/delegate/{REVIEW}/proposals/1/costing"),
    ("amina", f"/desk/delegate/{REVIEW}/proposals/1/decision"),
    ("nina", f"/desk/official/costings/{REVIEW}/2"),
    ("bea", f"{FACILITATOR}/rounds/new?{FIRST_DAY}"),
    ("bea", f"{FACILITATOR}/ideas/{IDEAS}/6/answer"),
    ("visitor", f"/rounds/{VOTE}/vote/eligibility"),
    ("visitor", "/dev/components"),
    ("rosa", f"/rounds/{IDEAS}/ideas/6"),
    ("rosa", f"/rounds/{IDEAS}/ideas/6/withdraw"),
    ("rosa", f"/rounds/{IDEAS}/ideas/7"),
    ("rosa", f"/rounds/{IDEAS}/ideas/6/yours"),
    ("rosa", f"/rounds/{IDEAS}/ideas/7/yours"),
    # The place of the demonstration speaks one language.
    ("rosa", "/me/language"),
)
_WRITTEN = {
    "typed": {"title", "text", "spot", "who_benefits", "photo_alt", "people", "email"},
    "filled": {"where": ["spot"], "name_shown": ["first"], "photo_key": [""], "draft": [""]},
}
# Forms that no page shows on that morning, or only after another form.
FORMS = (
    Sample(
        "/rounds/<slug>/ideas/new/extras",
        f"/rounds/{IDEAS}/ideas/new/extras",
        buttons=[("action", b"check")],
        **_WRITTEN,  # type: ignore[arg-type]
    ),
    Sample(
        "/rounds/<slug>/ideas/new/check",
        f"/rounds/{IDEAS}/ideas/new/check",
        buttons=[("action", word) for word in (b"send", b"link", b"edit-idea", b"edit-extras")],
        **_WRITTEN,  # type: ignore[arg-type]
    ),
    Sample("/rounds/<slug>/vote/cast", f"/rounds/{VOTE}/vote/cast", typed={"slip"}),
    Sample(f"{FACILITATOR}/rounds/<slug>/freeze", f"{FACILITATOR}/rounds/{REVIEW}/freeze"),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/close", f"{FACILITATOR}/rounds/{VOTE}/box/close"),
    Sample(
        f"{FACILITATOR}/rounds/<slug>/box/lot",
        f"{FACILITATOR}/rounds/{VOTE}/box/lot",
        typed={"digits"},
    ),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/open", f"{FACILITATOR}/rounds/{VOTE}/box/open"),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/early", f"{FACILITATOR}/rounds/{VOTE}/box/early"),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/damaged", f"{FACILITATOR}/rounds/{VOTE}/box/damaged"),
    Sample("/rounds/<slug>/vote/done", f"/rounds/{VOTE}/vote/done", typed={"ticket"}),
    Sample(
        "/desk/two-people",
        "/desk/two-people",
        typed={"act", "seen"},
        buttons=[("choice", word) for word in (b"confirm", b"turn-down", b"take-back")],
    ),
    Sample(
        "/desk/clerk/rounds/<slug>/roll/add",
        f"/desk/clerk/rounds/{REVIEW}/roll/add",
        typed={"add-size", "add-spares", "add-seen"},
    ),
    Sample(
        "/desk/official/costings/<slug>/<int:number>/pass",
        f"/desk/official/costings/{REVIEW}/2/pass",
        typed={"words"},
        filled={"team": ["parks"]},
    ),
    Sample("/setup", "/setup", typed={"code", "name", "facilitator_name", "email", "brand"}),
    Sample("/sign-in/<token>", "/sign-in/nonsense", typed={"name"}),
)


def make_ready(place: Hackford) -> list[tuple[str, str]]:
    """Acts of Hackford's people after which more forms are shown; returns pages to look at."""
    rosa, bea = place.client("rosa"), place.client("bea")
    tom, amina = place.client("tom"), place.client("amina")
    for number in (6, 7):
        rosa.post(f"/rounds/{IDEAS}/ideas/new/check", data={**IDEA, "action": "send"})
        assert rosa.get(f"/rounds/{IDEAS}/ideas/{number}-swings").status_code == 200
    refused = {"action": "refuse", "rule": "twice", "words": "You sent it twice."}
    reading = f"{FACILITATOR}/ideas/{IDEAS}/7"
    bea.post(reading, data=with_seen(bea, reading, refused))
    amina.post(f"{COMMITTEE}/interests", data={"gain": "no"})
    amina.post(f"{COMMITTEE}/ideas", data={"claim": "3"})
    points = [_raise_point(place) for _twice in range(2)]
    asked, answered = points
    confirm(tom, f"{OFFICIAL}/{asked}/question", question="Where is it dark?")
    tom.post(f"{OFFICIAL}/{answered}/answer", data={**ANSWER, "action": "preview"})
    preview = f"{OFFICIAL}/{answered}/answer/preview"
    tom.post(preview, data={"seen": hidden_field(tom.get(preview).text, "seen")})
    tom.post(f"{OFFICIAL}/5/answer", data={**ANSWER, "action": "save"})
    _add_voters(bea)
    draft = {
        "name": "Draft",
        "money": "9",
        "who_can_vote": "All.",
        "limit": "any",
        "counting": "skip",
        "least_votes": "1",
    }
    browser = Browser(bea)
    browser.open(f"{FACILITATOR}/rounds/new?{FIRST_DAY}")
    browser.send(**draft)
    assert browser.page.path == f"{FACILITATOR}/rounds/draft"
    place.client("visitor").post("/sign-in", data={"email": "zoe@hackford.example"})
    mail = Browser(place.client("visitor"))
    link = next(text for text in mail.open("/dev/mail").links if "/sign-in/" in text)
    return [
        *PAGES,
        ("rosa", f"{POINTS}/{asked}-a-lamp"),
        ("rosa", f"{POINTS}/{answered}-a-lamp"),
        ("rosa", f"{POINTS}/{asked}/yours"),
        ("rosa", f"{POINTS}/{answered}/yours"),
        ("tom", f"{OFFICIAL}/5/answer/preview"),
        ("amina", COMMITTEE),
        ("amina", f"/desk/delegate/{REVIEW}/ideas/3/hand-back"),
        ("bea", f"/desk/clerk/rounds/{REVIEW}/roll"),
        ("carla", f"/desk/clerk/rounds/{REVIEW}/roll"),
        ("bea", f"{FACILITATOR}/rounds/draft/dates"),
        ("bea", f"{FACILITATOR}/rounds/draft/facts"),
        ("bea", f"{FACILITATOR}/rounds/draft/publish"),
        ("visitor", link.removeprefix("http://127.0.0.1")),
    ]


def _add_voters(bea: FlaskClient) -> None:
    roll, typed = f"/desk/clerk/rounds/{REVIEW}/roll", {"add-size": "3", "add-spares": "1"}
    seen = hidden_field(bea.post(f"{roll}/check", data=typed).text, "add-seen")
    assert bea.post(f"{roll}/add", data={**typed, "add-seen": seen}).status_code == 200


def _raise_point(place: Hackford) -> str:
    """Rosa raises a point, Bea publishes it for Tom's team; its number."""
    sent = place.client("rosa").post(f"{POINTS}/new", data=POINT)
    number = str(sent.location).removesuffix("/yours").rsplit("/", 1)[-1]
    published = {"action": "publish", "title": "A lamp", "team": "environment"}
    bea, page = place.client("bea"), f"{FACILITATOR}{POINTS}/{number}"
    bea.post(page, data=with_seen(bea, page, published))
    return number
