"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.venues.kinds import VenueLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    VenueLog.VENUE_ADDED: (
        _l("A voting place was added: %(name)s."),
        _l("A voting place was added."),
    ),
    VenueLog.VENUE_TAKEN_AWAY: (
        _l("The voting place %(name)s was taken away: %(reason)s"),
        _l("A voting place was taken away."),
    ),
}

LOG = LogWords(sentences=_SENTENCES, families={"venue": _l("Voting places")})
