"""A facilitator says who holds the key of a box. Source: docs/rules/trustees.md 1.2 and 3.4."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import SelectField

from pbplatform.core.db import db
from pbplatform.places.queries import working_days
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.trustees.domain.public_file import LARGEST_FILE, fingerprint
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.pages.blueprint import bp
from pbplatform.trustees.policies import refuse_to_name_trustees
from pbplatform.trustees.queries import destroyed_shares, frozen_trustees, trustees_of
from pbplatform.trustees.services import (
    facts_of_trustees,
    let_server_keep_key,
    name_trustees,
    say_destroyed,
)
from pbplatform.trustees.words.levels import level_words
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for

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
    return _page(slug, form, ServerKeyForm(), DestroyedForm()), form.status


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
    return _page(slug, TrusteesForm(), form, DestroyedForm()), form.status


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
    return _page(slug, TrusteesForm(), ServerKeyForm(), form), form.status


def _undestroyed(session: Session, round_id: int) -> list[tuple[str, str]]:
    dealt = frozen_trustees(session, round_id)
    gone = {each.number for each in destroyed_shares(session, round_id)}
    names = enumerate(dealt.names if dealt else (), 1)
    return choices_of([(str(number), name) for number, name in names if number not in gone])


def _page(slug: str, form: TrusteesForm, server: ServerKeyForm, gone: DestroyedForm) -> str:
    session = db.session()
    round_, actor = round_of_desk(slug)
    frozen = round_.frozen_at is not None
    dealt = frozen_trustees(session, round_.id) if frozen else trustees_of(session, round_.id)
    for each in (form, server):
        each.carry(facts_of_trustees(trustees_of(session, round_.id)))
    gone.number.choices = _undestroyed(session, round_.id)
    refusal = refuse_to_name_trustees(actor, round_)
    ended = round_.certified_at is not None or round_.called_off_at is not None
    return render_template(
        "trustees/name.html",
        form=form,
        server=server,
        gone=gone,
        asks_destroyed=bool(frozen and dealt and ended and gone.number.choices),
        commands=COMMANDS,
        round=round_,
        dealt=dealt,
        level=level_words(dealt),
        print_of_file=fingerprint(dealt) if dealt else "",
        destroyed={each.number: each.said_on for each in destroyed_shares(session, round_.id)},
        why_not=message_for(refusal) if refusal else "",
    )
