"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.venues.kinds import KioskLog, VenueLog
from pbplatform.venues.words.parts import parts_words
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    VenueLog.VENUE_ADDED: (
        _l("A voting place was added: %(name)s."),
        _l("A voting place was added."),
    ),
    VenueLog.VENUE_CHANGED: (
        _l("The voting place %(name)s changed: %(venue_parts)s. Why: %(reason)s"),
        _l("A voting place was changed."),
    ),
    VenueLog.VENUE_TAKEN_AWAY: (
        _l("The voting place %(name)s was taken away: %(reason)s"),
        _l("A voting place was taken away."),
    ),
    VenueLog.VENUE_CLOSED: (
        _l("The voting place %(name)s is closed from %(begins_at)s to %(ends_at)s: %(reason)s"),
        _l("A voting place was closed for a time."),
    ),
    VenueLog.VENUE_OPEN_AGAIN: (
        _l("The voting place %(name)s keeps its hours again. It is not closed any more."),
        _l("A voting place that was closed keeps its hours again."),
    ),
    VenueLog.WAYS_SAID: (_l("It was said how people can vote in this round."),),
    # Screens at voting places, and help
    KioskLog.KIOSK_OPENED: (
        _l("A screen for voting was opened at this voting place: %(name)s."),
        _l("A screen for voting was opened at a voting place."),
    ),
    KioskLog.KIOSK_CLOSED: (
        _l("The screen for voting was closed at this voting place: %(name)s."),
        _l("A screen for voting was closed."),
    ),
    KioskLog.HELP_COUNTED: (
        _l("Votes put in with help and a witness: %(votes)s. Votes changed later are among them."),
        _l("The votes put in with help and a witness were counted."),
    ),
}

LOG = LogWords(
    sentences=_SENTENCES,
    families={"venue": _l("Voting places")},
    fields={"venue_parts": parts_words},
)
