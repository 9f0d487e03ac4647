"""What comes of a count, each fact in one sentence. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload, instant
from pbplatform.core.money import Currency
from pbplatform.results.words.objections import verdict_words
from pbplatform.results.words.why import Told, why
from pbplatform.rounds.words.status import end_moment
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def _provisional(told: Payload) -> str:
    return ngettext(
        "The votes of %(title)s are counted: %(num)s project won.",
        "The votes of %(title)s are counted: %(num)s projects won.",
        told["winners"],
        title=told["title"],
    )


def _may_object(told: Payload) -> str:
    if not told["objections"]:
        return ""
    return _(
        "The result is provisional: everybody can object to the count until %(end)s.",
        end=end_moment(instant(told["objections"])),
    )


def _certified(told: Payload) -> str:
    return _("The result of %(title)s is certified and stands.", title=told["title"])


def _counted_again(told: Payload) -> str:
    return _(
        "The votes of %(title)s were counted again: count %(count)s holds from now on.",
        title=told["title"],
        count=told["count"],
    )


def _recount_owed(told: Payload) -> str:
    return _("The votes of %(title)s will be counted again.", title=told["title"])


def _recount_off(told: Payload) -> str:
    return _("The votes of %(title)s will not be counted again after all.", title=told["title"])


def _objection_shown(told: Payload) -> str:
    return _(
        "Somebody objects to the count of %(title)s: objection %(number)s.",
        title=told["title"],
        number=told["number"],
    )


def _objection_answered(told: Payload) -> str:
    return _(
        "Objection %(number)s to the count of %(title)s is answered: %(verdict)s.",
        number=told["number"],
        title=told["title"],
        verdict=verdict_words(told["verdict"]),
    )


def _won(told: Payload) -> str:
    return _("“%(title)s” won in %(round)s.", title=told["title"], round=told["round"])


def _lost(told: Payload) -> str:
    return _("“%(title)s” did not win in %(round)s.", title=told["title"], round=told["round"])


def _displaced(told: Payload) -> str:
    return _(
        "“%(title)s” no longer wins: the votes of %(round)s were counted again.",
        title=told["title"],
        round=told["round"],
    )


def _wins_now(told: Payload) -> str:
    return _(
        "“%(title)s” wins now: the votes of %(round)s were counted again.",
        title=told["title"],
        round=told["round"],
    )


def why_of(told: Payload) -> str:
    """Why a project won or did not, from what a fact or a mail carries of it."""
    currency = Currency(*told["currency"])
    numbers = (told["votes"], told["cost_minor"], currency, told["numbers"], told["topped_up"])
    return why(told["why"], Told(*numbers))


def outcome_line(told: Payload) -> str:
    """What became of a project and why, in a line of a mail."""
    if told["won"]:
        return _("“%(title)s” won. %(why)s", title=told["title"], why=why_of(told))
    return _("“%(title)s” did not win. %(why)s", title=told["title"], why=why_of(told))


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "results:provisional": FactKind(Topic.RESULTS, _provisional, _may_object),
    "results:project_won": FactKind(Topic.RESULTS, _won, why_of),
    "results:project_lost": FactKind(Topic.RESULTS, _lost, why_of),
    "results:objection_shown": FactKind(Topic.RESULTS, _objection_shown),
    "results:objection_answered": FactKind(Topic.RESULTS, _objection_answered, _reason),
    "results:recount_owed": FactKind(Topic.RESULTS, _recount_owed, _reason),
    "results:recount_off": FactKind(Topic.RESULTS, _recount_off),
    "results:counted_again": FactKind(Topic.RESULTS, _counted_again, _may_object),
    "results:displaced": FactKind(Topic.RESULTS, _displaced, why_of),
    "results:wins_now": FactKind(Topic.RESULTS, _wins_now, why_of),
    "results:certified": FactKind(Topic.RESULTS, _certified),
}
