"""At a stall without a line: a page that works offline, and where its device sends what it kept.

Source: docs/rules/intake.md section 7.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Response, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf
from wtforms import HiddenField
from wtforms.validators import InputRequired

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.secrets import group_code, normalise_code
from pbplatform.core.transaction import transaction
from pbplatform.intake import queries, services
from pbplatform.intake.domain.origin import Origin
from pbplatform.intake.kinds import OriginKind
from pbplatform.intake.pages.acting import acting_on, targets
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.writing import WriteDownForm, target_of
from pbplatform.intake.services import AtStall
from pbplatform.intake.words.origins import CONSENT
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import public_not_shared, require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.refusals import message_for


class StallForm(WriteDownForm):
    """What a device sends: the form, and what it made when the form was filled in."""

    key = HiddenField()
    reference = HiddenField()
    code = HiddenField()
    age = HiddenField()  # milliseconds since it was taken down

    @property
    def stall(self) -> AtStall:
        return AtStall(
            key=self.key.data or "",
            reference=self.reference.data or "",
            code=self.code.data or "",
            age=_age(self.age.data or ""),
        )


def _age(milliseconds: str) -> timedelta:
    """How long ago it was taken down.

    Raises:
        Conflict: no number that a device of ours makes.
    """
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= 12):
        raise Conflict("intake.stall_broken")
    return timedelta(milliseconds=int(milliseconds))


@bp.get("/desk/stall/")
@staff(Role.FACILITATOR, Role.CLERK)
def stall() -> ResponseReturnValue:
    """The page that a device keeps; nothing on it is secret, and it has no token."""
    open_now = list(targets(db.session(), require_actor()))
    form = WriteDownForm(formdata=None, data={"origin": OriginKind.STALL.value})
    form.where.choices = choices_of(open_now)
    page = render_template(
        "intake/stall.html", form=form, consent=CONSENT, has_where=bool(open_now)
    )
    return no_store((page, 200))


@bp.get("/desk/stall/worker.js")
@staff(Role.FACILITATOR, Role.CLERK)
def stall_worker() -> ResponseReturnValue:
    """The script that answers from what the device keeps; it reaches this folder alone."""
    script = Path(current_app.static_folder or "") / "worker" / "stall.js"
    answer = Response(script.read_text(encoding="utf-8"), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/desk/stall/token.json")
@staff(Role.FACILITATOR, Role.CLERK)
def stall_token() -> ResponseReturnValue:
    """A token for sending, which the kept page cannot have."""
    return no_store(jsonify(token=generate_csrf()))


@bp.post("/desk/stall/send.json")
@staff(Role.FACILITATOR, Role.CLERK)
def stall_send() -> ResponseReturnValue:
    """Take one thing from a device: where it is now, or why it cannot be taken, by field."""
    session, actor = db.session(), require_actor()
    form = StallForm()
    form.where.choices = choices_of(targets(session, actor))
    if sent_before := queries.path_of_key(session, form.key.data or ""):
        return jsonify(path=sent_before)
    if not form.validate():
        wrong = {name: [str(said) for said in errors] for name, errors in form.errors.items()}
        return jsonify(wrong=wrong), 422
    try:
        kind, where, scope = target_of(session, form.where.data)
        acts, stall_made = acting_on(actor, scope), form.stall
        with transaction(form="makes") as writing:
            path = services.take_from_stall(
                writing,
                actor=acts,
                kind=kind,
                where=where,
                person=form.person,
                consent=str(CONSENT),
                origin=Origin(kind=OriginKind(form.origin.data)),
                said=form.said(kind),
                stall=stall_made,
                now=request_now(),
            )
    except DomainError as refusal:
        return jsonify(wrong={refusal.field or "": [message_for(refusal)]}), 409
    return jsonify(path=path)


class ReferenceForm(Form):
    """Asked by GET, so it has no token."""

    class Meta:
        csrf = False

    reference = LineField(
        _l("The reference on your slip"),
        description=_l("7 letters and digits, such as K74Q-MXB."),
        validators=[InputRequired(_l("Enter the reference on your slip")), AtMost(20)],
    )


@bp.get("/stall")
@public_not_shared("answers what this reader typed")
def by_reference() -> ResponseReturnValue:
    """Leads to what came from a stall with a reference, or says that nothing has come yet."""
    form = ReferenceForm(request.args)
    asked = "reference" in request.args
    reference = normalise_code(form.reference.data or "")
    found: list[str] = []
    if asked and form.validate():
        found = queries.sent_with(db.session(), reference)
    if len(found) == 1:
        return redirect(f"/{found[0]}")
    page = render_template(
        "intake/stall_reference.html",
        form=form,
        asked=asked and not form.errors,
        found=found,
        shown=group_code(reference[:20]),
    )
    return no_store((page, 422 if form.errors else 200))
