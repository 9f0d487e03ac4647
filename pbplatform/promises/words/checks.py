"""What pages say of a check by residents: how it stands, and what people say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from pbplatform.promises.kinds import CheckStand, Ended, EvidenceKind, ReplyKind, Verdict
from pbplatform.promises.models import CitizenCheck
from pbplatform.promises.queries import CheckView, Said
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import long_date, short_date
from pbplatform.web.sentences import gettext, ngettext


@dataclass(frozen=True)
class CheckSentence:
    """How a check stands: the mark of the status, and the sentence."""

    mark: str
    html: Markup


_MARKS = {
    CheckStand.WAITING: "waiting",
    CheckStand.ASKING: "waiting",
    CheckStand.TEAM_OWES: "late",
    CheckStand.HIGHER_OWES: "late",
    CheckStand.EXPLAINED: "paused",
    CheckStand.HOLDS: "done",
    CheckStand.DISPUTED: "escalated",
    CheckStand.NOT_KEPT: "late",
}


def check_sentence(view: CheckView) -> CheckSentence:
    """How it stands, in one or two sentences."""
    if view.ended is Ended.PUT_RIGHT:
        return CheckSentence("paused", marked(gettext("<strong>To be put right.</strong>")))
    if view.ended is Ended.TAKEN_BACK:
        told = gettext("<strong>Taken back.</strong> The team said by mistake that it was done.")
        return CheckSentence("paused", marked(told))
    told = _stands(view.check, view.stand, named(view.team.name), named(view.senior))
    return CheckSentence(_MARKS[view.stand], marked(told))


def stand_of_check(check: CitizenCheck, stand: CheckStand, team: str, senior: str) -> CheckSentence:
    """The same for a page that has no more of a check than its row."""
    return CheckSentence(_MARKS[stand], marked(_stands(check, stand, named(team), named(senior))))


def _stands(check: CitizenCheck, stand: CheckStand, team: Markup, senior: Markup) -> str:
    days = safe(
        team=team,
        said=short_date(check.said_on),
        ask=long_date(check.ask_on),
        until=long_date(check.until) if check.until else "",
        due=long_date(check.owed_by) if check.owed_by else "",
        who=senior or team,
    )
    sentences = {
        CheckStand.WAITING: gettext(
            "<strong>Called done</strong> by %(team)s on %(said)s. Residents are asked on "
            "<b>%(ask)s</b> whether it is so.",
            **days,
        ),
        CheckStand.ASKING: gettext(
            "<strong>Called done</strong> by %(team)s on %(said)s. Residents can say until "
            "<b>%(until)s</b> whether it is so.",
            **days,
        ),
        CheckStand.TEAM_OWES: gettext(
            "<strong>Residents say no.</strong> %(team)s called it done on %(said)s, and must "
            "reply by <b>%(due)s</b>.",
            **days,
        ),
        CheckStand.HIGHER_OWES: gettext(
            "<strong>Residents say no again.</strong> Now %(who)s must reply by <b>%(due)s</b>.",
            **days,
        ),
        CheckStand.EXPLAINED: gettext(
            "<strong>Residents said no, and there is a reply.</strong> They can say until "
            "<b>%(until)s</b> whether it settles it.",
            **days,
        ),
        CheckStand.HOLDS: gettext(
            "<strong>Residents were asked.</strong> Nobody says no. %(team)s called it done on "
            "%(said)s.",
            **days,
        ),
        CheckStand.DISPUTED: gettext(
            "<strong>Disputed.</strong> %(team)s called it done on %(said)s. Residents say no.",
            **days,
        ),
        CheckStand.NOT_KEPT: gettext(
            "<strong>Not as promised,</strong> says %(team)s, after residents said no.", **days
        ),
    }
    return str(sentences[stand])


def verdict_words(verdict: Verdict | str) -> str:
    """Yes, partly or no."""
    words = {
        Verdict.YES: gettext("Yes"),
        Verdict.PARTLY: gettext("Partly"),
        Verdict.NO: gettext("No"),
    }
    return str(words[Verdict(verdict)])


def reply_words(kind: ReplyKind | str) -> str:
    """What a team does after a no."""
    words = {
        ReplyKind.EXPLAINED: gettext("Explained"),
        ReplyKind.PUT_RIGHT: gettext("To be put right"),
        ReplyKind.NOT_KEPT: gettext("Not as promised"),
    }
    return str(words[ReplyKind(kind)])


def evidence_words(kind: EvidenceKind | str) -> str:
    """What a piece of evidence is."""
    words = {
        EvidenceKind.PHOTO: gettext("Photo"),
        EvidenceKind.DOCUMENT: gettext("Document"),
        EvidenceKind.VISIT: gettext("Visit"),
    }
    return str(words[EvidenceKind(kind)])


def counts_said(said: Said) -> list[str]:
    """How many say what: whoever asked first, then everybody else; empty while nobody says."""
    told = []
    if said.askers:
        told.append(_counts(gettext("Whoever asked for it"), said.askers))
    if said.others:
        told.append(_counts(gettext("Everybody else"), said.others))
    return told


def _counts(who: str, counts: Mapping[Verdict, int]) -> str:
    return str(
        gettext(
            "%(who)s: yes %(yes)s, partly %(partly)s, no %(no)s.",
            who=who,
            yes=counts.get(Verdict.YES, 0),
            partly=counts.get(Verdict.PARTLY, 0),
            no=counts.get(Verdict.NO, 0),
        )
    )


def asked_words(view: CheckView) -> str:
    """How many were asked by mail, and how many say something."""
    asked = ngettext(
        "We asked %(num)s person by mail.", "We asked %(num)s people by mail.", view.check.asked
    )
    if not view.check.asked:
        asked = gettext("We had nobody’s address to ask by mail. Everybody could say it here.")
    replies = ngettext(
        "%(num)s person has said it.", "%(num)s people have said it.", view.said.replies
    )
    return f"{asked} {replies}"
