"""What two people do, in words: what it is called, and the facts that both of them see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked, Facts
from pbplatform.core.secrets import group_code
from pbplatform.rounds.domain.amendments import instant_of
from pbplatform.rounds.queries import round_by_slug
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.voting import queries
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.services.close import CLOSE_ACT
from pbplatform.voting.services.open_urn import DAMAGE_ACT
from pbplatform.voting.services.strike_acts import strike_of
from pbplatform.voting.words.channels import how_they_came
from pbplatform.voting.words.striking import what_striking_does
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import money, whole_number
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_binding(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    in_box = (
        _("A vote of this number. The old letter put it in; the new one cannot change it.")
        if asked.facts["vote_in_box"]
        else _("No vote of this number.")
    )
    return [
        (_("Voter whose letter is cancelled"), str(asked.facts["voter"])),
        (_("Sealed spare letter the voter gets"), str(asked.facts["spare"])),
        (_("In the box now"), in_box),
    ]


def _words_of_adding(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    first, last = int(asked.facts["first_spare"]), int(asked.facts["last_spare"])
    size = int(asked.facts["roll"])
    return [
        (_("Voters on the roll now"), str(size)),
        (_("Voters after this"), str(size + last - first + 1)),
        (_("Sealed spare letters they get"), _("%(first)s to %(last)s", first=first, last=last)),
    ]


def _words_of_taking_out(session: Session, asked: Asked) -> list[tuple[str, str]]:
    digest = bytes.fromhex(str(asked.facts["envelope"]))
    round_ = round_by_slug(session, asked.subject.partition("/")[2])
    found = queries.voter_of_envelope(session, round_id=round_.id, env_hash=digest)
    return [
        (_("Voter whose vote it is not"), str(found or _("Nobody: it is not in the box."))),
        (_("Box code of the vote"), group_code(box_code(digest))),
        (
            _("Afterwards"),
            _("The vote is gone, in public. The voter’s new letter puts in a first vote."),
        ),
    ]


def _words_of_striking(session: Session, asked: Asked) -> list[tuple[str, str]]:
    strike = strike_of(asked)
    size = queries.roll_size(session, round_by_slug(session, asked.subject.partition("/")[2]).id)
    papers = int(asked.facts.get("papers", 0))
    words = what_striking_does(size, strike, int(asked.facts["votes"]), papers)
    return [(row["key"], str(row["value"])) for row in words]


def _words_of_putting_back(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Voters who are put back"), str(asked.facts["numbers"])),
        (_("Why they were struck by mistake"), str(asked.facts["reason"])),
        (_("Afterwards"), _("Their letters count again. A vote that was taken out stays out.")),
    ]


def _words_of_damage(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    damaged, held = asked.facts["damaged"], asked.facts["held"]
    return [
        (_("Votes in the box"), str(held)),
        (_("Votes that cannot be opened"), str(damaged)),
        (
            _("What happens"),
            _(
                "These votes are published as damaged and do not count. The others are counted, "
                "and winners follow from them alone. It cannot be undone."
            ),
        ),
    ]


def number_names() -> dict[str, str]:
    """What the numbers of a box are called, in the order of a page."""
    return {
        "roll": _("Voters on the roll"),
        "struck": _("Struck off, and not counted on it"),
        "marked": _("Voters who have voted"),
        "paper": _("Of them on the roll for paper"),
        "envelopes": _("Closed votes in the box"),
        "by_kind": _("How they came"),
        "superseded": _("Replaced by a newer vote"),
        "taken_out": _("Taken out by two people"),
        "entries": _("Entries of the ballot log"),
        **paper_names(),
    }


def paper_names() -> dict[str, str]:
    """What the numbers of ballot papers are called; only rounds with paper have them."""
    return {
        "paper_issued": _("Ballot papers given out"),
        "paper_spoiled": _("Papers spoiled and taken back"),
        "paper_unused": _("Papers given back unused"),
        "paper_returned": _("Papers that came back with a vote"),
        "paper_not_returned": _("Papers that did not come back"),
        "paper_set_aside": _("Papers set aside, and in no batch"),
        "paper_more": _("More papers came back than were given out, as two people decided"),
        "paper_more_counted": _("Of these, as many as may be in the box"),
        "paper_conditional": _("Papers given under a condition"),
        "paper_conditional_counted": _("Of these, counted"),
        "paper_conditional_refused": _("Of these, not counted"),
    }


def number_rows(facts: Facts) -> list[SummaryRow]:
    """The numbers of a box as rows of a page."""
    return [
        {
            "key": name,
            "value": how_they_came(str(facts["by_kind"]))
            if fact == "by_kind"
            else str(whole_number(int(facts[fact]))),
        }
        for fact, name in number_names().items()
        if fact in facts
    ]


def _words_of_closing(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    rows = [(str(row["key"]), str(row["value"])) for row in number_rows(asked.facts)]
    return [*rows, (_("Fingerprint of all of it"), str(asked.facts["fingerprint"])[:16])]


def _words_of_withdrawing(session: Session, asked: Asked) -> list[tuple[str, str]]:
    round_ = round_by_slug(session, asked.subject.partition("/")[2])
    number = int(asked.facts["project"])
    project = round_.definition.told.project(number) if round_.definition else None
    rows = [(_("Project to withdraw"), f"{number}. {project.title if project else ''}")]
    if project:
        rows.append((_("What it costs"), money(project.cost_minor, round_.currency)))
    return [
        *rows,
        (_("Why"), str(asked.facts["reason"])),
        (
            _("What happens"),
            _(
                "It cannot win. Votes that name it stay good, and those we can reach are told that "
                "they may choose again. It cannot be taken back."
            ),
        ),
    ]


def _words_of_extending(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    at = {name: instant_of(str(asked.facts[name])) for name in _INSTANTS}
    down = _("%(first)s to %(last)s", first=moment(at["down_from"]), last=moment(at["down_until"]))
    return [
        (_("People could not vote"), down),
        (_("What was down"), str(asked.facts["reason"])),
        (_("Voting ends now"), end_moment(at["before"])),
        (_("Voting ends then"), end_moment(at["closes_at"])),
        (_("The result is promised for"), end_moment(at["results_at"])),
        (
            _("What happens"),
            _("People can vote at once, until the new end. It cannot be taken back."),
        ),
    ]


_INSTANTS = ("down_from", "down_until", "before", "closes_at", "results_at")

ACT_WORDS: dict[str, ActWords] = {
    CLOSE_ACT: ActWords(_l("Close the box with these numbers"), _words_of_closing),
    "roll.bind_spare": ActWords(
        _l("Replace a lost letter by a sealed spare letter"), _words_of_binding
    ),
    "roll.add_by_spares": ActWords(_l("Add voters by sealed spare letters"), _words_of_adding),
    "urn.take_out": ActWords(
        _l("Take a vote out of the box that is not its voter’s"), _words_of_taking_out
    ),
    "roll.strike": ActWords(_l("Strike voters from the roll"), _words_of_striking),
    "roll.put_back": ActWords(
        _l("Put voters back who were struck by mistake"), _words_of_putting_back
    ),
    "ballot.withdraw": ActWords(_l("Withdraw a project from the vote"), _words_of_withdrawing),
    "vote.extend": ActWords(_l("Extend voting after an outage"), _words_of_extending),
    DAMAGE_ACT: ActWords(_l("Open the box although many votes cannot be opened"), _words_of_damage),
}
