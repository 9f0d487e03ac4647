"""What two people do about paper, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.paper.kinds import AsideWhy
from pbplatform.paper.queries.handing import aside_of
from pbplatform.paper.words.asides import MORE_OUTCOMES, OUTCOMES, WHY_WORDS
from pbplatform.rounds.queries import round_by_slug
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_replacing(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Voter who wants a paper"), str(asked.facts["voter"])),
        (
            _("What happens"),
            _(
                "Their vote leaves the box, in public, by its box code. They get a ballot paper "
                "and cannot vote online."
            ),
        ),
    ]


def _words_of_deciding(session: Session, asked: Asked) -> list[tuple[str, str]]:
    round_ = round_by_slug(session, asked.subject.partition("/")[2])
    aside = aside_of(session, round_.id, int(asked.facts["number"]))
    rows = [
        (_("Number of the paper, on its slip"), str(aside.n)),
        (_("Why it was set aside"), str(WHY_WORDS[AsideWhy(aside.why)])),
        (_("What becomes of it"), str(OUTCOMES[asked.facts["outcome"]])),
        (_("Reason, in public"), str(asked.facts["reason"])),
    ]
    if asked.facts["voter"]:
        rows.append((_("Number on the roll, marked for paper"), str(asked.facts["voter"])))
    return [*rows, (_("Afterwards"), _("It cannot be taken back."))]


def _words_of_more(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    facts = asked.facts
    counted = [
        (_("Ballot papers given out"), "issued"),
        (_("Spoiled, and replaced by another"), "spoiled"),
        (_("Given back unused"), "unused"),
        (_("Came back with a vote"), "returned"),
        (_("More than were given out, and not decided"), "sheets"),
    ]
    return [
        *((words, str(whole_number(int(facts[name])))) for words, name in counted),
        (_("What becomes of these"), str(MORE_OUTCOMES[facts["outcome"]])),
        (_("Reason, in public"), str(facts["reason"])),
        (_("Afterwards"), _("It stands in the public account, and cannot be taken back.")),
    ]


ACT_WORDS: dict[str, ActWords] = {
    "paper.replace": ActWords(_l("Take a vote out for a ballot paper"), _words_of_replacing),
    "paper.aside": ActWords(_l("Decide about a paper set aside"), _words_of_deciding),
    "paper.more": ActWords(_l("Decide about more papers than were given out"), _words_of_more),
}
