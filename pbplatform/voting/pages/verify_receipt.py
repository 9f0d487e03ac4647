"""Checking a whole receipt: signature, entry of the log, checkpoints. Nothing of it is stored.

Source: docs/rules/voting.md section 16.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from pbplatform.audit.queries.pins import PinState
from pbplatform.audit.services.sealing import promise_name
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.voting.domain.one_length import in_blocks
from pbplatform.voting.domain.receipt_file import (
    LONGEST,
    KeptReceipt,
    read_receipt,
    without_tracker,
)
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.queries.codes import CodeState
from pbplatform.voting.queries.receipts import ReceiptFound, Signed, Stand, judged
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import TableField
from pbplatform.web.guards import public_not_shared
from pbplatform.web.large_uploads import takes_in_memory

bp = Blueprint("verify_receipt", __name__)
LONGEST_REQUEST = 64 * 1024


class ReceiptForm(Form):
    """A receipt, pasted or as its file."""

    receipt = TableField(
        _l("The text of your receipt"),
        description=_l("All of it, or only the text of the picture. Without the tracker."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    file = FileField(_l("Or the file that you saved"))

    def read(self) -> str | Conflict:
        """What was pasted, else what is in the file; or why that is nothing to read."""
        pasted = str(self.receipt.data or "")
        if pasted.strip():
            return pasted
        sent = self.file.data
        raw = sent.read(LONGEST_REQUEST) if sent else b""
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return Conflict("verify.file_no_text", field="file")
        return text if text.strip() else Conflict("verify.receipt_empty", field="receipt")


@dataclass(frozen=True)
class Shown:
    """A receipt that was checked, as the page says it.

    Attributes:
        found: what became of it.
        code: its box code; empty where it names no envelope.
        place: whose key would have signed it here.
        due_line: the line of the promise that names its instant; empty where there is none.
        command: what checks it away from us, after the count.
    """

    found: ReceiptFound
    code: str
    place: str
    due_line: str
    command: str = "python -I verify.py BUNDLE --receipt RECEIPT"


@bp.route("/verify/receipt", methods=["GET", "POST"])
@public_not_shared("the receipt of one voter is pasted here")
@takes_in_memory(LONGEST_REQUEST)
def check() -> ResponseReturnValue:
    """A receipt comes by POST only, is read in memory, and is forgotten with the answer."""
    form, shown = ReceiptForm(), None
    if form.validate_on_submit():
        receipt = _receipt_in(form)
        if isinstance(receipt, Conflict):
            form.refuse(receipt)
        else:
            shown = _shown(receipt)
    if shown is not None and shown.found.is_broken:
        # Public: the hash of an envelope, which the log should have.
        current_app.logger.error("a promise on a receipt is not kept: %s", shown.code)
    page = render_template(
        "voting/verify_receipt.html", form=form, shown=shown, signs=Signed, stands=Stand,
        pins=PinState, states=CodeState, why_invalid=why_invalid,
    )  # fmt: skip
    return no_store((in_blocks(page) if shown else page, form.status))


def _receipt_in(form: ReceiptForm) -> KeptReceipt | Conflict:
    """The receipt; or why it is none. One with a tracker comes back without it, to press again."""
    typed = form.read()
    if isinstance(typed, Conflict):
        return typed
    if len(typed) > LONGEST:
        return Conflict("verify.receipt_too_long", field="receipt")
    kept, had_tracker = without_tracker(typed)
    form.receipt.data = kept
    if had_tracker:
        return Conflict("verify.receipt_with_tracker", field="receipt")
    receipt = read_receipt(kept)
    if receipt.is_empty:
        return Conflict("verify.no_receipt", field="receipt")
    return receipt if receipt.agrees else Conflict("verify.receipt_of_two", field="receipt")


def _shown(receipt: KeptReceipt) -> Shown:
    found = judged(db.session(), receipt, now=request_now())
    digest = receipt.promise.envelope if receipt.promise else receipt.envelope
    host = current_app.extensions["settings"].public_url.partition("://")[2]
    return Shown(
        found=found,
        code=box_code(digest) if digest else receipt.code,
        place=promise_name(host),
        due_line=receipt.promise.lines[-1] if receipt.promise else "",
    )
