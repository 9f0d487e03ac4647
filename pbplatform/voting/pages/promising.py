"""What we promise at the cast: signed after the vote is in the box, outside every lock.

Source: docs/rules/voting.md section 16.
"""

from __future__ import annotations

import base64
import time
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app, request, url_for
from werkzeug import Response

from pbplatform.audit.domain.log_key import PROMISE_FILE, load_promise_key
from pbplatform.audit.domain.notes import LogKey, NoteError, signed_text, verified_text
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.audit.services.sealing import promise_name
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import group_code
from pbplatform.voting.domain.receipt_file import CastPromise, NewReceipt, due
from pbplatform.voting.domain.sealed_words import SLIP_MINUTES
from pbplatform.voting.domain.sealing import box_code
from pbplatform.web.printing import quick_picture

COOKIE = "pb_promise"
_KEEP_SECONDS = 5.0  # checkpoints are read so often, by each process


@dataclass(frozen=True)
class VoteInBox:
    """A vote that has just been put into the box, or lies in it already.

    Attributes:
        at: when it was decided that it may.
        sealing: hash of the programs that seal, as the log named them.
        repeated: its form was sent before, and may have been promised something then.
        once: it was put in by a replaced letter and stays.
    """

    slug: str
    definition: bytes
    envelope: bytes
    at: datetime
    sealing: str
    repeated: bool = False
    once: bool = False


def receipt_of(vote: VoteInBox) -> NewReceipt:
    """The receipt of a vote, signed where this host has a key for it.

    A key that cannot be read keeps nobody from voting: the receipt says that it is not signed.
    """
    host = current_app.extensions["settings"].public_url.partition("://")[2]
    try:
        key = _own_key(current_app.extensions["settings"].key_dir)
    except (Conflict, OSError):
        current_app.logger.exception("promises on receipts cannot be signed")
        key = None
    promise = CastPromise(
        promise_name(host), vote.slug, vote.definition, vote.envelope, due(vote.at)
    )
    if key is not None and vote.repeated:
        promise = _made_before(promise, key) or promise
    note = signed_text(promise.text, key, name=promise.name) if key else ""
    box, site = _points(vote.slug)
    return NewReceipt(host, vote.slug, vote.envelope, promise.by, note, box, site, vote.sealing)


@dataclass(frozen=True)
class ReceiptShown:
    """A receipt as its page shows it; what is saved is in the page itself.

    Attributes:
        text: the file, without a tracker.
        by: the promised instant.
        signed: whether the promise is.
        file_name: under which it is saved.
        link: address that holds the file.
        with_tracker: the same with the tracker; empty where only the browser has that.
        picture: address that holds the promise as a QR code; empty where there is none.
    """

    text: str
    by: datetime
    signed: bool
    file_name: str
    link: str
    with_tracker: str
    picture: str


def shown(receipt: NewReceipt, tracker: str) -> ReceiptShown:
    """The receipt with what saves it, without a script and without asking us again.

    Args:
        tracker: of a vote that our server sealed; empty where the browser did.
    """
    whole = f"{receipt.text}\nTracker: {group_code(tracker)}\n" if tracker else ""
    try:
        picture = quick_picture(receipt.note) if receipt.note else b""
    except ValueError:  # an address of the place so long that no telephone reads it
        picture = b""
    return ReceiptShown(
        text=receipt.text,
        by=receipt.by,
        signed=bool(receipt.note),
        file_name=f"receipt-{receipt.slug}-{box_code(receipt.envelope)[:4]}.txt",
        link=_held("text/plain;charset=utf-8", receipt.text.encode()),
        with_tracker=whole and _held("text/plain;charset=utf-8", whole.encode()),
        picture=_held("image/png", picture) if picture else "",
    )


def _held(media_type: str, content: bytes) -> str:
    """An address that holds a text or a picture itself."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def let_browser_keep(response: Response, receipt: NewReceipt) -> None:
    """Let the browser keep what was promised, so that the same form gets the same receipt."""
    if receipt.note:
        response.set_cookie(
            COOKIE,
            base64.urlsafe_b64encode(receipt.note.encode()).decode(),
            max_age=int(timedelta(minutes=SLIP_MINUTES).total_seconds()),
            path=url_for("voting.choose", slug=receipt.slug),
            secure=current_app.extensions["settings"].secure_cookies,
            httponly=True,
            samesite="Lax",
        )


def _made_before(promise: CastPromise, key: Ed25519PrivateKey) -> CastPromise | None:
    """The promise that this browser got of this envelope; None where it has none of ours."""
    public = LogKey(promise.name, key.public_key().public_bytes_raw())
    try:
        note = base64.urlsafe_b64decode(request.cookies.get(COOKIE, "")).decode()
        before = CastPromise.read(verified_text(note, public))
    except (NoteError, NotBase64, UnicodeDecodeError):
        return None
    same = (before.slug, before.definition, before.envelope)
    return before if same == (promise.slug, promise.definition, promise.envelope) else None


def _own_key(folder: Path) -> Ed25519PrivateKey | None:
    """This host's key, read anew when its file is another one."""
    path = folder / PROMISE_FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    state = (str(path), found.st_ino, found.st_mtime_ns)
    known = current_app.extensions.get("promise_key")
    if known is None or known[0] != state:
        known = state, load_promise_key(folder)
        current_app.extensions["promise_key"] = known
    key: Ed25519PrivateKey | None = known[1]
    return key


def _points(slug: str) -> tuple[str, str]:
    """The newest checkpoints of box and site, as this process knew them a moment ago."""
    kept: dict[str, tuple[float, tuple[str, str]]]
    kept = current_app.extensions.setdefault("points_on_receipts", {})
    at = time.monotonic()
    if slug not in kept or at - kept[slug][0] > _KEEP_SECONDS:
        found = [newest_checkpoint(db.session(), log=log) for log in (f"rounds/{slug}", SITE)]
        box, site = (one.note if one else "" for one in found)
        kept[slug] = at, (box, site)
    return kept[slug][1]
