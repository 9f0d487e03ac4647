"""My account: what I sent, raised and support, my roles, my name, what is kept about me."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.services import change_name, choose_language
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.local_paths import local_or
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole
from pbplatform.front.forms import LanguageForm, NameForm
from pbplatform.front.kept import kept_about
from pbplatform.front.my_drafts import my_drafts
from pbplatform.front.my_things import LISTS, my_things
from pbplatform.front.scopes import names_of
from pbplatform.notices.queries.addresses import is_unreached
from pbplatform.points.words.rows import ref_of
from pbplatform.proposals.domain.paths import decoration
from pbplatform.proposals.words.kinds import IDEA_STATE_WORDS
from pbplatform.trustees.words.waiting import waiting_for_trustee
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.languages import keep, language_tag, name_in, written_to
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import shown_locale
from pbplatform.web.sentences import gettext as _

bp = Blueprint("me", __name__)


@bp.route("/me")
@signed_in
def show() -> ResponseReturnValue:
    """Everything that a person has to do with, for this person alone."""
    session, actor, now = db.session(), require_actor(), request_now()
    pages = {name: request.args.get(name, 1, type=whole) for name in LISTS}
    held = accounts.holders(session, now=now, account_id=actor.account_id)
    offered = current_frame().languages
    written = written_to(accounts.language_of(session, actor.account_id), offered)
    email = accounts.email_of(session, actor.account_id)
    page = render_template(
        "front/me.html",
        email=email,
        unreached=is_unreached(session, email),
        written_in=name_in(written, shown_locale()),
        languages_to_choose=len(offered) > 1,
        things=my_things(session, actor.account_id, pages, now=now),
        drafts=my_drafts(session, actor.account_id or 0, now=now),
        pages=pages,
        held=held,
        offers=[
            offer for offer, _name in accounts.offers(session, now=now, account_id=actor.account_id)
        ],
        as_trustee=waiting_for_trustee(session, actor.account_id),
        scopes=names_of(session, {each.scope for each in held}),
        role_names=ROLE_NAMES,
        state_words=IDEA_STATE_WORDS,
        decoration=decoration,
        ref_of=ref_of,
        kept=kept_about(session, actor.account_id),
    )
    return no_store(page)


@bp.route("/me/name", methods=["GET", "POST"])
@signed_in
def name() -> ResponseReturnValue:
    """Change what I am called."""
    actor, form = require_actor(), NameForm()
    if request.method == "GET":
        form.name.data = actor.name

    def change(session: Session) -> None:
        resident, name = actor.as_resident(), form.name.data or ""
        change_name(session, actor=resident, name=name, now=request_now())

    told = Then(url_for(".show"), _("Your name is changed."))
    if answer := post(form, change, told, refusals=DomainError):
        return answer
    return render_template("front/me_name.html", form=form), form.status


@bp.route("/me/language", methods=["GET", "POST"])
@signed_in
def language() -> ResponseReturnValue:
    """The language of pages and mails; the head of every page sends its choice here as well."""
    actor, form, offered = require_actor(), LanguageForm(), current_frame().languages
    form.offer(offered)
    if request.method == "GET":
        kept = accounts.language_of(db.session(), actor.account_id)
        form.language.data = written_to(kept, offered)
    if form.validate_on_submit():
        chosen = form.language.data
        with transaction() as session:
            tag = language_tag(chosen)
            choose_language(session, actor=actor.as_resident(), language=tag)
        response = redirect(local_or(form.next.data or "", url_for(".show")))
        keep(response, chosen)
        return response
    return render_template("front/me_language.html", form=form), form.status
