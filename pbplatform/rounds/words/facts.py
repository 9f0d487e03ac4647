"""What happens to a round, each fact in one sentence. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload, instant
from pbplatform.core.money import Currency
from pbplatform.rounds.words.status import DATE_NAMES, FACT_NAMES, end_moment, moment
from pbplatform.web.presentation import listed, money
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def _ideas_open(told: Payload) -> str:
    return _(
        "%(title)s takes ideas until %(end)s.",
        title=told["title"],
        end=end_moment(instant(told["ideas_close_at"])),
    )


def _ideas_close_soon(told: Payload) -> str:
    return _(
        "You can send ideas to %(title)s until %(end)s; then nobody can.",
        title=told["title"],
        end=end_moment(instant(told["ideas_close_at"])),
    )


def _voting_opens(told: Payload) -> str:
    return _(
        "Voting in %(title)s is open until %(end)s.",
        title=told["title"],
        end=end_moment(instant(told["closes_at"])),
    )


def _voting_closes_soon(told: Payload) -> str:
    return _(
        "You can vote in %(title)s until %(end)s; then nobody can.",
        title=told["title"],
        end=end_moment(instant(told["closes_at"])),
    )


def _once_is_enough(_told: Payload) -> str:
    return _("We do not know who has voted, so everybody gets this.")


def _voting_closed(told: Payload) -> str:
    return _(
        "Voting in %(title)s is over; the result is due by %(day)s.",
        title=told["title"],
        day=moment(instant(told["results_at"])),
    )


def _ballot_final(told: Payload) -> str:
    return ngettext(
        "The ballot of %(title)s is final: %(num)s project. Voting opens on %(day)s.",
        "The ballot of %(title)s is final: %(num)s projects. Voting opens on %(day)s.",
        told["projects"],
        title=told["title"],
        day=moment(instant(told["opens_at"])),
    )


def _dates_moved(told: Payload) -> str:
    return _("Dates of %(title)s moved.", title=told["title"])


def _which_dates(told: Payload) -> str:
    moved = [
        _(
            "%(name)s: now %(day)s.",
            name=DATE_NAMES[name],
            day=(moment if name in ("ideas_open_at", "opens_at") else end_moment)(instant(after)),
        )
        for name, _before, after in told["moves"]
    ]
    return " ".join([*moved, str(told["reason"])])


def _paused(told: Payload) -> str:
    return _(
        "%(title)s is paused; we say by %(day)s how it goes on.",
        title=told["title"],
        day=end_moment(instant(told["by"])),
    )


def _resumed(told: Payload) -> str:
    return _("%(title)s goes on.", title=told["title"])


def _called_off(told: Payload) -> str:
    return _("%(title)s was called off.", title=told["title"])


def _money_added(told: Payload) -> str:
    currency = Currency(*told["currency"])
    return _(
        "%(title)s has more money: %(after)s instead of %(before)s.",
        title=told["title"],
        after=money(told["after"], currency),
        before=money(told["before"], currency),
    )


def _corrected(told: Payload) -> str:
    parts = listed([str(FACT_NAMES[name]) for name in told["parts"]])
    return _("Words of %(title)s were put right: %(parts)s.", title=told["title"], parts=parts)


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "rounds:ideas_open": FactKind(Topic.IDEAS, _ideas_open),
    "rounds:ideas_close_soon": FactKind(Topic.IDEAS, _ideas_close_soon),
    "rounds:ballot_final": FactKind(Topic.VOTING, _ballot_final),
    "rounds:voting_opens": FactKind(Topic.VOTING, _voting_opens),
    "rounds:voting_closes_soon": FactKind(Topic.VOTING, _voting_closes_soon, _once_is_enough),
    "rounds:voting_closed": FactKind(Topic.VOTING, _voting_closed),
    "rounds:dates_moved": FactKind(Topic.VOTING, _dates_moved, _which_dates),
    "rounds:paused": FactKind(Topic.VOTING, _paused, _reason),
    "rounds:resumed": FactKind(Topic.VOTING, _resumed, _which_dates),
    "rounds:called_off": FactKind(Topic.VOTING, _called_off, _reason),
    "rounds:money_added": FactKind(Topic.VOTING, _money_added, _reason),
    "rounds:corrected": FactKind(Topic.VOTING, _corrected, _reason),
}
