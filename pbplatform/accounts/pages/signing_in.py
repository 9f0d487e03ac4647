"""Signing in by a mailed link, and out again."""

from __future__ import annotations

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import Email, InputRequired, Length

from pbplatform.accounts import queries, services
from pbplatform.accounts.pages.cookies import COOKIE, set_session_cookie
from pbplatform.accounts.pages.link_pages import link_sent_page
from pbplatform.accounts.words.goals import goal_words
from pbplatform.core.actor import Actor
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.local_paths import local_or
from pbplatform.core.secrets import token_hash
from pbplatform.core.transaction import transaction
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField, LineField
from pbplatform.web.guards import current_actor, public_not_shared, signed_in
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("accounts", __name__)


class SignInForm(Form):
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("We send you a link. You need no password."),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )
    next = HiddenField()
    instead_of = HiddenField()


class UseLinkForm(Form):
    """`name` is asked only of somebody new."""

    name = LineField(
        _l("What should we call you?"),
        description=_l("Shown beside what you publish, for example “Rosa M.”"),
        validators=[Length(max=80, message=_l("Use 80 letters or fewer"))],
        render_kw={"autocomplete": "name"},
    )


def load_actor() -> Actor | None:
    """The person behind this request's session cookie (registered with `core.guards`)."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    return queries.actor_of_session(db.session(), token_hash(token), now=request_now())


@bp.route("/sign-in", methods=["GET", "POST"])
@public_not_shared("an address is typed here")
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
        form.instead_of.data = request.args.get("instead_of", "")
    if form.validate_on_submit():
        with transaction() as session:
            asked = services.request_link(
                session,
                email=form.email.data,
                next_path=form.next.data or "",
                now=request_now(),
                instead_of=form.instead_of.data or "",
                language=page_language(),
            )
        again = url_for(
            ".sign_in", next=form.next.data or None, instead_of=form.instead_of.data or None
        )
        goal = goal_words(form.next.data or "")
        return link_sent_page(form.email.data, asked, again=again, change=again, goal=str(goal))
    goal = goal_words(form.next.data or "")
    return render_template("accounts/sign_in.html", form=form, goal=goal), form.status


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one person")
def use_link(token: str) -> ResponseReturnValue:
    """The page shows whom it signs in; only the press uses the link, so mail scanners do not."""
    form = UseLinkForm()
    try:
        link = services.look_up_link(db.session(), token, now=request_now())
    except NotFound as missing:
        return _dead_link(token, missing)
    known = queries.account_by_email(db.session(), link.email)

    def use(session: Session) -> tuple[str, str]:
        return services.use_link(
            session,
            token=token,
            name=form.name.data or "",
            now=request_now(),
            language=page_language(),
        )

    if answer := post(form, use, lambda used: _signed_in(*used)):
        return answer
    page = render_template(
        "accounts/use_link.html",
        form=form,
        email=link.email,
        known=known,
        waiting=link.waiting,
        goal=goal_words(link.next_path),
    )
    return page, form.status


def _signed_in(session_token: str, next_path: str) -> Response:
    told = Then(local_or(next_path, url_for("web.home")), _("You are signed in."))
    response = told.answer()
    set_session_cookie(response, session_token)
    return response


def _dead_link(token: str, missing: NotFound) -> ResponseReturnValue:
    """A way on for whoever opens a link too late or twice: what they wrote may be kept."""
    actor, goal = current_actor(), None
    if actor:
        goal = services.goal_of_used_link(db.session(), token, account_id=actor.account_id)
    page = render_template(
        "accounts/dead_link.html",
        why=message_for(missing),
        token=token,
        goal=None if goal is None else local_or(goal, "/"),
        waiting=services.waiting_of_link(db.session(), token),
        now=request_now(),
    )
    return page, 404


@bp.route("/sign-out", methods=["POST"])
@signed_in
def sign_out() -> ResponseReturnValue:
    with transaction() as session:
        services.close_session(session, token=request.cookies.get(COOKIE, ""))
    response = redirect(url_for("web.home"))
    response.delete_cookie(COOKIE)
    flash(_("You are signed out."))
    return response


@bp.route("/sign-out/everywhere", methods=["POST"])
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    actor = current_actor()
    with transaction() as session:
        if actor:
            services.close_all_sessions(session, account_id=actor.account_id)
    response = redirect(url_for("web.home"))
    response.delete_cookie(COOKIE)
    flash(_("You are signed out on every device."))
    return response
