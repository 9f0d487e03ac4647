"""What entries of the public log say of review by delegates and officials.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.review.kinds import ReviewLog
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ReviewLog.LEAVING_RECORDED: (
        _l("A delegate wants to leave idea %(n)s. Others must confirm it."),
        _l("A delegate wants to leave an idea. Others must confirm it."),
    ),
    ReviewLog.LEAVING_OBJECTED: (
        _l("Idea %(n)s is not left: %(reason)s"),
        _l("An idea is not left."),
    ),
    ReviewLog.REOPENING_RECORDED: (
        _l("A delegate wants to take idea %(n)s up again. Others must confirm it: %(reason)s"),
        _l("A delegate wants to take an idea up again. Others must confirm it."),
    ),
    ReviewLog.REOPENING_OBJECTED: (
        _l("Idea %(n)s is not taken up again: %(reason)s"),
        _l("An idea is not taken up again."),
    ),
    ReviewLog.LEAVING_LAPSED: (
        _l("What one delegate wanted for idea %(n)s lapsed: they are no delegate any more."),
        _l("What one delegate wanted for an idea lapsed: they are no delegate any more."),
    ),
    ReviewLog.DELEGATE_LEFT: (
        _l(
            "%(name)s is no delegate of %(committee)s any more. What they looked after is with "
            "the committee."
        ),
        _l("Somebody is no delegate any more."),
    ),
    ReviewLog.INTEREST_DECLARED: (
        _l("A delegate declared an interest in %(ideas)s."),
        _l("A delegate declared their interests."),
    ),
    ReviewLog.COSTING_ASKED: (
        _l("The team %(team)s was asked what proposal %(n)s costs, by %(due)s."),
        _l("A team was asked what a proposal costs."),
    ),
    ReviewLog.COSTING_PASSED: (
        _l("The team %(team)s passed the question about proposal %(n)s to %(to)s: %(reason)s"),
        _l("A team passed a question about a proposal to another team."),
    ),
    ReviewLog.COSTING_GIVEN: (
        _l("The team %(team)s said what proposal %(n)s costs, working days late: %(days_late)s."),
        _l("The team %(team)s said in time what proposal %(n)s costs."),
        _l("A team said what a proposal costs."),
    ),
    ReviewLog.COSTING_AGAIN: (
        _l("The team %(team)s prices proposal %(n)s again, by %(due)s: %(reason)s"),
        _l("A team prices a proposal again."),
    ),
    ReviewLog.PRICE_ASKED: (
        _l(
            "The team %(team)s was asked whether its price holds for version %(version)s of "
            "proposal %(n)s, by %(due)s."
        ),
        _l("A team was asked whether its price holds for a newer text."),
    ),
    ReviewLog.PRICE_CONFIRMED: (
        _l(
            "The team %(team)s and the delegate %(delegate)s agree that version %(version)s of "
            "proposal %(n)s changes only the spelling."
        ),
        _l(
            "The team %(team)s said that its price holds for version %(version)s of proposal %(n)s."
        ),
        _l("A team said that its price holds for a newer text."),
    ),
    ReviewLog.PRICE_REPLACED: (
        _l("The team %(team)s replaced its price for proposal %(n)s: %(reason)s"),
        _l("A team replaced its price for a proposal."),
    ),
    ReviewLog.CONDITION_SHOWN: (
        _l(
            "Delegates say that condition %(condition)s of proposal %(n)s is met in version "
            "%(version)s."
        ),
        _l("Delegates say that what had to change is changed."),
    ),
    ReviewLog.CONDITION_MET: (
        _l("The team %(team)s said that condition %(condition)s of proposal %(n)s is met."),
        _l("A team said that what had to change is changed."),
    ),
    ReviewLog.CONDITION_NOT_MET: (
        _l(
            "The team %(team)s said that condition %(condition)s of proposal %(n)s is not met: "
            "%(reason)s"
        ),
        _l("A team said that what had to change is not changed yet."),
    ),
    ReviewLog.DECISION_FELL: (
        _l(
            "What was written down of the decision on proposal %(n)s fell: its text or price is "
            "another now."
        ),
        _l("What was written down of a decision fell: text or price is another now."),
    ),
    ReviewLog.REOPENING_WANTED: (
        _l(
            "A delegate wants the decision on proposal %(n)s taken up again. Others must agree: "
            "%(reason)s"
        ),
        _l("A delegate wants a decision taken up again. Others must agree."),
    ),
    ReviewLog.REOPENING_DROPPED: (
        _l("The decision on proposal %(n)s is not taken up again: %(reason)s"),
        _l("A decision is not taken up again."),
    ),
    ReviewLog.DECISION_REOPENED: (
        _l("The decision on proposal %(n)s, %(undone)s, is taken up again: %(reason)s"),
        _l("A decision on a proposal is taken up again."),
    ),
    ReviewLog.RECHECKED: (
        _l("The team %(team)s checked proposal %(n)s again. Something is wrong: %(reason)s"),
        _l("The team %(team)s checked proposal %(n)s again: still true."),
        _l("A team checked a project on the ballot again."),
    ),
    ReviewLog.RECHECK_STAYS: (
        _l("Proposal %(n)s stays on the ballot, though a team found something: %(reason)s"),
        _l("A project stays on the ballot, though a team found something."),
    ),
    ReviewLog.COMMENT_MADE: (
        _l("The team %(team)s commented on the draft of proposal %(n)s."),
        _l("A team commented on a draft."),
    ),
    ReviewLog.COMMENT_ANSWERED: (
        _l("Delegates answered a comment of %(team)s on proposal %(n)s: %(reason)s"),
        _l("Delegates answered a comment of a team."),
    ),
    ReviewLog.COMMENT_TAKEN_BACK: (
        _l("The team %(team)s took a comment on proposal %(n)s back."),
        _l("A team took a comment back."),
    ),
    ReviewLog.SCORES_GIVEN: (
        _l("A delegate scored proposal %(n)s. The scores are public after %(due)s at the latest."),
        _l("A delegate scored a proposal."),
    ),
    ReviewLog.SCORES_PUBLISHED: (
        _l("The delegates’ scores of proposal %(n)s are public."),
        _l("The delegates’ scores of a proposal are public."),
    ),
    ReviewLog.DECISION_RECORDED: (
        _l(
            "A decision on proposal %(n)s was written down. "
            "It stands when all who are named confirm it."
        ),
        _l("A delegate wrote down what a committee decided. It does not stand yet."),
    ),
    ReviewLog.DECISION_VOTED: (
        _l("A delegate added their own vote to the decision on proposal %(n)s."),
        _l("A delegate added their own vote to a decision."),
    ),
    ReviewLog.DECISION_LEFT: (
        _l("A vote on proposal %(n)s fell away: its owner is no delegate any more."),
        _l("A vote on a proposal fell away: its owner is no delegate any more."),
    ),
    ReviewLog.DECISION_OBJECTED: (
        _l("What was written down of the decision on proposal %(n)s does not stand: %(reason)s"),
        _l("What was written down of a decision does not stand."),
    ),
    ReviewLog.PROPOSAL_DECIDED: (
        _l("The committee %(committee)s decided on proposal %(n)s: %(decision)s."),
        _l("A committee decided on a proposal."),
    ),
}


def _decision(code: str) -> str | None:
    words = {"on_ballot": _("onto the ballot"), "not_this_round": _("not in this round")}
    return words.get(code)


LOG = LogWords(
    sentences=_SENTENCES,
    fields={"decision": _decision, "undone": _decision},
)
