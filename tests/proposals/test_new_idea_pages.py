"""Writing an idea on three pages without scripts; nothing typed is ever lost."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import MailLink
from pbplatform.core.files import StoredFile
from pbplatform.proposals.models import Idea, IdeaDraft
from tests.browsing import sign_in, sign_out
from tests.conftest import SetClock
from tests.factories_proposals import IDEAS_OPEN, SENDING, make_idea, make_story
from tests.mailed import link_tokens

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NEW = "/rounds/neighbour-fund/ideas/new"
TYPED = {
    "title": "Shade and seats",
    "text": "Seats under the <lime> trees.",
    "where": "spot",
    "spot": "Mill Lane",
    "who_benefits": "Older people",
}
EXTRAS = {**TYPED, "grow": ["warm", "natural"], "makers": ["space"], "people": "The tenants"}


@pytest.fixture
def story(session: Session, clock: SetClock):  # type: ignore[no-untyped-def]
    clock.at = SENDING
    told = make_story(session)
    session.commit()
    return told


def picture() -> tuple[io.BytesIO, str]:
    made = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(made, "PNG")
    made.seek(0)
    return made, "lane.png"


def ticket(client: FlaskClient) -> str:
    """What page 2 of the form carries, for a browser that was given it."""
    page = client.post(NEW, data={**TYPED, "similar": "own", "action": "continue"}).text
    return page.split('name="picture_ticket" value="')[1].split('"')[0]


def test_three_pages_carry_what_was_typed_and_send_it(
    client: FlaskClient, session: Session, story
) -> None:
    assert "Page 1 of 3" in client.get(NEW).get_data(as_text=True)
    second = client.post(NEW, data={**TYPED, "action": "continue"})
    assert second.status_code == 200
    page = second.get_data(as_text=True)
    assert "Page 2 of 3" in page
    assert '<input type="hidden" name="spot" value="Mill Lane">' in page
    third = client.post(f"{NEW}/extras", data={**EXTRAS, "action": "check"})
    page = third.get_data(as_text=True)
    assert "Check your idea before you send it" in page
    assert "Seats under the &lt;lime&gt; trees." in page
    assert "more natural, warmer" in page
    assert '<input type="hidden" name="grow" value="warm">' in page
    sign_in(client, story.nadia, SENDING)
    sent = client.post(
        f"{NEW}/check",
        data={**EXTRAS, "name_shown": "full", "action": "send"},
        follow_redirects=True,
    )
    assert "Idea 1 is sent." in sent.get_data(as_text=True)
    idea = session.scalars(select(Idea)).one()
    assert (idea.title, idea.spot, idea.name_shown) == ("Shade and seats", "Mill Lane", "full")
    assert idea.relations == {
        "grow": ["natural", "warm"],
        "makers": ["space"],
        "people": "The tenants",
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"text": ""}, "Say what should happen"),
        ({"text": "x" * 601}, "Use 600 characters or fewer"),
        ({"where": ""}, "Choose where"),
        ({"spot": ""}, "Enter a street, a building or a postcode"),
        ({"title": "x" * 121}, "Use 120 characters or fewer"),
    ],
)
def test_first_page_names_what_is_wrong_and_keeps_the_rest(
    client: FlaskClient, story: object, changed: dict[str, str], said: str
) -> None:
    answer = client.post(NEW, data={**TYPED, **changed, "action": "continue"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Page 1 of 3" in page
    assert page.count(said) >= 2  # in the summary and beside the field
    assert "Older people" in page


def test_text_of_600_characters_with_line_ends_passes(client: FlaskClient, story: object) -> None:
    full = "x" * 299 + "\r\n" + "y" * 300
    answer = client.post(NEW, data={**TYPED, "text": full, "action": "continue"})
    assert "Page 2 of 3" in answer.get_data(as_text=True)


def test_similar_ideas_are_shown_without_scripts_and_support_replaces_the_idea(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round, title="Seats and shade for everyone")
    session.commit()
    page = client.post(NEW, data={**TYPED, "action": "similar"}).get_data(as_text=True)
    assert "1 idea looks similar" in page
    assert "Support idea 1 instead" in page
    assert 'value="Shade and seats"' in page
    sign_in(client, story.tom, SENDING)
    chosen = client.post(NEW, data={**TYPED, "similar": "1", "action": "continue"})
    assert chosen.headers["Location"].endswith("/ideas/1/yours")
    assert session.scalars(select(Idea)).one().number == 1
    carried_on = client.post(NEW, data={**TYPED, "similar": "own", "action": "continue"})
    assert "Page 2 of 3" in carried_on.get_data(as_text=True)


def test_support_instead_asks_visitors_to_sign_in(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round)
    session.commit()
    chosen = client.post(NEW, data={**TYPED, "similar": "1", "action": "continue"})
    assert "/sign-in?next=" in chosen.headers["Location"]


def test_nothing_similar_is_said(client: FlaskClient, story: object) -> None:
    page = client.post(NEW, data={**TYPED, "action": "similar"}).get_data(as_text=True)
    assert "No idea looks similar" in page


def test_script_gets_a_piece_of_a_page(client: FlaskClient, session: Session, story) -> None:
    make_idea(session, story.round)
    session.commit()
    url = "/rounds/neighbour-fund/ideas/similar?title="
    piece = client.get(url + "More+shade+please").get_data(as_text=True)
    assert "Shade and seats, Mill Lane" in piece
    assert "<html" not in piece
    assert client.get(url).get_data(as_text=True).strip() == ""


def test_visitor_gets_a_link_that_leads_back_to_what_was_typed(
    client: FlaskClient, session: Session, story
) -> None:
    missing = client.post(f"{NEW}/check", data={**EXTRAS, "name_shown": "none"})
    assert missing.status_code == 422
    assert "Enter your e-mail address" in missing.get_data(as_text=True)
    asked = client.post(
        f"{NEW}/check", data={**EXTRAS, "name_shown": "none", "email": "dev@example.org"}
    )
    assert "dev@example.org" in asked.get_data(as_text=True)
    (mailed,) = link_tokens(session)
    link = session.scalars(select(MailLink)).one()
    assert link.next_path.startswith(f"{NEW}/check?draft=")
    signed_in = client.post(f"/sign-in/{mailed}", data={"name": "Dev Nair"})
    page = client.get(signed_in.headers["Location"]).get_data(as_text=True)
    assert "Send my idea" in page
    assert "Seats under the &lt;lime&gt; trees." in page
    token = link.next_path.split("draft=")[1]
    sent = client.post(
        f"{NEW}/check", data={**EXTRAS, "name_shown": "none", "draft": token, "action": "send"}
    )
    assert sent.status_code == 302
    session.expire_all()
    assert session.scalars(select(IdeaDraft)).all() == []
    assert session.scalars(select(Idea)).one().name_shown == "none"
    gone = client.get(link.next_path, follow_redirects=True).get_data(as_text=True)
    assert "This draft was sent, thrown away, or is older than 7 days." in gone


def test_picture_is_cleaned_kept_and_shown_only_with_its_idea(
    client: FlaskClient, session: Session, story
) -> None:
    data = {**TYPED, "action": "check", "photo": picture(), "picture_ticket": ticket(client)}
    refused = client.post(f"{NEW}/extras", data=data, content_type="multipart/form-data")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Describe the picture, or remove it" in page
    key = page.split('name="photo_key" type="hidden" value="')[1].split('"')[0]
    described = {**TYPED, "photo_key": key, "photo_alt": "The lane", "photo_agreed": "y"}
    page = client.post(f"{NEW}/extras", data={**described, "action": "check"}).get_data(
        as_text=True
    )
    assert "The lane" in page
    assert client.get(f"/files/{key}.webp").status_code == 404
    sign_in(client, story.nadia, SENDING)
    client.post(f"{NEW}/check", data={**described, "name_shown": "first", "action": "send"})
    own = client.get(f"/files/{key}.webp")
    assert own.status_code == 200
    assert own.mimetype == "image/webp"
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in own.headers["Content-Security-Policy"]
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert own.headers["Cache-Control"] == "private, no-store"
    sign_out(client)
    assert client.get(f"/files/{key}.webp").status_code == 404
    assert client.get("/files/nonsense.webp").status_code == 404


def test_file_that_is_no_picture_is_refused_beside_its_field(
    client: FlaskClient, story: object
) -> None:
    data = {**TYPED, "action": "check", "photo": (io.BytesIO(b"%PDF-1.7"), "plan.pdf")}
    data["picture_ticket"] = ticket(client)
    answer = client.post(f"{NEW}/extras", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "not a picture" in answer.get_data(as_text=True)


def test_picture_is_taken_away_again(client: FlaskClient, story: object) -> None:
    data = {**TYPED, "photo_key": "00" * 32, "photo_away": "y", "action": "check"}
    page = client.post(f"{NEW}/extras", data=data).get_data(as_text=True)
    assert "Check your idea" in page
    assert "00" * 32 not in page


def test_three_answers_to_what_should_grow_are_too_many(client: FlaskClient, story: object) -> None:
    data = {**TYPED, "grow": ["warm", "natural", "personal"], "action": "check"}
    answer = client.post(f"{NEW}/extras", data=data)
    assert answer.status_code == 422
    assert "Choose up to 2" in answer.get_data(as_text=True)


@pytest.mark.parametrize("action", ["edit-idea", "edit-extras"])
def test_check_page_leads_back_to_each_page_with_everything_kept(
    client: FlaskClient, story: object, action: str
) -> None:
    page = client.post(f"{NEW}/check", data={**EXTRAS, "action": action}).get_data(as_text=True)
    assert ("Page 1 of 3" if action == "edit-idea" else "Page 2 of 3") in page
    assert 'value="The tenants"' in page
    assert 'value="Mill Lane"' in page


def test_pages_without_what_was_typed_lead_to_the_first(client: FlaskClient, story: object) -> None:
    for page in ("extras", "check"):
        assert client.get(f"{NEW}/{page}").headers["Location"].endswith("/ideas/new")


def test_form_says_when_ideas_are_not_open(client: FlaskClient, story, clock: SetClock) -> None:
    clock.at = IDEAS_OPEN - timedelta(microseconds=1)
    assert "Ideas open on" in client.get(NEW).get_data(as_text=True)
    clock.at = story.round.ideas_close_at
    assert "Ideas closed on" in client.get(NEW).get_data(as_text=True)


def test_idea_sent_after_the_close_is_refused_and_kept_on_the_page(
    app: Flask, client: FlaskClient, story, clock: SetClock
) -> None:
    clock.at = story.round.ideas_close_at
    for signed in (False, True):
        if signed:
            sign_in(client, story.nadia, clock.at)
        answer = client.post(
            f"{NEW}/check",
            data={**EXTRAS, "name_shown": "first", "email": "n@example.org", "action": "send"},
        )
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "This round takes no more ideas. Your idea was not sent." in page
        assert "Seats under the" in page


def test_page_two_leads_back_to_page_one_and_keeps_everything(client: FlaskClient, story) -> None:
    made, name = picture()
    sent = {**EXTRAS, "photo_alt": "A lane", "photo": (made, name), "action": "back"}
    sent["picture_ticket"] = ticket(client)
    page = client.post(f"{NEW}/extras", data=sent).get_data(as_text=True)
    assert "Page 1 of 3" in page
    assert "Seats under the &lt;lime&gt; trees." in page
    for kept in ('name="grow" value="warm"', 'name="people" value="The tenants"'):
        assert f'<input type="hidden" {kept}>' in page
    assert 'name="photo_alt" value="A lane"' in page
    assert re.search(r'name="photo_key"[^>]*value="[0-9a-f]{64}"', page)


def test_picture_that_was_chosen_is_shown_on_the_pages_that_follow(
    client: FlaskClient, story
) -> None:
    made, name = picture()
    sent = {**EXTRAS, "photo_alt": "A lane", "photo_agreed": "y", "photo": (made, name)}
    sent["picture_ticket"] = ticket(client)
    check = client.post(f"{NEW}/extras", data={**sent, "action": "check"}).get_data(as_text=True)
    assert "Check your idea before you send it" in check
    assert 'src="data:image/webp;base64,' in check
    key = re.search(r'name="photo_key"[^>]*value="([0-9a-f]{64})"', check)
    assert key is not None
    again = {**EXTRAS, "photo_alt": "A lane", "photo_agreed": "y", "photo_key": key[1]}
    second = client.post(f"{NEW}/check", data={**again, "action": "edit-extras"})
    assert 'src="data:image/webp;base64,' in second.get_data(as_text=True)


def test_whoever_is_not_signed_in_reads_that_the_idea_is_kept_and_not_sent(
    client: FlaskClient, story
) -> None:
    sent = client.post(
        f"{NEW}/check", data={**EXTRAS, "email": "nadia@example.org", "action": "link"}
    )
    page = sent.get_data(as_text=True)
    assert "is kept, but <strong>not sent yet</strong>" in page
    assert "Shade and seats" in page
    assert "press “Send my idea”" in page
    assert "data-unsent" in page


def test_picture_is_not_read_where_the_form_was_not_given_or_ideas_are_closed(
    client: FlaskClient, session: Session, story, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    monkeypatch.setattr("pbplatform.web.uploads.clean_picture", lambda data: read.append(data))
    own = ticket(client)
    g.pop(f"picture-{story.round.id}")  # this test's context outlives its requests
    other = ticket(client.application.test_client())
    tries = [(SENDING, ""), (SENDING, other), (SENDING, own[::-1])]
    tries.append((story.round.ideas_close_at, own))
    for at, given in tries:
        clock.at = at
        data = {**TYPED, "action": "check", "photo": picture(), "picture_ticket": given}
        answer = client.post(f"{NEW}/extras", data=data, content_type="multipart/form-data")
        assert answer.status_code in (409, 422)
        assert "Shade" in answer.text or TYPED["title"] in answer.text
    assert read == []
    assert session.scalars(select(StoredFile)).all() == []


def test_every_file_that_is_no_picture_keeps_what_was_typed(
    client: FlaskClient, story: object
) -> None:
    for data in (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a\xff\xff\xff\xff", b"RIFF\0\0\0\0WEBPVP8 "):
        sent = {**TYPED, "action": "check", "photo": (io.BytesIO(data), "a.png")}
        sent["picture_ticket"] = ticket(client)
        answer = client.post(f"{NEW}/extras", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert TYPED["title"] in answer.text
