"""What entries of the public log say of things that were carried over."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.carry.kinds import CarryLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    CarryLog.POINT_BECAME: (
        _l("Point %(n)s became idea %(idea)s of %(round)s. It must still be answered."),
        _l("A point became an idea."),
    ),
    CarryLog.IDEA_AGAIN: (
        _l("Idea %(n)s is idea %(idea)s of %(round)s now."),
        _l("An idea was carried into another round."),
    ),
    CarryLog.PROJECT_AGAIN: (
        _l("Proposal %(n)s is idea %(idea)s of %(round)s now."),
        _l("A proposal was carried into another round."),
    ),
    CarryLog.GIVEN: (
        _l("Given at this meeting, and sent to %(round)s: %(ideas)s."),
        _l("Ideas that were given at a meeting were sent."),
    ),
    CarryLog.SAID_AT: (
        _l("Its author says that idea %(n)s was said at the meeting on %(day)s."),
        _l("An author says at which meeting an idea was said."),
    ),
    CarryLog.SAID_AT_TAKEN_BACK: (
        _l("Its author says that idea %(n)s was not said at the meeting on %(day)s."),
        _l("An author took back at which meeting an idea was said."),
    ),
}

LOG = LogWords(sentences=_SENTENCES)
