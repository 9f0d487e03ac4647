"""From what was typed and uploaded to what the service takes."""

from __future__ import annotations

from base64 import b64encode

from flask import current_app, request
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.files import FileStore, keep_file
from pbplatform.core.pictures import clean_picture, small_picture
from pbplatform.core.transaction import transaction
from pbplatform.places.queries import areas
from pbplatform.proposals import services
from pbplatform.proposals.pages.forms import IdeaForm
from pbplatform.proposals.words.kinds import RELATION_QUESTIONS
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.languages import language_tag


def picture_ticket(round_: Round) -> str:
    """Goes with the form on which a picture is chosen, to this browser and for this round."""
    ticket: str = generate_csrf(token_key=f"picture-{round_.id}")
    return ticket


def _has_ticket(round_: Round) -> bool:
    try:
        validate_csrf(request.form.get("picture_ticket", ""), token_key=f"picture-{round_.id}")
    except ValidationError:
        return False
    return True


def take_picture(round_: Round, form: IdeaForm) -> Conflict | None:
    """Clean and store a picture that came with the form, before any transaction.

    Not a byte of it is read unless the round takes ideas and this browser was given the form for
    it. Source: docs/rules/running.md section 4.
    """
    if form.photo_away.data:
        form.photo_key.data = form.photo_alt.data = ""
        form.photo_agreed.data = False
        return None
    sent = form.photo.data
    if not sent or not sent.filename:
        return None
    if not round_.takes_ideas(request_now()):
        return Conflict("idea.window_over")
    if not _has_ticket(round_):
        return Conflict("file.without_form", field="photo")
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
    small = small_picture(store.get(digest))
    return "data:image/webp;base64," + b64encode(small).decode("ascii") if small else None


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
        language=language_tag(str(get_locale() or "en")),
    )


def _digest(typed: str | None) -> bytes | None:
    try:
        digest = bytes.fromhex(typed or "")
    except ValueError:
        return None
    return digest if len(digest) == 32 else None
