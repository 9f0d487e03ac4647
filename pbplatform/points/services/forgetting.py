"""A person who has their data erased is taken out of points. Source: docs/rules/privacy.md."""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import MailLink
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.own_data import WITHOUT_WORDS, Whose
from pbplatform.core.secrets import token_hash
from pbplatform.core.storage import ask_to_forget
from pbplatform.forums.models import ForumSeries
from pbplatform.points.kinds import PointLog, PointState
from pbplatform.points.models import Answer, Assessment, Point, PointDraft, PointSupport
from pbplatform.points.services.asker import path_of


def forget_person(session: Session, whose: Whose, words_too: bool, now: datetime) -> None:
    """Points lose their asker; support and assessments go; unpublished words go where they may.

    What an assessment made due stays due. Source: docs/rules/privacy.md section 3.
    """
    session.execute(delete(PointSupport).where(PointSupport.account_id == whose.account_id))
    session.execute(delete(Assessment).where(Assessment.account_id == whose.account_id))
    _forget_drafts(session, whose)
    own = select(Point).where(Point.raised_by_id == whose.account_id).with_for_update()
    for point in session.scalars(own).all():
        point.raised_by_id, point.raised_as = None, ""
        # One by one: for a statement over all answers every point would be looked at anew.
        said = select(Answer).where(Answer.point_id == point.id, Answer.asker_says != "")
        for answer in session.scalars(said):
            answer.asker_says = answer.asker_told = answer.asker_missing = ""
            answer.asker_consent = ""
        if words_too and not point.is_public:
            if point.photo is not None:
                ask_to_forget(session, now=now, pictures=[point.photo])
            _take_words(session, point, now)
    session.flush()


def _forget_drafts(session: Session, whose: Whose) -> None:
    """One's own, those with this address, and those that links name which wait for it."""
    session.execute(delete(PointDraft).where(PointDraft.account_id == whose.account_id))
    if not whose.email:
        return
    session.execute(delete(PointDraft).where(PointDraft.typed["email"].as_string() == whose.email))
    paths = session.scalars(select(MailLink.next_path).where(MailLink.email == whose.email))
    for path in paths.all():
        for token in parse_qs(urlsplit(path).query).get("draft", []):
            session.execute(delete(PointDraft).where(PointDraft.token_hash == token_hash(token)))


def _take_words(session: Session, point: Point, now: datetime) -> None:
    if point.state == PointState.RAISED:
        point.move_to(PointState.WITHDRAWN)
        point.withdrawn_at = now
        forum = session.get_one(ForumSeries, point.forum_id)
        subject = path_of(forum, point)
        audit.record(session, PointLog.POINT_WITHDRAWN, actor=SYSTEM, subject=subject, now=now)
    empty_point(point)


def empty_point(point: Point) -> None:
    """No word, and no salt with which words could be tried against the log."""
    point.title = point.verbatim = WITHOUT_WORDS
    point.refusal = point.withdrawn_why = point.photo_alt = ""
    point.photo = point.unread_since = None
    point.verbatim_salt = secrets.token_bytes(32)
