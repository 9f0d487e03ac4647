"""Pictures of ideas, served so that nothing in them can run (ruling 15)."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.files import FileStore
from pbplatform.moderation.queries.public import is_withheld
from pbplatform.proposals.pages.loading import facilitates
from pbplatform.proposals.policies import may_see
from pbplatform.proposals.queries import photo_owners
from pbplatform.web.guards import current_actor, public_not_shared

bp = Blueprint("pictures", __name__)
_SANDBOX = "default-src 'none'; sandbox"


@bp.route("/files/<name>.webp")
@public_not_shared("pictures of unpublished ideas only some may see")
def show(name: str) -> ResponseReturnValue:
    """A picture whose idea the visitor may read; as an attachment, which an <img> does not mind."""
    try:
        digest = bytes.fromhex(name)
    except ValueError:
        raise NotFound("page.not_found") from None
    owners = photo_owners(db.session(), digest)
    actor = current_actor()
    ref = actor.as_resident() if actor else None
    seen = any(
        may_see(ref, idea, facilitates=facilitates(actor, round_)) for idea, round_ in owners
    )
    if is_withheld(db.session(), digest):
        raise Gone
    store: FileStore = current_app.extensions["files"]
    if not seen or not store.exists(digest):
        raise NotFound("page.not_found")
    response = Response(store.get(digest), mimetype="image/webp")
    response.headers["Content-Disposition"] = f'attachment; filename="{name[:16]}.webp"'
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    is_public = any(idea.is_public for idea, _round in owners)
    response.headers["Cache-Control"] = (
        "public, max-age=86400" if is_public else "private, no-store"
    )
    return response
