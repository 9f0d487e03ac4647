"""A round in words: its phase, its timeline, how many one may choose."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pbplatform.core.presentation import clock_time, long_date, money, short_date
from pbplatform.counting.rulebook import Rule
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import DateMove, Round
from pbplatform.rounds.queries import Stage, timeline
from pbplatform.rounds.rule_wording import rule_sentences

PHASE_NAMES: dict[Phase, LazyString] = {
    Phase.DRAFT: _l("Draft"),
    Phase.SOON: _l("Opens soon"),
    Phase.IDEAS: _l("Taking ideas"),
    Phase.REVIEW: _l("Delegates at work"),
    Phase.READY: _l("Voting opens soon"),
    Phase.VOTING: _l("Voting is open"),
    Phase.COUNTING: _l("Voting is over"),
    Phase.RESULTS: _l("Result is out"),
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

FACT_NAMES: dict[str, LazyString] = {
    "name": _l("Name"),
    "summary": _l("Summary"),
    "money_minor": _l("Money"),
    "who_can_vote": _l("Who can vote"),
    "max_choices": _l("Choices"),
    "rule": _l("How votes are counted"),
    **DATE_NAMES,
}


def fact_of(round_: Round) -> Callable[[str, str], str]:
    """The facts that one confirms before a round is published, in words."""

    def say(name: str, text: str) -> str:
        if name == "money_minor":
            return money(int(text), round_.currency)
        if name == "max_choices":
            return choices_sentence(int(text))
        if name == "rule":
            return " ".join(rule_sentences(Rule.from_dict(json.loads(text)), round_.currency))
        return moment(datetime.fromisoformat(text)) if name in DATE_NAMES else text

    return say


@dataclass(frozen=True)
class Station:
    """One stage as the timeline component shows it."""

    name: str
    state: str
    text: str
    size: str = ""


def stations(round_: Round, now: datetime) -> list[Station]:
    """The timeline of a round, each text beginning with its state in words."""
    return [
        Station(str(STAGE_NAMES[stage.key]), stage.state, _stage_text(stage), _size(stage.key))
        for stage in timeline(round_, now)
    ]


def _size(key: str) -> str:
    return "short" if key == "results" else ""


def _stage_text(stage: Stage) -> str:
    if stage.key == "delivery":
        return str(_("Now") if stage.state == "now" else _("After the result"))
    if stage.state == "done":
        return str(_("Done, %(day)s", day=short_date(stage.ends_at or stage.starts_at)))
    if stage.state == "now":
        if stage.ends_at is None:
            return str(_("Now, from %(day)s", day=short_date(stage.starts_at)))
        return str(_("Now, until %(day)s", day=short_date(stage.ends_at)))
    return str(_("From %(day)s", day=short_date(stage.starts_at)))


def moment(instant: datetime) -> str:
    """`Sunday 14 March 2027, 8pm`."""
    return str(_("%(day)s, %(time)s", day=long_date(instant), time=clock_time(instant)))


def phase_sentence(round_: Round, now: datetime) -> str:
    """What is going on, and until when."""
    phase = round_.phase(now)
    sentences = {
        Phase.DRAFT: lambda: _("This round is a draft. Only facilitators see it."),
        Phase.SOON: lambda: _("Ideas open %(when)s.", when=moment(round_.ideas_open_at)),
        Phase.IDEAS: lambda: _("Send ideas until %(when)s.", when=moment(round_.ideas_close_at)),
        Phase.REVIEW: lambda: _(
            "Delegates turn ideas into proposals. Voting is planned from %(when)s.",
            when=moment(round_.opens_at),
        ),
        Phase.READY: lambda: _("Voting opens %(when)s.", when=moment(round_.opens_at)),
        Phase.VOTING: lambda: _("Vote until %(when)s.", when=moment(round_.closes_at)),
        Phase.COUNTING: lambda: _("The result is due %(when)s.", when=moment(round_.results_at)),
        Phase.RESULTS: lambda: _("See what won and what happens now."),
    }
    return str(sentences[phase]())


def choices_sentence(max_choices: int | None) -> str:
    """How many projects one may name."""
    if max_choices is None:
        return str(_("Choose as many projects as you like."))
    sentence = ngettext(
        "Choose up to %(num)s project.", "Choose up to %(num)s projects.", max_choices
    )
    return str(sentence)


def moves(found: Iterable[DateMove]) -> list[tuple[str, str, str, str]]:
    """Dates that moved, in words: which, from when, to when, why."""
    return [
        (str(DATE_NAMES[move.name]), moment(move.before), moment(move.after), move.reason)
        for move in found
    ]
