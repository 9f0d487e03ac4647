"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.paper.kinds import AsideOutcome, PaperLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    # Handing out, and papers set aside
    PaperLog.GIVEN: (
        _l("Ballot papers given out: %(papers)s."),
        _l("Ballot papers were given out."),
    ),
    PaperLog.SPOILED: (
        _l("Spoiled ballot papers taken back, and new ones given: %(papers)s."),
        _l("Spoiled ballot papers were taken back."),
    ),
    PaperLog.UNUSED: (
        _l("Ballot papers given back unused: %(papers)s. These voters can vote online again."),
        _l("Ballot papers were given back unused."),
    ),
    PaperLog.SLIP: (
        _l("Numbers typed by mistake as given a paper: %(papers)s. Put right on the same day."),
        _l("A number was typed by mistake. It was put right."),
    ),
    PaperLog.SET_ASIDE: (
        _l("A ballot paper was set aside. Its number is %(number)s."),
        _l("A ballot paper was set aside."),
    ),
    PaperLog.ASIDE_DECIDED: (
        _l("Two people decided about ballot paper %(number)s set aside: %(reason)s"),
        _l("Two people decided about a ballot paper set aside."),
    ),
    PaperLog.MORE_DECIDED: (
        _l(
            "More ballot papers came back than were given out: %(sheets)s. %(first)s and "
            "%(second)s decided that as many count. Their reason: %(reason)s"
        ),
        _l(
            "More ballot papers came back than were given out: %(sheets)s. %(first)s and "
            "%(second)s decided that they do not count. Their reason: %(reason)s"
        ),
        _l("Two people decided about ballot papers beyond those given out."),
    ),
    # Batches
    PaperLog.BATCH_RECEIVED: (
        _l(
            "Batch %(number)s of returned ballot papers was logged: %(sheets)s sheets. More came "
            "back than were given out, and nobody decided yet: %(beyond)s."
        ),
        _l("Batch %(number)s of returned ballot papers was logged: %(sheets)s sheets."),
        _l("A batch of returned ballot papers was logged."),
    ),
    PaperLog.BATCH_CORRECTED: (
        _l(
            "The sheets of batch %(number)s were counted again: %(sheets)s, not %(was)s. More came "
            "back than were given out, and nobody decided yet: %(beyond)s."
        ),
        _l("The sheets of batch %(number)s were counted again: %(sheets)s, not %(was)s."),
        _l("The sheets of a batch were counted again."),
    ),
    PaperLog.ENTRY_DROPPED: (
        _l("A half-entered reading of batch %(number)s was dropped. Another clerk begins anew."),
        _l("A half-entered reading of a batch was dropped."),
    ),
    PaperLog.BATCH_DIFFERED: (
        _l("Two clerks read %(sheets)s sheets of batch %(number)s differently."),
        _l("Two clerks read sheets of a batch differently."),
    ),
    PaperLog.BATCH_AGREED: (
        _l("Both readings of batch %(number)s agree now. Sheets looked at: %(sheets)s."),
        _l("Both readings of a batch agree."),
    ),
    PaperLog.BATCH_SEALED: (
        _l("Batch %(number)s was sealed into the box by a second person: %(sheets)s sheets."),
        _l("A batch was sealed into the box."),
    ),
    PaperLog.BATCH_REFUSED: (
        _l(
            "Batch %(number)s was refused by two people: %(reason)s Papers in it that had been set "
            "aside wait for another batch: %(asides)s."
        ),
        _l("Batch %(number)s was refused by two people: %(reason)s"),
        _l("A batch was refused by two people."),
    ),
    # The hand check, and the end of the papers
    PaperLog.CHECKED: (
        _l(
            "Hand check by %(first)s and %(second)s: %(compared)s of %(sheets)s papers compared. "
            "The same: %(same)s. They differ: %(differs)s. Slip missing: %(missing)s."
        ),
        _l("Two people compared papers with the public list."),
    ),
    PaperLog.EXPLAINED: (
        _l("%(first)s and %(second)s explained what the hand check found: %(reason)s"),
        _l("%(first)s and %(second)s explained what the hand check found."),
        _l("Two people explained what the hand check found."),
    ),
    PaperLog.KEYS_DESTROYED: (_l("The keys of all batches of ballot papers were destroyed."),),
    PaperLog.PAPERS_DESTROYED: (
        _l("%(first)s and %(second)s destroyed the ballot papers, %(sheets)s sheets."),
        _l("The ballot papers were destroyed."),
    ),
}


def _more(told: Mapping[str, Any]) -> int:
    """Which sentence follows from the outcome, not from which values an entry has."""
    return 0 if told.get("data", {}).get("outcome") == AsideOutcome.COUNTS else 1


LOG = LogWords(
    sentences=_SENTENCES,
    choose={PaperLog.MORE_DECIDED: _more},
    families={"paper": _l("Votes on paper")},
)
