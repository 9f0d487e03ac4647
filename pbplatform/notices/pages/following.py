"""Following one thing: an address, or one press. Source: docs/rules/notices.md section 7."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.pages.contacts import news_asked_page
from pbplatform.accounts.services import ContactAsked
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.notices.kinds import OFTEN_FOR_A_THING, Often
from pbplatform.notices.queries.addresses import followed_by
from pbplatform.notices.queries.things import Thing, can_be_followed, find_thing
from pbplatform.notices.services import following
from pbplatform.notices.words.choices import OFTEN_WORDS
from pbplatform.notices.words.things import name_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField
from pbplatform.web.guards import current_actor, public_not_shared
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("following", __name__)


class OftenForm(Form):
    """How often; whoever is signed in says no more."""

    often = RadioField(
        _l("How often do you want mails?"),
        choices=[SelectChoice(often.value, OFTEN_WORDS[often]) for often in OFTEN_FOR_A_THING],
        validators=[InputRequired(_l("Choose how often"))],
    )


class AskForm(OftenForm):
    """The same with an address."""

    email = AddressField(
        _l("Your e-mail address"),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )


@bp.route("/follow/<path:about>", methods=["GET", "POST"])
@public_not_shared("an address is typed here, or who is signed in follows")
def follow(about: str) -> ResponseReturnValue:
    """News of one thing by mail, for everybody."""
    thing = find_thing(db.session(), about) if can_be_followed(about) else None
    if thing is None:
        raise NotFound("notice.nothing_to_follow")
    actor = current_actor()
    if actor is None:
        return _by_address(thing)
    email = accounts.email_of(db.session(), actor.account_id)
    return _by_account(thing, actor.account_id, email)


def _wanted() -> str:
    """How often, as the link that led here says; once a week where it says nothing."""
    asked = request.args.get("often", "")
    return asked if asked in OFTEN_FOR_A_THING else Often.WEEKLY


def _by_address(thing: Thing) -> ResponseReturnValue:
    form, path, name = AskForm(), thing.path, name_of(thing)
    if request.method == "GET":
        form.often.data = _wanted()

    def ask(session: Session) -> ContactAsked:
        return following.ask_to_follow(
            session,
            email=form.email.data or "",
            about=path,
            often=form.often.data or "",
            language=page_language(),
            now=request_now(),
        )

    def asked(answer: ContactAsked) -> Response:
        again = url_for(".follow", about=path)
        return news_asked_page(form.email.data or "", answer, back=f"/{path}", again=again)

    if answer := post(form, ask, asked):
        return answer
    page = render_template("notices/follow.html", form=form, path=path, name=name)
    return no_store((page, form.status))


def _by_account(thing: Thing, account_id: int, email: str) -> ResponseReturnValue:
    form, path, name = OftenForm(), thing.path, name_of(thing)
    now = request_now()
    here = [each for each in followed_by(db.session(), email, now=now) if each.about == path]
    if request.method == "GET":
        form.often.data = here[0].often if here else _wanted()

    def start(session: Session) -> None:
        often = form.often.data or ""
        following.follow(session, account_id=account_id, about=path, often=often, now=now)

    told = _("You follow this. You hear of what happens from now on.")
    if answer := post(form, start, Then(f"/{path}", told)):
        return answer
    page = render_template(
        "notices/follow_signed_in.html",
        form=form,
        path=path,
        name=name,
        email=email,
        follows=bool(here),
    )
    return no_store((page, form.status))
