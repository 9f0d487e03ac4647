"""From what was typed and uploaded to what the service takes."""

from __future__ import annotations

from base64 import b64encode

from flask import current_app
from flask_babel import get_locale

from pbplatform.core.clock import request_now
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.files import FileStore, clean_picture, keep_file, small_picture
from pbplatform.core.transaction import transaction
from pbplatform.places.queries import areas
from pbplatform.proposals import services
from pbplatform.proposals.forms import IdeaForm
from pbplatform.proposals.kinds import RELATION_QUESTIONS


def take_picture(form: IdeaForm) -> Conflict | None:
    """Clean and store a picture that came with the form, before any transaction."""
    if form.photo_away.data:
        form.photo_key.data = form.photo_alt.data = ""
        form.photo_agreed.data = False
        return None
    sent = form.photo.data
    if not sent or not sent.filename:
        return None
    try:
        clean = clean_picture(sent.read())
    except Conflict as conflict:
        return conflict
    store: FileStore = current_app.extensions["files"]
    digest = store.put(clean)
    with transaction(form="goes on") as session:
        keep_file(
            session, digest=digest, media_type="image/webp", size=len(clean), now=request_now()
        )
    form.photo_key.data = digest.hex()
    return None


def preview_of(form: IdeaForm) -> str | None:
    """The picture that came with the form, small, as an address that holds it; None without one.

    The file has no public address before the idea is sent.
    """
    digest = _digest(form.photo_key.data)
    store: FileStore = current_app.extensions["files"]
    if digest is None or form.photo_away.data or not store.exists(digest):
        return None
    return "data:image/webp;base64," + b64encode(small_picture(store.get(digest))).decode("ascii")


def facts_of(form: IdeaForm) -> services.IdeaFacts:
    """What the form says, as the service takes it."""
    where = form.where.data
    chosen = {area.slug: area.id for area in areas(db.session())}
    return services.IdeaFacts(
        title=form.title.data or "",
        text=form.text.data or "",
        area_id=chosen.get(form.area.data) if where == "area" else None,
        spot=(form.spot.data or "") if where == "spot" else "",
        who_benefits=form.who_benefits.data or "",
        photo=_digest(form.photo_key.data),
        photo_alt=form.photo_alt.data or "",
        relations={name: tuple(form[name].data or ()) for name in RELATION_QUESTIONS},
        people=form.people.data or "",
        name_shown=form.name_shown.data or "",
        language=str(get_locale() or "en"),
    )


def _digest(typed: str | None) -> bytes | None:
    try:
        digest = bytes.fromhex(typed or "")
    except ValueError:
        return None
    return digest if len(digest) == 32 else None
