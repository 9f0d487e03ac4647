"""A facilitator says who holds the key of a box. Source: docs/rules/trustees.md 1.2 and 3.4."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import SelectField

from pbplatform.core.db import db
from pbplatform.places.queries import working_days
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.trustees.domain.public_file import LARGEST_FILE, fingerprint
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.pages.asking import AskForm, NoMoreForm, fill, standing_of
from pbplatform.trustees.pages.blueprint import bp
from pbplatform.trustees.policies import refuse_to_ask_trustee, refuse_to_name_trustees
from pbplatform.trustees.queries import (
    destroyed_shares,
    frozen_trustees,
    standing_trustees,
    trustees_of,
)
from pbplatform.trustees.services import (
    facts_of_trustees,
    let_server_keep_key,
    name_trustees,
    say_destroyed,
)
from pbplatform.trustees.services.linking import ask_no_more, ask_trustee
from pbplatform.trustees.words.levels import level_words
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

# What whoever makes the key types, away from the server.
COMMANDS = (
    'pbplatform trustees deal shares --need 2 "Ada Okafor" "Ben Hill" "Cy Malik"',
    "pbplatform trustees rehearse shares/trustees.json",
)


class TrusteesForm(ConfirmForm):
    fact_names = {"file": _l("Fingerprint of the file")}

    file = FileField(
        _l("Public file of the trustees"),
        description=_l("The file trustees.json that was made with the shares. It holds no secret."),
        validators=[FileRequired(_l("Choose the file trustees.json"))],
    )


class ServerKeyForm(ConfirmForm):
    fact_names = {"file": _l("Fingerprint of the file")}


class DestroyedForm(Form):
    number = SelectField(_l("Whose share is destroyed?"), coerce=str)


@bp.route("/desk/facilitator/rounds/<slug>/trustees", methods=["GET", "POST"])
@staff("facilitator")
def name(slug: str) -> ResponseReturnValue:
    """The public file of the trustees, until the freeze."""
    round_, actor = round_of_desk(slug)
    round_id, form = round_.id, TrusteesForm()

    def do(session: Session) -> Dealt:
        return name_trustees(
            session,
            actor=actor,
            round_id=round_id,
            raw=form.file.data.read(LARGEST_FILE + 1),
            seen=form.seen.data or "",
            now=request_now(),
        )

    then = Then(
        url_for(".name", slug=slug), _("These trustees hold the key now. The public log says so.")
    )
    if answer := post(form, do, then):
        return answer
    return _page(slug, Forms(name=form)), form.status


@bp.route("/desk/facilitator/rounds/<slug>/trustees/none", methods=["POST"])
@staff("facilitator")
def none(slug: str) -> ResponseReturnValue:
    """Back to a key on the server."""
    round_, actor = round_of_desk(slug)
    round_id, form = round_.id, ServerKeyForm()

    def do(session: Session) -> None:
        let_server_keep_key(
            session,
            actor=actor,
            round_id=round_id,
            seen=form.seen.data or "",
            now=request_now(),
        )

    then = Then(url_for(".name", slug=slug), _("The key of the box will be on the server."))
    if answer := post(form, do, then):
        return answer
    return _page(slug, Forms(server=form)), form.status


@bp.route("/desk/facilitator/rounds/<slug>/trustees/destroyed", methods=["POST"])
@staff("facilitator")
def destroyed(slug: str) -> ResponseReturnValue:
    """That a trustee said their share is destroyed."""
    round_, actor = round_of_desk(slug)
    session = db.session()
    round_id, form = round_.id, DestroyedForm()
    form.number.choices = _undestroyed(session, round_id)

    def do(writing: Session) -> None:
        now = request_now()
        say_destroyed(
            writing,
            actor=actor,
            round_id=round_id,
            number=int(form.number.data),
            day=working_days(writing).day_of(now),
            now=now,
        )

    then = Then(url_for(".name", slug=slug), _("It is written down, in public."))
    if answer := post(form, do, then):
        return answer
    return _page(slug, Forms(gone=form)), form.status


@bp.route("/desk/facilitator/rounds/<slug>/trustees/ask", methods=["POST"])
@staff("facilitator")
def ask(slug: str) -> ResponseReturnValue:
    """Ask a person by mail whether they are one of the trustees."""
    round_, actor = round_of_desk(slug)
    round_id, form = round_.id, AskForm()
    fill(form, NoMoreForm(formdata=None), standing_of(db.session(), round_))

    def do(session: Session) -> None:
        ask_trustee(
            session,
            actor=actor,
            round_id=round_id,
            number=int(form.number.data),
            email=form.email.data or "",
            now=request_now(),
        )

    then = Then(url_for(".name", slug=slug), _("We asked them by mail. They accept or say no."))
    if answer := post(form, do, then):
        return answer
    return _page(slug, Forms(ask=form)), form.status


@bp.route("/desk/facilitator/rounds/<slug>/trustees/ask-no-more", methods=["POST"])
@staff("facilitator")
def no_more(slug: str) -> ResponseReturnValue:
    """Take a question back that nobody has accepted."""
    round_, actor = round_of_desk(slug)
    round_id, form = round_.id, NoMoreForm()
    fill(AskForm(formdata=None), form, standing_of(db.session(), round_))

    def do(session: Session) -> None:
        ask_no_more(session, actor=actor, round_id=round_id, number=int(form.number.data))

    then = Then(url_for(".name", slug=slug), _("They are asked no more."))
    if answer := post(form, do, then):
        return answer
    return _page(slug, Forms(no_more=form)), form.status


def _undestroyed(session: Session, round_id: int) -> list[tuple[str, str]]:
    dealt = frozen_trustees(session, round_id)
    gone = {each.number for each in destroyed_shares(session, round_id)}
    names = enumerate(dealt.names if dealt else (), 1)
    return choices_of([(str(number), name) for number, name in names if number not in gone])


@dataclass(frozen=True)
class Forms:
    """The forms of this page; the one that was sent, and fresh ones beside it."""

    name: TrusteesForm | None = None
    server: ServerKeyForm | None = None
    gone: DestroyedForm | None = None
    ask: AskForm | None = None
    no_more: NoMoreForm | None = None


def _page(slug: str, sent: Forms) -> str:
    session = db.session()
    round_, actor = round_of_desk(slug)
    dealt, standing = standing_trustees(session, round_), standing_of(session, round_)
    form = sent.name or TrusteesForm(formdata=None)
    server = sent.server or ServerKeyForm(formdata=None)
    gone = sent.gone or DestroyedForm(formdata=None)
    asked, no_more = sent.ask or AskForm(formdata=None), sent.no_more or NoMoreForm(formdata=None)
    for each in (form, server):
        each.carry(facts_of_trustees(trustees_of(session, round_.id)))
    gone.number.choices = _undestroyed(session, round_.id)
    fill(asked, no_more, standing)
    refusal = refuse_to_name_trustees(actor, round_)
    not_asked = refuse_to_ask_trustee(actor, round_, by_trustees=dealt is not None)
    ended = round_.certified_at is not None or round_.called_off_at is not None
    return render_template(
        "trustees/name.html",
        form=form,
        server=server,
        gone=gone,
        asked=asked,
        no_more=no_more,
        standing=standing,
        may_ask=not_asked is None,
        asks_destroyed=bool(round_.frozen_at and dealt and ended and gone.number.choices),
        commands=COMMANDS,
        round=round_,
        dealt=dealt,
        level=level_words(dealt),
        print_of_file=fingerprint(dealt) if dealt else "",
        destroyed={each.number: each.said_on for each in destroyed_shares(session, round_.id)},
        why_not=message_for(refusal) if refusal else "",
    )
