"""What comes of winners, each fact in one sentence. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload, day
from pbplatform.core.money import Currency
from pbplatform.delivery.words.sentences import step_name
from pbplatform.web.presentation import long_date, money
from pbplatform.web.sentences import gettext as _


def _amount(told: Payload) -> str:
    return money(told["amount_minor"], Currency(*told["currency"]))


def _line_given(told: Payload) -> str:
    return _(
        "“%(title)s” has %(amount)s in the budget of %(year)s; %(team)s answers for it.",
        title=told["title"],
        amount=_amount(told),
        year=told["year"],
        team=told["team_name"],
    )


def _line_changed(told: Payload) -> str:
    return _(
        "The budget line of “%(title)s” changed: %(amount)s in %(year)s, with %(team)s.",
        title=told["title"],
        amount=_amount(told),
        year=told["year"],
        team=told["team_name"],
    )


def _line_late(told: Payload) -> str:
    return _(
        "“%(title)s” won and has no budget line yet; it was due on %(day)s.",
        title=told["title"],
        day=long_date(day(told["due"])),
    )


def _step(told: Payload) -> str:
    return _(
        "“%(title)s” is at its next step: %(step)s.",
        title=told["title"],
        step=step_name(told["step"]),
    )


def _opened(told: Payload) -> str:
    return _("“%(title)s” is open.", title=told["title"])


def _looked_back(told: Payload) -> str:
    return _("The team looked back on “%(title)s”.", title=told["title"])


def _stopped(told: Payload) -> str:
    return _("“%(title)s” was stopped.", title=told["title"])


def _why_stopped(told: Payload) -> str:
    who, money_goes = told["decided_by"], told["money_goes"]
    lines = [
        str(told["reason"]),
        _("Who decided it: %(who)s", who=who),
        _("Where the money goes: %(money)s", money=money_goes),
    ]
    return "\n".join(lines)


def _taken_back(told: Payload) -> str:
    return _(
        "“%(title)s” is back at “%(back)s”: “%(step)s” was a mistake.",
        title=told["title"],
        back=step_name(told["back_at"]),
        step=step_name(told["step"]),
    )


def _next_step(told: Payload) -> str:
    return _(
        "“%(title)s”: the next step is due by %(day)s.",
        title=told["title"],
        day=long_date(day(told["due"])),
    )


def _day_moved(told: Payload) -> str:
    return _(
        "“%(title)s”: the next step moved from %(before)s to %(after)s.",
        title=told["title"],
        before=long_date(day(told["due_before"])),
        after=long_date(day(told["due"])),
    )


def _update(told: Payload) -> str:
    if "amount_minor" in told:
        return _(
            "News of “%(title)s”, with %(amount)s spent so far.",
            title=told["title"],
            amount=_amount(told),
        )
    return _("News of “%(title)s”.", title=told["title"])


def _corrected(told: Payload) -> str:
    return _("What was said of “%(title)s” was corrected.", title=told["title"])


def _reason(told: Payload) -> str:
    return str(told["reason"])


def _words(told: Payload) -> str:
    return str(told["words"])


FACTS: dict[str, FactKind] = {
    "delivery:line_given": FactKind(Topic.BUILDING, _line_given, _reason),
    "delivery:line_changed": FactKind(Topic.BUILDING, _line_changed, _reason),
    "delivery:line_late": FactKind(Topic.BUILDING, _line_late),
    "delivery:step": FactKind(Topic.BUILDING, _step, _reason),
    "delivery:opened": FactKind(Topic.BUILDING, _opened, _reason),
    "delivery:looked_back": FactKind(Topic.BUILDING, _looked_back, _reason),
    "delivery:stopped": FactKind(Topic.BUILDING, _stopped, _why_stopped),
    "delivery:taken_back": FactKind(Topic.BUILDING, _taken_back, _reason),
    "delivery:next_step": FactKind(Topic.BUILDING, _next_step, _words),
    "delivery:day_moved": FactKind(Topic.BUILDING, _day_moved, _reason),
    "delivery:update": FactKind(Topic.BUILDING, _update, _words),
    "delivery:corrected": FactKind(Topic.BUILDING, _corrected, _words),
}
