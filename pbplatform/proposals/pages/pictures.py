"""Pictures of ideas, served so that nothing in them can run (ruling 15)."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.moderation.queries.public import is_withheld
from pbplatform.proposals.pages.loading import facilitates
from pbplatform.proposals.policies import may_see
from pbplatform.proposals.queries import photo_owners
from pbplatform.web.guards import current_actor, public_not_shared
from pbplatform.web.uploads import picture_response

bp = Blueprint("pictures", __name__)


@bp.route("/files/<name>.webp")
@public_not_shared("pictures of unpublished ideas only some may see")
def show(name: str) -> ResponseReturnValue:
    """A picture whose idea the visitor may read; as an attachment, which an <img> does not mind."""
    digest, is_public = _may_see(name)
    return picture_response(digest, is_public=is_public)


@bp.route("/files/small/<name>.webp")
@public_not_shared("pictures of unpublished ideas only some may see")
def small(name: str) -> ResponseReturnValue:
    """The same for a row of a list, in few bytes. Source: docs/rules/proposals.md section 9.3."""
    digest, is_public = _may_see(name)
    return picture_response(digest, is_public=is_public, small=True)


def _may_see(name: str) -> tuple[bytes, bool]:
    """The picture that this visitor may see, and whether everybody may.

    Raises:
        NotFound: there is none, or not for them.
        Gone: it had to go.
    """
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
    if not seen:
        raise NotFound("page.not_found")
    return digest, any(idea.is_public for idea, _round in owners)
