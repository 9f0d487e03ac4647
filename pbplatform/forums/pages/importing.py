"""Taking a transcript or captions into a draft of the minutes, after a look at what came out."""

from __future__ import annotations

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileSize
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.text import tidy_text
from pbplatform.forums import queries, services
from pbplatform.forums.domain.transcripts import (
    LARGEST,
    LONGEST_TEXT,
    Unreadable,
    read_transcript,
)
from pbplatform.forums.pages.arranging import ARRANGERS, arranging
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.correcting import found_at
from pbplatform.forums.pages.minutes import MINUTES
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.sentences import gettext as _


class TranscriptForm(Form):
    """A file or pasted text."""

    file = FileField(
        _l("File"),
        description=_l("Plain text (.txt) or captions (.vtt, .srt), at most 2 MB."),
        validators=[
            FileSize(
                LARGEST, message=_l("This file is larger than 2 MB. Send a shorter part of it")
            )
        ],
    )
    pasted = WordsField(_l("Or paste the text here"), validators=[AtMost(LONGEST_TEXT)])
    times = BooleanField(_l("Keep the times"))


class TakeForm(Form):
    """What came out, to be put into the draft."""

    text = WordsField(
        _l("What came out"),
        description=_l("You can still change it here."),
        validators=[AtMost(LONGEST_TEXT)],
    )
    where = RadioField(
        _l("Where should it go?"),
        choices=choices_of(
            [("behind", _l("Behind my draft")), ("instead", _l("In place of my draft"))]
        ),
        default="behind",
    )


@bp.route(f"{MINUTES}/import", methods=["GET", "POST"])
@staff(*ARRANGERS)
def read_in(slug: str, day: str) -> ResponseReturnValue:
    """Choose a file; the next page shows what is in it. Nothing is saved here."""
    forum, _meeting = found_at(slug, day)
    arranging(forum)
    form = TranscriptForm()

    def show(found: str) -> Response:
        return make_response(_take_page(slug, day, TakeForm(None), found))

    if answer := post_slowly(form, lambda: _read(form), show):
        return answer
    return _read_page(slug, day, form)


def _read(form: TranscriptForm) -> str:
    """The words of the file, or of what was pasted.

    Raises:
        Conflict: there is neither, or it cannot be read.
    """
    given = form.file.data.read() if form.file.data else (form.pasted.data or "").encode()
    if not given.strip():
        code = "transcript.empty" if form.file.data else "transcript.nothing"
        raise Conflict(code, field="file")
    try:
        return tidy_text(read_transcript(given, keep_times=form.times.data))
    except Unreadable as reason:
        raise Conflict(reason.code, field="file" if form.file.data else "pasted") from reason


def _read_page(slug: str, day: str, form: TranscriptForm) -> ResponseReturnValue:
    forum, meeting = found_at(slug, day)
    page = render_template("forums/read_in.html", form=form, forum=forum, meeting=meeting)
    return page, form.status


@bp.route(f"{MINUTES}/import/check", methods=["GET", "POST"])
@staff(*ARRANGERS)
def take_in(slug: str, day: str) -> ResponseReturnValue:
    """Put what the page shows into one's own draft."""
    session = db.session()
    forum, meeting = found_at(slug, day)
    actor = arranging(forum)
    form, meeting_id = TakeForm(), meeting.id
    if request.method == "GET":
        return _read_page(slug, day, TranscriptForm())

    def take(writing: Session) -> None:
        draft = queries.draft_of(writing, meeting_id, actor.account_id or 0)
        text = form.text.data or ""
        if draft is not None and form.where.data == "behind":
            text = f"{draft.text}\n\n{text}"
        services.save_draft(
            writing, actor=actor, meeting_id=meeting_id, text=text, now=request_now()
        )

    told = _("It is in your draft. Nothing is public yet.")
    if answer := post(form, take, Then(url_for(".minutes", slug=slug, day=day), told)):
        return answer
    session.expire_all()
    return _take_page(slug, day, form, None)


def _take_page(slug: str, day: str, form: TakeForm, found: str | None) -> ResponseReturnValue:
    session = db.session()
    forum, meeting = found_at(slug, day)
    actor = arranging(forum)
    if found is not None:
        form.text.data = found
    page = render_template(
        "forums/take_in.html",
        form=form,
        forum=forum,
        meeting=meeting,
        draft=queries.draft_of(session, meeting.id, actor.account_id or 0),
        action=url_for(".take_in", slug=slug, day=day),
    )
    return page, form.status
