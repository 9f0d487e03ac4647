"""What is announced can be sent: every fact has a subject, a text, an address and a page."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.outbox import OutboxRow
from pbplatform.notices.words import Letterhead, render
from pbplatform.proposals import services as proposals
from pbplatform.review import services as review
from tests.factories_proposals import ASKING, DECIDING, READING, make_idea, make_story

HEAD = Letterhead(place="Hackford", public_url="https://hackford.example")


@pytest.mark.parametrize("page", ["/", "/?lang=qps"])
def test_every_announced_fact_becomes_a_mail_with_no_hole_in_it(
    app: Flask, session: Session, page: str
) -> None:
    """Also when all of it is pressed on pages in another language than that of the place."""
    with app.test_request_context(page):
        everything_happens(session)
    rows = session.scalars(select(OutboxRow)).all()
    for row in rows:
        facts = json.dumps(row.payload, ensure_ascii=False)
        assert "ɱ" not in facts
        assert "_line" not in facts
        mail = render(row.kind, row.payload, key16=row.key16, head=HEAD)
        assert "ɱ" not in mail.subject + mail.body
        assert "https://hackford.example/" in mail.body
        assert mail.subject
        assert "%(" not in mail.body.replace("50% off %(title)s", "")
    assert {row.kind for row in rows} == {
        "proposals:idea_sent",
        "proposals:idea_published",
        "proposals:idea_refused",
        "proposals:idea_refused_again",
        "proposals:idea_claimed",
        "proposals:idea_not_taken",
        "proposals:idea_became",
        "proposals:put_on_ballot",
        "proposals:not_this_round",
        "review:costing_asked",
        "review:costing_given",
        "review:decision_recorded",
        "review:decision_objected",
        "proposals:idea_handed_back",
    }


def everything_happens(session: Session) -> None:
    story = make_story(session)
    story.decide(story.costed())
    story.decide(story.proposal(), onto_ballot=False, reason="planned", words="In May, 100% sure.")
    again = story.costed()
    story.record(again)
    review.object_to_decision(
        session, actor=story.dev, proposal_id=again.id, words="I abstained.", now=DECIDING
    )
    back = {
        "actor": story.amina,
        "idea_id": story.claimed().id,
        "words": "Not ours.",
        "now": ASKING,
    }
    review.hand_back(session, **back)
    left = story.claimed(title="50% off %(title)s")
    proposals.leave_idea(
        session, actor=story.amina, idea_id=left.id, reason="other", words="No.", now=ASKING
    )
    refused = make_idea(session, story.round, published=False)
    refuse = {"actor": story.bea, "idea_id": refused.id, "rule": "twice", "words": "As 3."}
    proposals.refuse_idea(session, **refuse, now=READING)
    proposals.ask_again(
        session, actor=story.nadia, idea_id=refused.id, words="It is not.", now=READING
    )
    proposals.refuse_idea(session, **refuse, now=READING)
