"""From a sent idea to the ballot by pages alone, each person in their own browser session."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.rounds.queries import ballot_projects
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person, make_place, make_round, make_team
from tests.factories_proposals import (
    ANSWERING,
    ASKING,
    CLAIMING,
    DECIDING,
    READING,
    SENDING,
    make_committee,
    make_delegate,
)
from tests.pages import after_the_check, confirm, hidden_field, with_seen

ROUND = "neighbour-fund"
DESK = f"/desk/delegate/{ROUND}/committees/streets-and-green-space"
IDEA = {"title": "Shade and seats", "text": "Seats under the lime trees.", "where": "everywhere"}
PRICE = {
    "verdict": "if_changed",
    "change_words": "Six benches, not eight.",
    "low": "15,500",
    "likely": "18,000",
    "high": "19,800",
    "price": "18,000",
    "yearly": "450",
    "yearly_payer": "Parks",
    "months": "4",
    "included": "Six benches and their ground.",
    "sure": "quoted",
}


def said(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


def test_idea_goes_by_pages_from_its_author_to_the_ballot(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    make_place(session)
    round_, team = make_round(session), make_team(session)
    committee = make_committee(session, round_)
    nadia = make_person(session, "Nadia")
    bea = make_person(session, "Bea", role="facilitator")
    amina = make_person(
        session, "Amina", role="delegate", scope=f"committee:{ROUND}/{committee.slug}"
    )
    dev = make_delegate(session, round_, committee, "Dev")
    tom = make_person(session, "Tom", role="official", scope=team.scope)
    session.commit()

    def as_(person: object, at: object) -> None:
        clock.at = at  # type: ignore[assignment]
        sign_in(client, person, clock.at)  # type: ignore[arg-type]

    as_(nadia, SENDING)
    sent = client.post(
        f"/rounds/{ROUND}/ideas/new/check", data={**IDEA, "name_shown": "first", "action": "send"}
    )
    assert sent.status_code == 302
    as_(bea, READING)
    reading = f"/desk/facilitator/ideas/{ROUND}/1"
    client.post(reading, data=with_seen(client, reading, {"action": "publish"}))

    as_(amina, CLAIMING)
    assert client.get("/desk/delegate").headers["Location"] == DESK
    assert client.get(DESK).headers["Location"].endswith("/interests")
    client.post(f"{DESK}/interests", data={"gain": "no"})
    assert "1 idea needs a first look." in said(client.get(DESK))
    assert "Your committee has idea 1." in said(
        client.post(f"{DESK}/ideas", data={"claim": "1"}, follow_redirects=True)
    )
    assert "Already" not in said(client.get(DESK))
    write = client.post(f"{DESK}/ideas", data={"action": "write", "idea": ["1"]})
    form = said(client.get(write.headers["Location"]))
    assert "Seats under the lime trees." in form
    made = client.post(
        write.headers["Location"],
        data={"title": "Quiet benches", "text": "Six benches in pairs.", "drawing": "bench"},
        follow_redirects=True,
    )
    assert "Proposal 1 is made." in said(made)
    tasks = f"/desk/delegate/{ROUND}/proposals/1"
    as_(amina, ASKING)
    confirm(client, f"{tasks}/costing", team="parks", questions="What does it cost?")
    public = f"/rounds/{ROUND}/proposals/1-quiet-benches"
    assert "Friday 27 November 2026" in said(client.get(public))

    as_(tom, ANSWERING)
    assert "Quiet benches" in said(client.get("/desk/official/costings"))
    answered = after_the_check(client, f"/desk/official/costings/{ROUND}/1", PRICE)
    assert "Your answer is public." in said(answered)

    as_(amina, DECIDING)
    decision = {
        "outcome": "ballot",
        "decided_on-day": str(DECIDING.day),
        "decided_on-month": str(DECIDING.month),
        "decided_on-year": str(DECIDING.year),
        "words": "The need is plain.",
        "vote_1": "for",
        "vote_2": "for",
    }
    early = client.post(f"{tasks}/decision", data=decision)
    assert early.status_code == 409
    assert "Write the summary for the ballot first" in said(early)
    assert "The need is plain." in said(early)
    client.post(
        f"{tasks}/text",
        data={
            "title": "Quiet benches",
            "text": "Six benches in three pairs.",
            "summary": "Six benches on Mill Lane, in shade.",
            "drawing": "bench",
            "reason": "Parks said six.",
        },
    )
    older = client.post(f"{tasks}/decision", data=decision)
    assert "It can be done only if it is changed." in said(older)
    shown = {"version": "2", "words": "It says six now."}
    assert client.post(f"{tasks}/conditions/1", data=shown).status_code == 302
    as_(tom, DECIDING)
    condition = f"/desk/official/costings/{ROUND}/1/conditions/1"
    assert "It says six now." in said(client.get(condition))
    met = client.post(condition, data=with_seen(client, condition, {"met": "yes"}))
    assert met.status_code == 302
    as_(amina, DECIDING)
    older = client.post(f"{tasks}/decision", data=decision)
    assert "The price is for an older version of the text." in said(older)
    as_(tom, DECIDING)
    version = f"/desk/official/costings/{ROUND}/1/version"
    held = client.post(version, data=with_seen(client, version, {"action": "holds"}))
    assert held.status_code == 302
    as_(amina, DECIDING)
    done = client.post(f"{tasks}/decision", data=decision, follow_redirects=True)
    assert "It is written down." in said(done)
    assert "does not stand until" in said(client.get(public))
    as_(dev, DECIDING)
    shown = said(client.get(f"{tasks}/decision"))
    pressed = {"action": "confirm", "seen": hidden_field(shown, "seen")}
    page = said(client.post(f"{tasks}/decision", data=pressed, follow_redirects=True))
    assert "The decision is public" in page
    page = said(client.get(public, follow_redirects=True))
    for words in (
        "£18,000",
        '£450 a year to keep, paid by <bdi translate="no">Parks</bdi>. Ready 4 months',
        "For:</strong> ",
        "Amina",
        "2 versions",
    ):
        assert words in " ".join(page.split())
    assert 'class="pb-ins"' in page
    projects = ballot_projects(session, round_.id)
    assert [(each.number, each.title, each.cost_minor) for each in projects] == [
        (1, "Quiet benches", 1_800_000)
    ]
    idea_page = said(client.get(f"/rounds/{ROUND}/ideas/1-shade-and-seats"))
    assert "On the ballot." in idea_page
    history = said(client.get(f"/rounds/{ROUND}/proposals/1/history"))
    assert "Parks said six." in history
    committee_page = said(client.get(f"/rounds/{ROUND}/committees/{committee.slug}"))
    assert "2 for, 0 against, 0 abstained" in committee_page
