"""Checking a code: a box code at any time, a tracker after the count; and a whole receipt."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import normalise_code
from pbplatform.voting.domain.one_length import in_blocks
from pbplatform.voting.pages.looks import count_answer
from pbplatform.voting.queries.codes import CodeFound, CodeKind, CodeState, look_up
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import LineField
from pbplatform.web.guards import public_not_shared

bp = Blueprint("verify", __name__)


class VerifyForm(Form):
    """The form says which of the two codes it is: one kind is never taken for the other."""

    kind = RadioField(
        _l("Which code is it?"),
        choices=choices_of(
            [
                (str(CodeKind.BOX), _l("The box code: is a vote in the box?")),
                (str(CodeKind.TRACKER), _l("The tracker: how was it counted?")),
            ]
        ),
        default=str(CodeKind.BOX),
        validators=[InputRequired(_l("Say which of your two codes it is"))],
    )
    code = LineField(
        _l("Your code"),
        description=_l("16 letters and numbers, like 7Q4K-9XMD-2HTB-WC3R"),
        validators=[
            InputRequired(_l("Enter a code")),
            Length(max=60, message=_l("This is too long for a code. Check the letters.")),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


@bp.route("/verify", methods=["GET", "POST"])
@public_not_shared("the code of one voter is typed here")
def verify() -> ResponseReturnValue:
    """Codes come by POST only: never in an address, a history or a server's log.

    A link may say which of the two codes its readers mostly hold.
    """
    form = VerifyForm()
    if request.method == "GET" and request.args.get("kind") in list(CodeKind):
        form.kind.data = request.args["kind"]
    found: CodeFound | None = None
    code = normalise_code(form.code.data or "")
    if form.validate_on_submit():
        found = look_up(db.session(), CodeKind(form.kind.data), code)
        if found.state is CodeState.NO_CODE:
            form.refuse(Conflict("verify.no_code", field="code", letters=len(code)))
            found = None
    page = render_template(
        "voting/verify.html", form=form, found=found, states=CodeState, kinds=CodeKind,
        code=code, why_invalid=why_invalid,
    )  # fmt: skip
    status = form.status
    count_answer(found, code)
    return no_store((in_blocks(page) if found else page, status))
