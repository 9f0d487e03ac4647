"""Objecting to a count: written, checked, sent with or without an account; and withdrawing it.

Source: docs/rules/results.md section 12.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.validators import Email, InputRequired, Length, Optional

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.pages.contacts import news_asked_page
from pbplatform.accounts.services import ContactAsked
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.core.whole import whole_or_none
from pbplatform.places import queries as places
from pbplatform.places.kinds import Setting
from pbplatform.results.kinds import OBJECTOR_NEWS
from pbplatform.results.models import ObjectionDraft
from pbplatform.results.policies import refuse_to_object, refuse_to_withdraw_objection
from pbplatform.results.queries.objections import Objected, objection_by_number
from pbplatform.results.services.mailed import ask_to_object, open_draft, send_mailed_objection
from pbplatform.results.services.objections import (
    facts_of_objection,
    send_objection,
    withdraw_objection,
)
from pbplatform.results.words.objections import KINDS, kind_words
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField, WordsField
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import current_actor, public_not_shared, require_actor, signed_in
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("objecting", __name__, url_prefix="/rounds/<slug>/results/objections")
_WRITTEN = ("kind", "words")


class ObjectionForm(Form):
    """An objection, on two pages. Shape only."""

    kind = RadioField(
        _l("What is wrong?"),
        choices=choices_of(KINDS.items()),
        validators=[InputRequired(_l("Choose what is wrong"))],
    )
    words = WordsField(
        _l("What happened, and how do you know?"),
        description=_l("Everybody can read it. Do not write how somebody voted."),
        validators=[
            InputRequired(_l("Say what is wrong, and how you know")),
            Length(max=1500, message=_l("Use 1,500 letters or fewer")),
        ],
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("We keep it for this objection only, so that the answer reaches you."),
        validators=[
            Optional(),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )

    @property
    def is_well_written(self) -> bool:
        """Whether the first page has nothing to mend; read it after the form was validated."""
        return not any(self[name].errors for name in _WRITTEN)

    def carried(self) -> list[tuple[str, str]]:
        """Names and values of the first page, for hidden fields of the second."""
        return [(name, str(self[name].data or "")) for name in _WRITTEN]


class PressForm(Form):
    """A button: nothing to fill in."""


def _rows(kind: str, words: str) -> list[SummaryRow]:
    return [
        {"key": _("What is wrong?"), "value": kind_words(kind) if kind in KINDS else ""},
        {"key": _("What happened, and how do you know?"), "value": words, "user": True},
    ]


def _page(round_: Round, form: ObjectionForm, page: str) -> ResponseReturnValue:
    rendered = render_template(
        f"results/{page}.html",
        form=form,
        round=round_,
        rows=_rows(form.kind.data or "", form.words.data or "") if page == "object_check" else [],
        reads_after=places.reads_after(db.session(), Setting.READS_POINTS),
    )
    return no_store((rendered, form.status))


@bp.route("/new", methods=["GET", "POST"])
@public_not_shared("an objection that is being written")
def new(slug: str) -> ResponseReturnValue:
    """What was typed travels with the form until it is sent."""
    round_ = public_round(db.session(), slug)
    if refusal := refuse_to_object(round_, request_now()):
        return _too_late(round_, message_for(refusal), 200 if request.method == "GET" else 409)
    form = ObjectionForm()
    if request.method == "GET":
        return _page(round_, form, "object")
    action = request.form.get("action", "check")
    form.validate()
    if action == "edit" or not form.is_well_written or form.form_errors:
        form.email.errors = []
        return _page(round_, form, "object")
    if action != "send":
        form.email.errors = []
        return _page(round_, form, "object_check")
    return _send(round_, form) if current_actor() else _ask_to_send(round_, form)


def _too_late(round_: Round, why: str, status: int) -> Response:
    page = render_template("results/object_over.html", round=round_, why=why)
    return no_store((page, status))


def _send(round_: Round, form: ObjectionForm) -> ResponseReturnValue:
    round_id, slug = round_.id, round_.slug

    def send(writing: Session) -> int:
        objection = send_objection(
            writing,
            actor=require_actor().as_resident(),
            round_id=round_id,
            kind=form.kind.data or "",
            words=form.words.data or "",
            now=request_now(),
        )
        return objection.number

    def sent(number: int) -> Then:
        told = _("Objection %(number)s is sent. Everybody can see it.", number=number)
        return Then(url_for(".withdraw", slug=slug, number=number), told)

    return post(form, send, sent, form_is="makes") or _page(round_, form, "object_check")


def _ask_to_send(round_: Round, form: ObjectionForm) -> ResponseReturnValue:
    """Nobody is signed in: the objection is kept, and a link is mailed by which it is sent."""
    if form.email.errors or not form.email.data:
        form.email.errors = form.email.errors or [_("Enter your e-mail address")]
        return _page(round_, form, "object_check")
    round_id, slug, address = round_.id, round_.slug, form.email.data

    def ask(session: Session) -> ContactAsked:
        return ask_to_object(
            session,
            round_id=round_id,
            kind=form.kind.data or "",
            words=form.words.data or "",
            email=address,
            language=page_language(),
            now=request_now(),
        )

    def told(asked: ContactAsked) -> Response:
        return news_asked_page(
            address,
            asked,
            back=url_for("objections.index", slug=slug),
            again=url_for(".new", slug=slug),
            kept=_("Your objection is kept for 7 days and not sent yet."),
        )

    return post(form, ask, told) or _page(round_, form, "object_check")


@bp.route("/new/send/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def send_mailed(slug: str, token: str) -> ResponseReturnValue:
    """The page of the mailed link; only its press sends, since mail scanners open links."""
    session, form = db.session(), PressForm()
    round_ = public_round(session, slug)
    draft, round_id = _draft(round_, token), round_.id
    if draft is None:
        return _too_late(round_, message_for(NotFound("objection.draft_gone")), 404)
    rows = _rows(str(draft.typed["kind"]), str(draft.typed["words"]))

    def send(writing: Session) -> tuple[int, str]:
        now = request_now()
        objection, own = send_mailed_objection(writing, round_id=round_id, token=token, now=now)
        return objection.number, own

    def sent(made: tuple[int, str]) -> Then:
        told = _("Objection %(number)s is sent. Everybody can see it.", number=made[0])
        return Then(url_for(".own", slug=slug, token=made[1]), told)

    if answer := post(form, send, sent, refusals=DomainError, form_is="makes"):
        return answer
    page = render_template(
        "results/object_mailed.html",
        form=form,
        round=round_,
        rows=rows,
        over=refuse_to_object(round_, request_now()) is not None,
        reads_after=places.reads_after(session, Setting.READS_POINTS),
    )
    return no_store((page, form.status))


def _draft(round_: Round, token: str) -> ObjectionDraft | None:
    return open_draft(db.session(), round_id=round_.id, token=token, now=request_now())


@bp.route("/own/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def own(slug: str, token: str) -> ResponseReturnValue:
    """The page of somebody without an account: only the link in their mails leads here."""
    session = db.session()
    contact = accounts.contact_of_token(session, token, now=request_now())
    head, _stroke, number = contact.about.rpartition("/")
    if contact.purpose != OBJECTOR_NEWS or head != f"rounds/{slug}/results/objections":
        raise NotFound("objection.not_found")
    round_ = public_round(session, slug)
    objected = objection_by_number(session, round_.id, whole_or_none(number) or 0)
    author = objected.objection.by_id
    if author is None or accounts.email_of(session, author):
        raise NotFound("objection.not_found")
    actor = ActorRef(kind="account", key=str(author), role="resident")
    here = url_for(".own", slug=slug, token=token)
    stop = url_for("news.stop", token=token)
    return _withdraw(round_, objected, actor, here, stop)


@bp.route("/<int:number>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """The own page of somebody with an account."""
    round_ = public_round(db.session(), slug)
    objected = objection_by_number(db.session(), round_.id, number)
    here = url_for(".withdraw", slug=slug, number=number)
    return _withdraw(round_, objected, require_actor().as_resident(), here, "")


def _withdraw(
    round_: Round, objected: Objected, actor: ActorRef, here: str, stop: str
) -> ResponseReturnValue:
    form, round_id, number = ConfirmForm(), round_.id, objected.objection.number
    seen = form.seen.data or ""

    def take_back(writing: Session) -> None:
        now = request_now()
        withdraw_objection(
            writing, actor=actor, round_id=round_id, number=number, seen=seen, now=now
        )

    told = Then(here, _("Your objection is withdrawn."))
    if answer := post(form, take_back, told, refusals=DomainError):
        return answer
    objected = objection_by_number(db.session(), round_id, number)
    form.show(facts_of_objection(objected))
    refusal = refuse_to_withdraw_objection(actor, objected.objection)
    page = render_template(
        "results/objection_withdraw.html",
        form=form,
        round=round_,
        objection=objected.objection,
        why_not=message_for(refusal) if refusal else "",
        here=here,
        stop=stop,
    )
    return no_store((page, form.status))
