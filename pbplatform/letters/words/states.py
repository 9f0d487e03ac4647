"""States of letters, and why they are held or left out, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.letters.kinds import LetterState, Why

STATES = {
    LetterState.WAITING: _l("waits"),
    LetterState.IN_BATCH: _l("printed, not posted"),
    LetterState.POSTED: _l("posted"),
    LetterState.CAME_BACK: _l("came back"),
    LetterState.HELD: _l("held back"),
    LetterState.LEFT_OUT: _l("left out"),
}
WHYS = {
    Why.BY_HAND: _l("A clerk held it back."),
    Why.EARLIER_CAME_BACK: _l("An earlier letter came back. Reach the person another way."),
    Why.NO_ADDRESS: _l("There is no address any more."),
    Why.THING_GONE: _l("What it is about is gone."),
    Why.WORDS_GONE: _l("Words that it tells were taken away."),
    Why.UNREADABLE: _l("Its words cannot be read any more."),
    Why.STOPPED: _l("The person wants no more letters."),
    Why.TOO_OLD: _l("It was not posted for 400 days."),
}
