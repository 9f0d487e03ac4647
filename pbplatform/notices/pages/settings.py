"""What we send you: what an address follows, how often, and the stops.

Whoever is signed in has it at `/me/notifications`; an address without an account has the same by
the link of its mails. Source: docs/rules/notices.md section 8.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from pbplatform.accounts import queries as accounts
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.transaction import transaction
from pbplatform.notices.kinds import OWN, Often
from pbplatform.notices.queries.addresses import (
    address_of,
    address_of_token,
    chosen_now,
    followed_by,
    has_account,
)
from pbplatform.notices.queries.things import can_be_followed, find_thing
from pbplatform.notices.services import following
from pbplatform.notices.words.choices import OFTEN_WORDS, TOPIC_HINTS, TOPIC_WORDS
from pbplatform.notices.words.things import name_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public_not_shared, require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("notifications", __name__)
_AS_SAID = _l("As I said for each thing")


class PressForm(Form):
    """A button: nothing to fill in."""


class SettingsForm(Form):
    """How often, for each topic."""


for _what, _label in TOPIC_WORDS.items():
    _own = [] if _what == OWN else [SelectChoice("", _AS_SAID)]
    _rest = [SelectChoice(often.value, words) for often, words in OFTEN_WORDS.items()]
    setattr(
        SettingsForm,
        _what,
        RadioField(_label, description=TOPIC_HINTS[_what], choices=[*_own, *_rest], default=""),
    )


@dataclass(frozen=True)
class Reader:
    """Whose page this is.

    Attributes:
        token: of the link that led here; empty for whoever is signed in.
    """

    email: str
    token: str = ""

    def url(self, page: str = "show", about: str = "") -> str:
        """The address of one of the pages for this reader."""
        if self.token:
            view = f"notifications.{page}_by_link"
            return url_for(view, token=self.token, about=about or None)
        return url_for(f"notifications.{page}", about=about or None)


def _signed_in() -> Reader:
    return Reader(accounts.email_of(db.session(), require_actor().account_id))


def _by_link(token: str) -> Reader:
    return Reader(address_of_token(db.session(), token).email, token)


@bp.route("/me/notifications", methods=["GET", "POST"])
@signed_in
def show() -> ResponseReturnValue:
    return _show(_signed_in())


@bp.route("/me/notifications/stop", methods=["GET", "POST"])
@bp.route("/me/notifications/stop/<path:about>", methods=["GET", "POST"])
@signed_in
def stop(about: str = "") -> ResponseReturnValue:
    return _stop(_signed_in(), about)


@bp.route("/me/notifications/again", methods=["POST"])
@signed_in
def again() -> ResponseReturnValue:
    return _again(_signed_in())


@bp.route("/notices/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def show_by_link(token: str) -> ResponseReturnValue:
    try:
        return _show(_by_link(token))
    except NotFound as missing:
        return _gone(missing)


@bp.route("/notices/<token>/stop", methods=["GET", "POST"])
@bp.route("/notices/<token>/stop/<path:about>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def stop_by_link(token: str, about: str = "") -> ResponseReturnValue:
    try:
        reader = _by_link(token)
    except NotFound as missing:
        return _gone(missing)
    return _stop(reader, about)


@bp.route("/notices/<token>/again", methods=["POST"])
@public_not_shared("the link of one address")
def again_by_link(token: str) -> ResponseReturnValue:
    try:
        return _again(_by_link(token))
    except NotFound as missing:
        return _gone(missing)


@bp.route("/notices/<token>/one-click", methods=["GET", "POST"])
@bp.route("/notices/<token>/one-click/<path:about>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def one_click(token: str, about: str = "") -> ResponseReturnValue:
    """What a mail program sends by itself (RFC 8058): no cookie, no token against forgery.

    The link is in the mail alone, and what it stops can be followed anew. Whoever opens it in a
    browser comes to the page with the button.
    """
    if request.method == "GET" or request.form.get("List-Unsubscribe") != "One-Click":
        try:
            _by_link(token)
        except NotFound as missing:
            return _gone(missing)
        return redirect(url_for(".stop_by_link", token=token, about=about or None))
    with transaction() as session:
        try:
            email = address_of_token(session, token).email
        except NotFound:  # forgotten before: a second press has the same end
            return no_store("")
        if about and can_be_followed(about):
            following.stop_one(session, email=email, about=about, now=request_now())
        elif not about:
            following.stop_all(session, email=email, now=request_now())
    return no_store("")


def _show(reader: Reader) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    email, form = reader.email, SettingsForm()
    if request.method == "GET":
        held = chosen_now(session, email, now=now)
        for what in TOPIC_WORDS:
            form[what].data = held.get(what, Often.NOW if what == OWN else "")

    def change(session: Session) -> None:
        chosen = {what: form[what].data or "" for what in TOPIC_WORDS}
        following.choose(session, email=email, chosen=chosen, now=now)

    if answer := post(form, change, Then(reader.url(), _("What we send you is changed."))):
        return answer
    address = address_of(session, email) if email else None
    page = render_template(
        "notices/settings.html",
        form=form,
        reader=reader,
        followed=_followed(session, email),
        topics=TOPIC_WORDS,
        unreached=address is not None and address.unreached_at is not None,
        unreached_at=address.unreached_at if address else None,
        has_account=has_account(session, email),
    )
    return no_store((page, form.status))


def _followed(session: Session, email: str) -> list[dict[str, object]]:
    """What an address follows; a thing that is hidden now is named by nothing but its path."""
    found = []
    for each in followed_by(session, email, now=request_now()) if email else []:
        thing = find_thing(session, each.about)
        found.append(
            {
                "about": each.about,
                "name": name_of(thing) if thing else "",
                "often": OFTEN_WORDS[each.often],
                "until": each.until,
            }
        )
    return found


def _stop(reader: Reader, about: str) -> ResponseReturnValue:
    form, email = PressForm(), reader.email
    if not email or (about and not can_be_followed(about)):
        raise NotFound("page.not_found")
    thing = find_thing(db.session(), about) if about else None
    leads = f"/{about}" if thing else reader.url() if has_account(db.session(), email) else "/"
    name = name_of(thing) if thing else ""

    def end(session: Session) -> None:
        if about:
            following.stop_one(session, email=email, about=about, now=request_now())
        else:
            following.stop_all(session, email=email, now=request_now())

    told = _("We send you nothing more of this.") if about else _("We send you no more news.")
    if answer := post(form, end, Then(leads, told)):
        return answer
    page = render_template(
        "notices/stop.html",
        form=form,
        reader=reader,
        about=about,
        name=name,
        has_account=has_account(db.session(), email),
    )
    return no_store((page, form.status))


def _again(reader: Reader) -> ResponseReturnValue:
    form, email = PressForm(), reader.email

    def mails_reach_it(session: Session) -> None:
        following.reaches(session, email=email)

    told = Then(reader.url(), _("We write to this address again."))
    return post(form, mails_reach_it, told) or redirect(reader.url())


def _gone(missing: NotFound) -> ResponseReturnValue:
    page = render_template("accounts/no_news.html", why=message_for(missing))
    return no_store((page, 404))
