"""What the page of a round offers now: only what can be done in its state.

Source: docs/rules/rounds.md section 16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from pbplatform.rounds.kinds import AFTER_THE_VOTE, COUNTED, PHASE_OF, Phase, State
from pbplatform.rounds.models import Round
from pbplatform.web.navigation import has_page, nav_url
from pbplatform.web.sentences import gettext as _

Deed = tuple[str, str, str]
"""What one does, where, and what it takes or gives."""

# From which phase on a page below the round has something on it.
_SINCE_IDEAS = frozenset(Phase) - {Phase.DRAFT, Phase.SOON}
_SINCE_REVIEW = _SINCE_IDEAS - {Phase.IDEAS}


def action(round_: Round, state: State) -> tuple[str, str] | None:
    """The one thing to do now: its words and its address."""
    offered = {
        State.IDEAS: (_("Send an idea"), f"/{round_.path}/ideas/new"),
        State.REVIEW: (_("See the proposals"), f"/{round_.path}/proposals"),
        State.TO_FREEZE: (_("See the proposals"), f"/{round_.path}/proposals"),
        State.NOT_OPENED: (_("See the proposals"), f"/{round_.path}/proposals"),
        State.NOT_HELD: (_("See the proposals"), f"/{round_.path}/proposals"),
        State.VOTING: (_("Vote now"), f"/{round_.path}/vote"),
        **dict.fromkeys(AFTER_THE_VOTE, (_("See who acts next"), f"/{round_.path}/results")),
        **dict.fromkeys(COUNTED, (_("See the result"), f"/{round_.path}/results")),
    }.get(state)
    return offered if offered and has_page(offered[1]) else None


def takes_delegates(state: State) -> bool:
    """Whether delegates still have work in the round."""
    return state in (State.IDEAS, State.REVIEW)


def deeds(
    round_: Round, now: datetime, *, helps: bool, other: Round | None, last: Round | None
) -> list[Deed]:
    """What else one can do now, beside the one thing.

    Args:
        helps: whether the place says where one finds help.
        other: another round that takes ideas now.
        last: the round that was counted last, while this one has not begun.
    """
    state = round_.state(now)
    told = _OFFERS.get(state, _read_on)(round_, now)
    if helps and takes_delegates(state):
        told.append(
            (_("Become a delegate"), "#delegates", _("Delegates turn ideas into proposals."))
        )
    if helps and state is State.VOTING:
        told.append(
            (_("Get help with voting"), "#help-voting", _("Without a code or a computer, too."))
        )
    if state is State.SOON and last is not None:
        words = _("What won there, and what became of it.")
        told.append((_("See how the last round ended"), f"/{last.path}", words))
    if state in COUNTED and other is not None:
        words = _("The next round takes ideas now.")
        told.append((_("Send an idea to the next round"), f"/{other.path}", words))
    told += _news(round_, state)
    return [deed for deed in told if deed[1].startswith("#") or has_page(deed[1].split("?")[0])]


def _news(round_: Round, state: State) -> list[Deed]:
    """The way to news of the round by mail; a round that was called off has none any more."""
    if state is State.CALLED_OFF:
        return []
    words = {
        State.SOON: _("Tell me when ideas open"),
        State.READY: _("Tell me when voting opens"),
        **dict.fromkeys((State.VOTING, *AFTER_THE_VOTE), _("Get the result by mail")),
        **dict.fromkeys(COUNTED, _("Get news of what is built by mail")),
    }.get(state, _("Follow this round by mail"))
    note = _("We write only when something changes. You can stop it at any time.")
    return [(words, f"/follow/{round_.path}", note)]


def _take_ideas(round_: Round, _now: datetime) -> list[Deed]:
    return [(_("Read and support ideas"), f"/{round_.path}/ideas", _("One press each."))]


def _read_on(round_: Round, now: datetime) -> list[Deed]:
    if round_.phase(now) not in _SINCE_REVIEW:
        return []
    words = _("And what became of each.")
    return [(_("Read the ideas"), f"/{round_.path}/ideas", words)]


def _paused(round_: Round, _now: datetime) -> list[Deed]:
    return [
        (_("Read the ideas"), f"/{round_.path}/ideas", _("And what became of each.")),
        (
            _("Read the proposals"),
            f"/{round_.path}/proposals",
            _("They stay as they are meanwhile."),
        ),
    ]


def _ready(_round: Round, _now: datetime) -> list[Deed]:
    words = _("With their costs, which no longer change.")
    return [(_("Read the projects"), "#projects", words)]


def _look_up_code(_round: Round, _now: datetime) -> list[Deed]:
    words = _("Is your vote in the box? The code is on your receipt.")
    return [(_("Check your box code"), nav_url("verify"), words)]


def _counted(round_: Round, now: datetime) -> list[Deed]:
    results = f"/{round_.path}/results"
    told = []
    if round_.takes_objections(now):
        words = _("With or without an account. You get an answer in public.")
        told.append((_("Object to the count"), f"{results}/objections/new", words))
    words = _("Every date, and who is late.")
    told.append((_("Follow the money winner by winner"), f"/{round_.path}/delivery", words))
    words = _("With the votes and a program of your own.")
    return [*told, (_("Count it again yourself"), f"{results}/recount", words)]


_OFFERS: Mapping[State, Callable[[Round, datetime], list[Deed]]] = {
    State.IDEAS: _take_ideas,
    State.PAUSED: _paused,
    State.READY: _ready,
    State.VOTING: _look_up_code,
    **dict.fromkeys(AFTER_THE_VOTE, _look_up_code),
    **dict.fromkeys(COUNTED, _counted),
}


def links(round_: Round, state: State) -> list[tuple[str, str]]:
    """Pages of other slices below the round that have something on them."""
    phase = PHASE_OF[state]
    is_off = state is State.CALLED_OFF
    known = (
        (_("Ideas"), f"/{round_.path}/ideas", phase in _SINCE_IDEAS),
        (_("Proposals"), f"/{round_.path}/proposals", phase in _SINCE_IDEAS),
        (_("Result"), f"/{round_.path}/results", phase in (Phase.COUNTING, Phase.RESULTS)),
        (
            _("What happens to the winners"),
            f"/{round_.path}/delivery",
            phase is Phase.RESULTS and not is_off,
        ),
        (_("The public log of this round"), f"/log/{round_.path}", True),
    )
    found = [(text, path) for text, path, has_any in known if has_any and has_page(path)]
    if has_page("/changed") and phase in _SINCE_IDEAS:
        found.append((_("What changed because of people"), f"/changed?of={round_.path}"))
    return found
