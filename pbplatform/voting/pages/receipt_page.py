"""The page of a receipt: every vote gets one, and all of a round differ in a few words only.

Source: docs/rules/voting.md section 17.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import current_app, g, render_template, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from pbplatform.core import sent_once
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.sealed_words import Slip
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.pages.promising import ReceiptShown, VoteInBox
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.gapped import GappedPages, mark, marks
from pbplatform.web.guards import current_actor
from pbplatform.web.kiosk import at_kiosk

_CODE_LETTERS = 16
_TOKEN, _NONCE, _TEXT, _FILE, _LINK, _WITH_TRACKER, _PICTURE, _BOX = range(8)
_TRACKER = _BOX + _CODE_LETTERS
_NONCE_FIELD = re.compile(rf'(name="{sent_once.FIELD}" value=")[^"]*')


def receipt_page(round_: Round, slip: Slip, vote: VoteInBox, receipt: ReceiptShown) -> bytes | str:
    """The page that shows a vote in the box with its two codes and what we promise."""
    code = box_code(vote.envelope)
    if _is_of_one_reader():
        return _page(round_, slip, vote.once, receipt, code, slip.tracker)
    pages: GappedPages = current_app.extensions.setdefault("receipt_pages", GappedPages())
    # Everything that the page depends on beside its gaps. The promised instant is in it: so no
    # page is older than the ten minutes that share one.
    has = (bool(slip.tracker), bool(slip.expected), vote.once, receipt.signed, receipt.by)
    pictured = bool(receipt.picture)
    apart = tuple(current_app.jinja_env.globals["logs_apart"]())  # type: ignore[operator]
    place = (current_frame(), str(get_locale()), apart)
    page = pages.get((round_, has, pictured, place), lambda: _gapped(
        round_, slip, vote.once, receipt
    ))  # fmt: skip
    values = [
        generate_csrf(),
        sent_once.new_nonce(),
        str(escape(receipt.text)),
        receipt.file_name,
        receipt.link,
        receipt.with_tracker,
        receipt.picture,
        *code,
        *slip.tracker,
    ]
    return page.filled([value.encode() for value in values])


def _is_of_one_reader() -> bool:
    """Whether more than the gaps is this reader's own: a name, a message, a device."""
    demo = current_app.extensions["settings"].mode == "demo"
    return bool(demo or at_kiosk() or "_flashes" in session or current_actor())


def _gapped(round_: Round, slip: Slip, once: bool, receipt: ReceiptShown) -> str:
    """The page with marks where words of one vote stand."""
    blank = replace(
        receipt,
        text=mark(_TEXT),
        file_name=mark(_FILE),
        link=mark(_LINK),
        with_tracker=receipt.with_tracker and mark(_WITH_TRACKER),
        picture=receipt.picture and mark(_PICTURE),
    )
    tracker = slip.tracker and marks(_TRACKER, _CODE_LETTERS)
    with _token_for(mark(_TOKEN)):
        page = _page(round_, slip, once, blank, marks(_BOX, _CODE_LETTERS), tracker)
    return _NONCE_FIELD.sub(rf"\g<1>{mark(_NONCE)}", page)


@contextmanager
def _token_for(token: str) -> Iterator[None]:
    """Have forms of the block carry this token."""
    generate_csrf()
    name = current_app.config["WTF_CSRF_FIELD_NAME"]
    own = g.get(name)
    setattr(g, name, token)
    try:
        yield
    finally:
        setattr(g, name, own)


def _page(
    round_: Round, slip: Slip, once: bool, receipt: ReceiptShown, code: str, tracker: str
) -> str:
    return render_template(
        "voting/receipt.html", round=round_, tracker=tracker, once=once, box_code=code,
        changed=bool(slip.expected), now=request_now(), receipt=receipt,
    )  # fmt: skip
