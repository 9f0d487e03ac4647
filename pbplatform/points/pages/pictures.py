"""Pictures of points, served so that nothing in them can run (ruling 15)."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.moderation.queries.public import is_withheld
from pbplatform.points import queries
from pbplatform.points.pages.blueprint import bp
from pbplatform.web.guards import current_actor, public_not_shared
from pbplatform.web.uploads import digest_of, picture_response


@bp.route("/forums/files/<name>.webp")
@public_not_shared("pictures of unpublished points only some may see")
def picture(name: str) -> ResponseReturnValue:
    """A picture whose point the visitor may read."""
    digest = digest_of(name)
    if digest is None:
        raise NotFound("page.not_found")
    owners = queries.photo_owners(db.session(), digest)
    actor = current_actor()
    seen = any(
        point.is_public
        or (
            actor is not None
            and (actor.account_id == point.raised_by_id or actor.holds("facilitator", forum.scope))
        )
        for point, forum in owners
    )
    if is_withheld(db.session(), digest):
        raise Gone
    if not seen:
        raise NotFound("page.not_found")
    return picture_response(digest, is_public=any(point.is_public for point, _forum in owners))
