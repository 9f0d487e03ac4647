"""The history of a project in words, with what was corrected and the evidence beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pbplatform.core.money import Currency
from pbplatform.delivery.kinds import CORRECTABLE, News
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.words.sentences import question_words, step_name
from pbplatform.promises.models import Evidence
from pbplatform.web.presentation import money, short_date
from pbplatform.web.sentences import gettext as _

Money = Callable[[int | None], str]


@dataclass(frozen=True)
class NewsShown:
    """One line of the history: what happened, in our words and in theirs.

    Attributes:
        reason: why it corrects another line; empty for other lines.
        corrected_on: when it was corrected last; empty for a line that holds.
    """

    at: datetime
    seq: int
    title: str
    words: str
    by: str
    reason: str
    corrected_on: str
    can_be_corrected: bool
    evidence: list[Evidence]


def lines_shown(
    news: Sequence[ProjectNews], currency: Currency, evidence: Sequence[Evidence] = ()
) -> list[NewsShown]:
    """The history of a project, in the order of `news`; a correction says which line it mends."""
    say = partial(money, currency=currency)
    mended = {told.corrects: told for told in sorted(news, key=lambda each: each.seq)}
    of_line = {told.seq: told for told in news}
    return [
        NewsShown(
            at=told.at,
            seq=told.seq,
            title=_title(told, of_line, say),
            words=told.words,
            by=told.by_name,
            reason=told.reason,
            corrected_on=short_date(mended[told.seq].at) if told.seq in mended else "",
            can_be_corrected=told.kind in CORRECTABLE,
            evidence=[each for each in evidence if each.beside == f"step:{told.seq}"],
        )
        for told in news
    ]


def _title(told: ProjectNews, of_line: Mapping[int, ProjectNews], say: Money) -> str:
    line = of_line.get(told.corrects or 0)
    if told.kind != News.CORRECTED or line is None:
        return _headline(told, say)
    right = ProjectNews(
        kind=line.kind,
        step=line.step,
        amount_minor=told.amount_minor,
        day=told.day,
        day_before=line.day_before,
    )
    return _("Correction of %(day)s. %(line)s", day=short_date(line.at), line=_headline(right, say))


def _headline(told: ProjectNews, money: Money) -> str:
    kind = News(told.kind)
    if kind is News.LINE:
        return _("Budget line of %(amount)s", amount=money(told.amount_minor))
    if kind is News.STEP and told.amount_minor is not None:
        spent = money(told.amount_minor)
        return _(
            "Step: %(step)s. Spent so far: %(amount)s", step=step_name(told.step), amount=spent
        )
    if kind is News.STEP:
        return _("Step: %(step)s", step=step_name(told.step))
    if kind is News.TAKEN_BACK:
        return _("Recorded by mistake and taken back: %(step)s", step=step_name(told.step))
    if kind is News.NEXT_STEP and told.day:
        return _("Next step, by %(day)s", day=short_date(told.day))
    if kind is News.DATE and told.day and told.day_before:
        return _(
            "Moved from %(before)s to %(day)s",
            before=short_date(told.day_before),
            day=short_date(told.day),
        )
    if kind is News.LOOK_BACK:
        return _("Looking back. %(question)s", question=question_words(told.step))
    if kind is News.STOP:
        return _("Stopped")
    if told.amount_minor is not None:
        return _("Update. Spent so far: %(amount)s", amount=money(told.amount_minor))
    return _("Update")
