"""Saying that one comes to a meeting, and asking for news of it: without an account.

Source: docs/rules/forums.md section 9.
"""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import Email, InputRequired, Length, Optional

from pbplatform.accounts.pages.contacts import news_asked_page
from pbplatform.accounts.services import ContactAsked
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotFound
from pbplatform.forums import queries, services
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.policies import refuse_to_register
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField, LineField, WholeField, WordsField
from pbplatform.web.guards import current_actor, public_not_shared
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

_ADDRESS = (
    Email(_l("Enter an e-mail address like name@example.org")),
    Length(max=254, message=_l("This address is too long")),
)


class RegisterForm(Form):
    people = WholeField(
        _l("How many of you come?"), validators=[InputRequired(_l("Enter how many of you come"))]
    )
    called = LineField(
        _l("A name"),
        description=_l("Any name you like. Only those who prepare the meeting see it."),
        validators=[Length(max=80, message=_l("Use 80 letters or fewer"))],
    )
    listed = BooleanField(_l("My name may stand on the printed sign-in sheet at the door"))
    needs = WordsField(
        _l("What do you need so that you can take part?"),
        description=_l("Only those who prepare the meeting read this."),
        validators=[Length(max=1000, message=_l("Use 1,000 letters or fewer"))],
    )
    news_to = AddressField(
        _l("Your e-mail address"),
        description=_l("Only if you want news of this meeting, such as a new time."),
        validators=[Optional(), *_ADDRESS],
        render_kw={"autocomplete": "email"},
    )
    news = BooleanField(_l("Send me news of this meeting by mail"))


class NewsForm(Form):
    """An address; somebody who is signed in needs to type none."""

    to = AddressField(
        _l("Your e-mail address"),
        validators=[Optional(), *_ADDRESS],
        render_kw={"autocomplete": "email"},
    )


class ActForm(Form):
    """A button: nothing to fill in."""


def _meeting(slug: str, day: str) -> tuple[ForumSeries, Meeting]:
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    return forum, queries.meeting_at(session, forum.id, day)


@bp.route("/forums/<slug>/meetings/<day>/register", methods=["GET", "POST"])
@public_not_shared("what somebody tells of themselves is typed here")
def register(slug: str, day: str) -> ResponseReturnValue:
    forum, meeting = _meeting(slug, day)
    form, meeting_id, actor = RegisterForm(), meeting.id, current_actor()

    def note(session: Session) -> services.Registered:
        return services.register(
            session,
            meeting_id=meeting_id,
            coming=services.Coming(
                people=form.people.data or 0,
                name=form.called.data or "",
                listed=bool(form.listed.data),
                needs=form.needs.data or "",
            ),
            email="" if actor else form.news_to.data or "",
            account_id=actor.account_id if actor and form.news.data else None,
            language=page_language(),
            now=request_now(),
        )

    if answer := post(form, note, _registered, form_is="makes"):
        return answer
    session = db.session()
    page = render_template(
        "forums/register.html",
        form=form,
        forum=forum,
        meeting=meeting,
        actor=actor,
        counts=queries.coming_counts(session, meeting.id),
        room=queries.room_left(session, meeting),
        closed=_why_closed(refuse_to_register(meeting, request_now())),
    )
    return no_store((page, form.status))


def _why_closed(refusal: DomainError | None) -> str:
    return message_for(refusal) if refusal else ""


def _registered(done: services.Registered) -> Then:
    """To the private page, which says how it went; its address is the only key to it."""
    told = _("You are registered.") if done.placed else _("You are on the waiting list.")
    if done.news:
        flash(
            _("We sent a mail: open its link to say yes to news.")
            if done.news.sent
            else _("We sent no mail: too many went to this address in the last minutes.")
        )
    return Then(url_for(".coming", token=done.token), told)


@bp.route("/coming/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one registration")
def coming(token: str) -> ResponseReturnValue:
    """One's own registration: what it says, and the button that cancels it."""
    session, form = db.session(), ActForm()
    try:
        row = queries.registration_of_token(session, token)
    except NotFound as missing:
        return no_store((render_template("forums/not_coming.html", why=message_for(missing)), 404))
    meeting = session.get_one(Meeting, row.meeting_id)
    forum = session.get_one(ForumSeries, meeting.forum_id)

    def cancel(writing: Session) -> None:
        services.cancel_registration(writing, token=token, now=request_now())

    told = _("You are no longer registered. We have deleted what you told us.")
    after = Then(url_for(".meeting", slug=forum.slug, day=meeting.slug), told)
    if answer := post(form, cancel, after):
        return answer
    page = render_template(
        "forums/coming.html",
        form=form,
        row=row,
        forum=forum,
        meeting=meeting,
        here=url_for(".coming", token=token, _external=True),
        begun=meeting.has_begun(request_now()),
    )
    return no_store((page, form.status))


@bp.route("/forums/<slug>/meetings/<day>/news", methods=["GET", "POST"])
@public_not_shared("an address is typed here")
def news(slug: str, day: str) -> ResponseReturnValue:
    """News of a meeting: by a link to confirm, or at once for somebody who is signed in."""
    forum, meeting = _meeting(slug, day)
    form, meeting_id, actor = NewsForm(), meeting.id, current_actor()
    here = url_for(".meeting", slug=slug, day=meeting.slug)

    def ask(session: Session) -> ContactAsked | None:
        if actor is None and not form.to.data:
            raise Conflict("contact.address_needed", field="to")
        return services.ask_news(
            session,
            meeting_id=meeting_id,
            email=form.to.data or "",
            account_id=actor.account_id if actor else None,
            language=page_language(),
            now=request_now(),
        )

    def asked(done: ContactAsked | None) -> Then | Response:
        if done is None:
            return Then(here, _("You get news of this meeting by mail."))
        again = url_for(".news", slug=slug, day=day)
        return news_asked_page(form.to.data, done, back=here, again=again)

    if answer := post(form, ask, asked):
        return answer
    page = render_template(
        "forums/news.html",
        form=form,
        forum=forum,
        meeting=meeting,
        actor=actor,
        over=services.news_until(meeting) <= request_now(),
    )
    return no_store((page, form.status))
