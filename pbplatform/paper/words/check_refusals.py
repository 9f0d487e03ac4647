"""Refusals of the hand check and of the end of the papers. Source: docs/rules/paper.md 5."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

CHECKING: dict[str, LazyString] = {
    "paper.only_checkers": _l(
        "Only clerks, facilitators and auditors of this round compare papers."
    ),
    "paper.check_not_yet": _l("Papers are compared after the count, until the certificate."),
    "paper.check_over": _l("The result is certified. Papers are compared before that."),
    "paper.check_done": _l("Two people confirmed what was found. It stands."),
    "paper.check_own_batch": _l(
        "You had a part in entering these papers. Other people compare them with the public list."
    ),
    "paper.no_paper_here": _l("This round takes no votes on paper."),
    "paper.no_such_sheet": _l("This paper is not one of those that were drawn."),
    "paper.nothing_to_check": _l("No paper is in the box of this round. There is nothing to check"),
    "paper.check_not_whole": _l("Papers that nobody has compared yet: %(count)s"),
    "paper.check_first": _l("Compare the papers first. Then two people explain what differs."),
    "paper.nothing_to_explain": _l("Nothing is left to explain: no paper differs."),
    "paper.tracker_missing": _l("Type the tracker from the slip, or say that the slip is missing"),
    "paper.tracker_too_much": _l("Leave the tracker empty if the slip is missing"),
    "paper.tracker_not_listed": _l(
        "No vote of the public list has this tracker. Look at the slip again. If it is typed as it "
        "stands there, say that it differs"
    ),
    "paper.look_at_vote": _l("Look at the public vote first. Then say what you found"),
    "paper.none_kept": _l("No paper came back in this round, so none is kept."),
    "paper.destroyed_already": _l("The papers of this round were destroyed."),
    "paper.round_goes_on": _l("Papers are kept at least until the result is certified."),
    "paper.kept_until": _l("The papers of this round are kept until %(day)s."),
    "certificate.hand_check_owed": _l(
        "Papers are compared with the public list first. Two people confirm what they found."
    ),
    "certificate.hand_check_differs": _l(
        "The hand check found papers that differ, or slips that are missing. Two people explain "
        "that in public first."
    ),
}
