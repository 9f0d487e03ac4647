"""A round in words: its state, its timeline, how many one may choose."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.counting.rulebook import Rule
from pbplatform.rounds.kinds import AFTER_THE_VOTE, PHASE_OF, Phase, State
from pbplatform.rounds.models import DateMove, Round
from pbplatform.rounds.queries.standing import Stage, late_since, timeline
from pbplatform.rounds.words.certificate import provisional_sentence
from pbplatform.rounds.words.money_left import money_left_sentence
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.rounds.words.terms import choices_sentence, quorum_sentence
from pbplatform.web.presentation import clock_time, days_since, long_date, money, short_date, until
from pbplatform.web.sentences import gettext as _

STATE_NAMES: dict[State, LazyString] = {
    State.DRAFT: _l("Draft"),
    State.SOON: _l("Opens soon"),
    State.IDEAS: _l("Taking ideas"),
    State.REVIEW: _l("Delegates at work"),
    State.PAUSED: _l("Paused"),
    State.TO_FREEZE: _l("Waiting for the ballot"),
    State.NOT_OPENED: _l("Voting has not opened"),
    State.NOT_HELD: _l("Voting did not take place"),
    State.READY: _l("Voting opens soon"),
    State.VOTING: _l("Voting is open"),
    State.SHUT: _l("Voting is over"),
    State.PAPER_COMPLETE: _l("Voting is over, all paper decided"),
    State.CLOSED: _l("The box is closed"),
    State.LOT: _l("The lot is rolled"),
    State.SEPARATED: _l("Votes and voters are separated"),
    State.OPENED: _l("The box is open"),
    State.PROVISIONAL: _l("Provisional result"),
    State.CERTIFIED: _l("Result is out"),
    State.CALLED_OFF: _l("Called off"),
}
STAGE_NAMES: dict[str, LazyString] = {
    "ideas": _l("Ideas"),
    "review": _l("Proposals"),
    "vote": _l("Vote"),
    "results": _l("Result"),
    "delivery": _l("Building"),
}
DATE_NAMES: dict[str, LazyString] = {
    "ideas_open_at": _l("Ideas open"),
    "ideas_close_at": _l("Ideas close"),
    "review_close_at": _l("Proposals are decided"),
    "opens_at": _l("Voting opens"),
    "closes_at": _l("Voting ends"),
    "results_at": _l("Result"),
}

MOMENT_NAMES: dict[str, LazyString] = {
    "published_at": _l("Published"),
    "paused_at": _l("Paused"),
    "frozen_at": _l("Ballot frozen"),
    "closed_at": _l("Box closed"),
    "opened_at": _l("Box opened"),
}

FACT_NAMES: dict[str, LazyString] = {
    "name": _l("Name"),
    "summary": _l("Summary"),
    "money_minor": _l("Money"),
    "who_can_vote": _l("Who can vote"),
    "max_choices": _l("Choices"),
    "rule": _l("How votes are counted"),
    "criteria": _l("What delegates score by"),
    "score_names": _l("Names beside scores"),
    "quorum": _l("How many delegates a decision needs"),
    "money_left": _l("Money that is left"),
    "projects": _l("Projects on the ballot"),
    **DATE_NAMES,
    **MOMENT_NAMES,
}


def names_of_facts(error: ChangedMeanwhile) -> dict[str, object]:
    """What the facts are called that one confirms of a round, and each project of its ballot."""
    projects = [one.name for one in error.changes if one.name.startswith("project ")]
    told = {name: _("Project %(number)s", number=name.partition(" ")[2]) for name in projects}
    return {**FACT_NAMES, **told}


def fact_of(round_: Round) -> Callable[[str, str], str]:
    """The facts that one confirms before a round is published, in words."""

    def say(name: str, text: str) -> str:
        if name.startswith("project "):
            cost, _bar, title = text.partition("|")
            return f"{title}, {money(int(cost), round_.currency)}"
        if name == "money_minor":
            return money(int(text), round_.currency)
        if name == "max_choices":
            return choices_sentence(int(text))
        if name == "money_left":
            return money_left_sentence(text)
        if name == "quorum":
            return quorum_sentence(int(text) or None)
        if name == "rule":
            return " ".join(rule_sentences(Rule.from_dict(json.loads(text)), round_.currency))
        is_moment = name in DATE_NAMES or name in MOMENT_NAMES
        return moment(datetime.fromisoformat(text)) if is_moment else text

    return say


@dataclass(frozen=True)
class Station:
    """One stage as the timeline component shows it."""

    name: str
    state: str
    text: str
    size: str = ""


def state_name(round_: Round, now: datetime) -> str:
    """Where the round stands, in a few words."""
    return str(STATE_NAMES[round_.state(now)])


def status_mark(round_: Round, now: datetime) -> str:
    """The shape beside its sentence: `waiting`, `late` or `done`."""
    if late_since(round_, now):
        return "late"
    return "done" if round_.state(now) is State.CERTIFIED else "waiting"


def stations(round_: Round, now: datetime) -> list[Station]:
    """The timeline of a round, each text beginning with its state in words."""
    return [
        Station(str(STAGE_NAMES[stage.key]), stage.place, _stage_text(stage, now), _size(stage.key))
        for stage in timeline(round_, now)
    ]


def _size(key: str) -> str:
    return "short" if key == "results" else ""


def _stage_text(stage: Stage, now: datetime) -> str:
    if stage.state == "never":
        return str(_("None were taken"))
    if stage.key == "delivery":
        return str(_("Now") if stage.state == "now" else _("After the result"))
    if stage.state == "paused":
        return str(_("Paused"))
    if stage.state == "late":
        return str(_("Late, was due %(day)s", day=short_date(until(stage.starts_at))))
    if stage.state == "done":
        return str(_("Done, %(day)s", day=short_date(until(stage.ends_at or stage.starts_at))))
    if stage.state == "now":
        return _now_text(stage, now)
    if stage.key == "results":
        return str(_("Due %(day)s", day=short_date(until(stage.starts_at))))
    return str(_("From %(day)s", day=short_date(stage.starts_at)))


def _now_text(stage: Stage, now: datetime) -> str:
    if stage.ends_at is None:
        return str(_("Now, due %(day)s", day=short_date(until(stage.starts_at))))
    if stage.ends_at <= now:
        return str(_("Not finished, was due %(day)s", day=short_date(until(stage.ends_at))))
    return str(_("Now, until %(day)s", day=short_date(until(stage.ends_at))))


def moment(instant: datetime) -> str:
    """`Sunday 14 March 2027, 8pm`."""
    return str(_("%(day)s, %(time)s", day=long_date(instant), time=clock_time(instant)))


def end_moment(instant: datetime) -> str:
    """The end of a window as people mean it: `Sunday 4 April 2027, 11.59pm`."""
    return moment(until(instant))


def moment_of(round_: Round, key: str) -> str:
    """One of the dates of `DATE_NAMES`, as a beginning or as an end."""
    told = moment if key in ("ideas_open_at", "opens_at") else end_moment
    return told(getattr(round_, key))


def late_words(since: datetime, now: datetime) -> str:
    """How late something is, in days of the calendar."""
    days = days_since(since, now)
    if days == 0:
        return str(_("It is late."))
    return str(ngettext("It is %(num)s day late.", "It is %(num)s days late.", days))


def _not_opened(round_: Round, now: datetime) -> str:
    return str(
        _(
            "Voting was to open %(when)s. It has not, because the list of projects is not "
            "frozen. %(late)s",
            when=moment(round_.opens_at),
            late=late_words(round_.opens_at, now),
        )
    )


def _not_held(round_: Round, _now: datetime) -> str:
    return str(
        _(
            "It was planned from %(first)s to %(last)s. The list of projects was never frozen, "
            "so nobody could vote and there is no result.",
            first=moment(round_.opens_at),
            last=end_moment(round_.closes_at),
        )
    )


def _paused(round_: Round, now: datetime) -> str:
    since = late_since(round_, now)
    told = {
        "day": long_date(round_.paused_at or now),
        "by": end_moment(round_.resumes_by or now),
    }
    if since is None:
        return str(_("Paused since %(day)s. We say by %(by)s how it goes on.", **told))
    late = late_words(since, now)
    return str(
        _(
            "Paused since %(day)s. We were to say by %(by)s how it goes on. %(late)s",
            late=late,
            **told,
        )
    )


def called_off_votes(round_: Round) -> str:
    """What becomes of votes that were cast in a round that was called off."""
    if round_.key_destroyed_at is not None:
        return str(
            _(
                "Votes that were cast stay sealed for ever. The key that could open them was "
                "destroyed on %(day)s. Whoever keeps a copy of it must destroy that too.",
                day=long_date(round_.key_destroyed_at),
            )
        )
    return str(
        _(
            "Votes that were cast stay sealed, and nobody counts them. The key that could open "
            "them is being destroyed. The public log says when it is done."
        )
    )


def result_due(round_: Round, now: datetime) -> str:
    """When the result is due, or that this has passed; until it is out."""
    since = late_since(round_, now)
    when = end_moment(round_.results_at)
    if PHASE_OF[round_.state(now)] is not Phase.COUNTING:
        return str(_("A result is planned for %(when)s.", when=when))
    if since is None:
        return str(_("The result is due %(when)s.", when=when))
    late = late_words(since, now)
    return str(_("The result was due %(when)s. %(late)s", when=when, late=late))


# What has happened since the vote, for everybody; when the result is due follows.
_DONE_SO_FAR: Mapping[State, LazyString] = {
    State.SHUT: _l("Voting is over. The box is not closed yet."),
    State.PAPER_COMPLETE: _l("All paper that came in time is decided. The box is not closed yet."),
    State.CLOSED: _l("Two people confirmed the numbers of the box and closed it."),
    State.LOT: _l("The box is closed, and the lot is rolled."),
    State.SEPARATED: _l("The closed votes lie apart from the voters. Nobody has opened one."),
    State.OPENED: _l("The box is open, and its votes are public. They are not counted yet."),
}


def _counted(round_: Round) -> str:
    if round_.older_order:
        return str(_("Counted under the older order. See what won and what happens now."))
    return str(_("See what won and what happens now."))


def _so_far(told: LazyString) -> Callable[[Round, datetime], str]:
    return lambda round_, now: f"{told} {result_due(round_, now)}"


def _voting(round_: Round, _now: datetime) -> str:
    when = end_moment(round_.closes_at)
    if round_.amended_closes_at is None:
        return str(_("Vote until %(when)s.", when=when))
    return str(
        _(
            "Vote until %(when)s. That is later than planned, because people could not vote for "
            "some time.",
            when=when,
        )
    )


_SENTENCES: Mapping[State, Callable[[Round, datetime], str]] = {
    State.DRAFT: lambda _round, _now: _("This round is a draft. Only facilitators see it."),
    State.SOON: lambda round_, _now: _("Ideas open %(when)s.", when=moment(round_.ideas_open_at)),
    State.IDEAS: lambda round_, _now: _(
        "Send ideas until %(when)s.", when=end_moment(round_.ideas_close_at)
    ),
    State.REVIEW: lambda round_, _now: _(
        "Delegates turn ideas into proposals. Voting is planned from %(when)s.",
        when=moment(round_.opens_at),
    ),
    State.PAUSED: _paused,
    State.TO_FREEZE: lambda round_, _now: _(
        "The time to decide on proposals is over. The list is not frozen yet. Voting is planned "
        "from %(when)s.",
        when=moment(round_.opens_at),
    ),
    State.NOT_OPENED: _not_opened,
    State.NOT_HELD: _not_held,
    State.READY: lambda round_, _now: _("Voting opens %(when)s.", when=moment(round_.opens_at)),
    State.VOTING: _voting,
    **{state: _so_far(told) for state, told in _DONE_SO_FAR.items()},
    State.PROVISIONAL: provisional_sentence,
    State.CERTIFIED: lambda round_, _now: _counted(round_),
    State.CALLED_OFF: lambda round_, now: _(
        "This round was called off on %(day)s. Nothing of it goes on.",
        day=long_date(round_.called_off_at or now),
    ),
}


# Which dates the sentence of a state tells, so that their reason can stand beside them.
_TOLD: Mapping[State, tuple[str, ...]] = {
    State.SOON: ("ideas_open_at",),
    State.IDEAS: ("ideas_close_at",),
    State.REVIEW: ("opens_at",),
    State.TO_FREEZE: ("opens_at",),
    State.NOT_OPENED: ("opens_at",),
    State.NOT_HELD: ("opens_at", "closes_at"),
    State.READY: ("opens_at",),
    State.VOTING: ("closes_at",),
    **dict.fromkeys(AFTER_THE_VOTE, ("results_at",)),
}


def dates_told_by(state: State) -> tuple[str, ...]:
    """Names of the dates that `state_sentence` tells in this state."""
    return _TOLD.get(state, ())


def state_sentence(round_: Round, now: datetime) -> str:
    """What is going on, and until when; what did not happen is said as that."""
    return str(_SENTENCES[round_.state(now)](round_, now))


def moves(found: Iterable[DateMove]) -> list[tuple[str, str, str, str]]:
    """Dates that moved, in words: which, from when, to when, why."""
    return [
        (str(DATE_NAMES[move.name]), moment(move.before), moment(move.after), move.reason)
        for move in found
    ]
