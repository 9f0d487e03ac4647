"""Of each kind of entry of the public log: the fact that tells it, or why none does.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.accounts.kinds import AccountLog
from pbplatform.audit.kinds import AuditLog, LogKind
from pbplatform.carry.kinds import CarryLog
from pbplatform.changes.kinds import ChangesLog
from pbplatform.delivery.kinds import DeliveryLog
from pbplatform.forums.kinds import ForumLog
from pbplatform.intake.kinds import IntakeLog
from pbplatform.letters.kinds import LettersLog
from pbplatform.moderation.kinds import ModerationLog
from pbplatform.notices.kinds import NoticeLog
from pbplatform.paper.kinds import PaperLog
from pbplatform.places.kinds import PlaceLog
from pbplatform.points.kinds import PointLog
from pbplatform.promises.kinds import PromiseLog
from pbplatform.proposals.kinds import ProposalLog
from pbplatform.reopening.kinds import ReopenLog
from pbplatform.results.kinds import ResultLog
from pbplatform.review.kinds import ReviewLog
from pbplatform.rounds.kinds import RoundLog
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.venues.kinds import KioskLog, VenueLog
from pbplatform.voting.kinds import VoteLog

TOLD: Mapping[LogKind, str] = {
    VenueLog.VENUE_CHANGED: "venues:changed",
    VenueLog.VENUE_TAKEN_AWAY: "venues:taken_away",
    VenueLog.VENUE_CLOSED: "venues:closed",
    VenueLog.VENUE_OPEN_AGAIN: "venues:open_again",
    RoundLog.ROUND_DATES_MOVED: "rounds:dates_moved",
    RoundLog.ROUND_CORRECTED: "rounds:corrected",
    RoundLog.ROUND_MONEY_ADDED: "rounds:money_added",
    RoundLog.ROUND_PAUSED: "rounds:paused",
    RoundLog.ROUND_RESUMED: "rounds:resumed",
    RoundLog.ROUND_CALLED_OFF: "rounds:called_off",
    RoundLog.DEFINITION_FROZEN: "rounds:ballot_final",
    VoteLog.PROJECT_WITHDRAWN: "voting:project_withdrawn",
    VoteLog.WINDOW_EXTENDED: "voting:window_extended",
    VoteLog.RESULT_COUNTED: "results:provisional",
    VoteLog.RESULT_COUNTED_AGAIN: "results:counted_again",
    ResultLog.OBJECTION_SHOWN: "results:objection_shown",
    ResultLog.OBJECTION_ANSWERED: "results:objection_answered",
    ResultLog.RECOUNT_OWED: "results:recount_owed",
    ResultLog.RECOUNT_OFF: "results:recount_off",
    ResultLog.CERTIFIED: "results:certified",
    NoticeLog.WRITTEN: "notices:notice",
    DeliveryLog.BUDGET_LINE_GIVEN: "delivery:line_given",
    DeliveryLog.BUDGET_LINE_CHANGED: "delivery:line_changed",
    DeliveryLog.PROJECT_STEP_SET: "delivery:step",
    DeliveryLog.PROJECT_STEP_TAKEN_BACK: "delivery:taken_back",
    DeliveryLog.PROJECT_LOOKED_BACK: "delivery:looked_back",
    DeliveryLog.PROJECT_STOPPED: "delivery:stopped",
    DeliveryLog.PROJECT_NEXT_STEP_SET: "delivery:next_step",
    DeliveryLog.PROJECT_DATE_MOVED: "delivery:day_moved",
    DeliveryLog.PROJECT_UPDATED: "delivery:update",
    DeliveryLog.PROJECT_CORRECTED: "delivery:corrected",
    ProposalLog.IDEA_PUBLISHED: "proposals:idea_published",
    ProposalLog.IDEA_CLAIMED: "proposals:idea_claimed",
    ProposalLog.IDEA_NOT_TAKEN: "proposals:idea_not_taken",
    ProposalLog.IDEA_HANDED_BACK: "proposals:idea_handed_back",
    ProposalLog.IDEA_WITHDRAWN: "proposals:idea_withdrawn",
    ProposalLog.IDEA_REOPENED: "proposals:idea_reopened",
    ProposalLog.JOIN_OBJECTED: "proposals:idea_taken_out",
    ProposalLog.PROPOSAL_SPLIT: "proposals:proposal_split",
    ProposalLog.PROPOSAL_CREATED: "proposals:proposal_created",
    ProposalLog.PROPOSAL_CHANGED: "proposals:proposal_changed",
    ReviewLog.COSTING_GIVEN: "review:price_given",
    ReviewLog.PRICE_REPLACED: "proposals:price_replaced",
    ReviewLog.PROPOSAL_DECIDED: "proposals:put_on_ballot",
    ReviewLog.DECISION_REOPENED: "proposals:proposal_reopened",
    ReviewLog.RECHECKED: "review:found_wrong",
    ReviewLog.RECHECK_STAYS: "review:stays_on_ballot",
    ForumLog.FORUM_CHANGED: "forums:forum_changed",
    ForumLog.MEETING_CALLED: "forums:meeting_called",
    ForumLog.MEETING_CHANGED: "forums:meeting_changed",
    ForumLog.MEETING_CANCELLED: "forums:meeting_cancelled",
    ForumLog.MEETING_RESTORED: "forums:meeting_restored",
    ForumLog.AGENDA_CHANGED: "forums:agenda_changed",
    ForumLog.MINUTES_CIRCULATED: "forums:minutes",
    ForumLog.MINUTES_APPROVED: "forums:minutes",
    ForumLog.MINUTES_AMENDED: "forums:minutes",
    PointLog.POINT_PUBLISHED: "points:published",
    PointLog.POINT_WITHDRAWN: "points:withdrawn",
    PointLog.POINT_WENT_ON: "points:goes_on",
    PointLog.POINT_ASSIGNED: "points:assigned",
    PointLog.POINT_TAKEN: "points:assigned",
    PointLog.POINT_JOINED: "points:joined",
    PointLog.POINT_NOTED: "points:noted",
    PointLog.POINT_EXTENDED: "points:more_time",
    PointLog.POINT_PAUSED: "points:question_asked",
    PointLog.POINT_RESUMED: "points:replied",
    PointLog.ANSWER_PUBLISHED: "points:answered",
    PointLog.ANSWER_CORRECTED: "points:answer_corrected",
    PointLog.POINT_ESCALATED: "points:another_answer_due",
    PointLog.POINT_WENT_UP: "points:went_up",
    PointLog.POINT_CAME_BACK: "points:came_back",
    PromiseLog.COMMITMENT_MADE: "points:promise_made",
    PromiseLog.COMMITMENT_MOVED: "points:promise_moved",
    PromiseLog.COMMITMENT_DONE: "points:promise_done",
    PromiseLog.COMMITMENT_GIVEN_UP: "points:promise_given_up",
    PromiseLog.COMMITMENT_TAKEN_BACK: "points:promise_taken_back",
    PromiseLog.COMMITMENT_CORRECTED: "points:promise_corrected",
    CarryLog.IDEA_AGAIN: "carry:idea_again",
    CarryLog.PROJECT_AGAIN: "carry:idea_again",
    CarryLog.POINT_BECAME: "carry:idea_again",
    ChangesLog.CONFIRMED: "changes:confirmed",
    PromiseLog.CHECK_ASKED: "promises:check_asked",
    PromiseLog.CHECK_REPLY_DUE: "promises:check_no",
    PromiseLog.CHECK_REPLIED: "promises:check_replied",
}
_NOT_PUBLIC = "nothing is public yet, so nobody can follow it; whoever sent it has a mail"
_NOBODY_YET = "nobody can follow it before it is there"
_STAFF = "staff act on it and have mails of their own; what comes of it is told"
_CEREMONY = "a step between the end of voting and the result, which is told"
_ROLL = "it is about one voter or the roll as a whole; whoever it concerns has a mail"
_ONE_WORD = "one person's word; what comes of all of them is told"
_FORMAL = "nothing of the thing changes for those who follow it"
UNTOLD: Mapping[LogKind, str] = {
    RoundLog.ROUND_PUBLISHED: _NOBODY_YET,
    **{
        kind: "numbers of papers; whoever has one is told by the page of their code"
        for kind in PaperLog
        if kind.startswith("paper:handed:")
    },
    **{
        kind: "numbers of papers without names; the page of the papers shows every batch"
        for kind in PaperLog
        if kind.startswith("paper:batch:")
    },
    PaperLog.SET_ASIDE: "a paper without a name; the page of the papers tells its number",
    PaperLog.ASIDE_DECIDED: "a paper without a name; the page of the papers tells its number",
    VoteLog.ROLL_ROOTED: "a fingerprint for whoever checks; the page of the roll has it",
    VoteLog.PROGRAMS_NAMED: "hashes for whoever checks; the page of the check has them",
    ForumLog.PROGRAMS_NAMED: "hashes for whoever checks; the bundle of the forum has them",
    VoteLog.LETTER_WISHED: "a number without a voter; two people act on it",
    VoteLog.LETTER_WISH_DROPPED: "a number without a voter; nothing was done",
    TrusteeLog.NAMED: "said before the freeze; ballot, receipt and its own page tell it",
    TrusteeLog.LET_GO: "said before the freeze; ballot, receipt and its own page tell it",
    ReopenLog.STATED: "the result and the page of the box tell it; who must act has it to do",
    ReopenLog.TAKEN_BACK: "the page of the box tells it beside what was said",
    ReopenLog.SET_ASIDE: "the page of the box tells it; the certificate that follows is told",
    ReopenLog.KEY_ENDED: "nothing of the result changes; the page of the round says it",
    TrusteeLog.DESTROYED: "nobody needs it any more; the page of the trustees tells it",
    TrusteeLog.ACCOUNT_ACCEPTED: "who signs in as a trustee; the page of the trustees tells it",
    TrusteeLog.ACCOUNT_ENDED: "who signs in as a trustee; the page of the trustees tells it",
    TrusteeLog.EXPORT_TAKEN: "a step of an opening; the log tells it",
    TrusteeLog.LIST_CONFIRMED: "a step of an opening; the page of the trustees tells it",
    TrusteeLog.LIST_TAKEN_BACK: "a step of an opening; the page of the trustees tells it",
    PaperLog.MORE_DECIDED: "numbers of papers; the page of the papers and the result tell them",
    VenueLog.WAYS_SAID: "said before the freeze; the page of the round and the letters tell it",
    VenueLog.VENUE_ADDED: "it takes nothing from anybody; the page of the round leads there",
    KioskLog.KIOSK_OPENED: "whoever goes to the voting place finds it there",
    KioskLog.KIOSK_CLOSED: "screens come and go during a day of voting",
    KioskLog.HELP_COUNTED: "a number beside the result, of which every follower is told",
    PaperLog.CHECKED: "told with the certificate that follows it; its page is public",
    PaperLog.EXPLAINED: "told with the certificate that follows it; its page is public",
    PaperLog.KEYS_DESTROYED: _CEREMONY,
    PaperLog.PAPERS_DESTROYED: "the page of the hand check says the day long before",
    RoundLog.COMMITTEE_ADDED: _FORMAL,
    RoundLog.COMMITTEE_RENAMED: _FORMAL,
    **{
        kind: _ROLL
        for kind in VoteLog
        if kind.startswith(("vote:roll:", "vote:letters:", "vote:objection:", "vote:envelope:"))
    },
    **{
        kind: _CEREMONY
        for kind in VoteLog
        if kind.startswith(("vote:numbers:", "vote:paper:", "vote:lot:", "vote:urn:"))
        or kind.startswith(("vote:damage:", "vote:storage:", "vote:key:"))
    },
    ResultLog.OBJECTION_SENT: _NOT_PUBLIC,
    ResultLog.OBJECTION_WITHDRAWN: _ONE_WORD,
    DeliveryLog.PROJECT_UPDATE_ASKED: _STAFF,
    ProposalLog.IDEA_SENT: _NOT_PUBLIC,
    ProposalLog.IDEA_READ: _FORMAL,
    ProposalLog.IDEA_REFUSED: _NOT_PUBLIC,
    ProposalLog.IDEA_SECOND_LOOK: _NOT_PUBLIC,
    ProposalLog.IDEA_HANDED_OVER: _FORMAL,
    ProposalLog.IDEA_PASSED: _FORMAL,
    ProposalLog.IDEA_PLEA: _STAFF,
    ProposalLog.IDEA_PLEA_DECLINED: _FORMAL,
    ProposalLog.JOIN_AGREED: _ONE_WORD,
    **{
        kind: _STAFF
        for kind in ReviewLog
        if kind not in TOLD
        and kind.startswith(
            (
                *("idea:leaving:", "idea:reopening:", "round:delegate:", "proposal:interest:"),
                *("proposal:costing:", "proposal:price:", "proposal:condition:"),
                *("proposal:decision:", "proposal:reopening:", "proposal:comment:"),
                "proposal:scores:",
            )
        )
    },
    ProposalLog.IDEA_TAKEN_AWAY: "nobody sent it, so nobody waits for it",
    CarryLog.GIVEN: "the ideas that were given are told when they are public",
    CarryLog.SAID_AT: _ONE_WORD,
    CarryLog.SAID_AT_TAKEN_BACK: _ONE_WORD,
    ForumLog.FORUM_CALLED: _NOBODY_YET,
    ForumLog.CORRECTION_SENT: _STAFF,
    ForumLog.CORRECTION_WITHDRAWN: _ONE_WORD,
    ForumLog.CORRECTION_ACCEPTED: "whoever sent it has a mail; minutes that change are told",
    ForumLog.CORRECTION_DECLINED: "whoever sent it has a mail",
    ForumLog.ATTENDANCE_WRITTEN: _FORMAL,
    ForumLog.ATTENDANCE_CORRECTED: _FORMAL,
    PointLog.POINT_RAISED: _NOT_PUBLIC,
    PointLog.POINT_READ: _FORMAL,
    PointLog.POINT_REFUSED: _NOT_PUBLIC,
    PointLog.POINT_KIND_CHANGED: _FORMAL,
    PointLog.POINT_PASSED_ON: "the first team answers until the other takes it, which is told",
    PointLog.POINT_SENT_BACK: _FORMAL,
    PointLog.ANSWER_NAMES: "the answer itself is told",
    PointLog.ANSWER_ASSESSED: _ONE_WORD,
    PromiseLog.CHECK_SAID: _ONE_WORD,
    PromiseLog.CHECK_REPLY_LEFT: "nobody waits for a reply any more",
    PromiseLog.EVIDENCE_ADDED: _FORMAL,
    PromiseLog.EVIDENCE_TAKEN_AWAY: _FORMAL,
    **{kind: _STAFF for kind in ChangesLog if kind not in TOLD},
    NoticeLog.TAKEN_BACK: "its page and the feeds say so; what waits is not sent",
    **dict.fromkeys(IntakeLog, "the idea or point itself is told; its page says who wrote it down"),
    **dict.fromkeys(LettersLog, "the log counts letters; whom each is for is nobody else's matter"),
    **dict.fromkeys(AccountLog, "it is about one person or one role, who has a mail"),
    **dict.fromkeys(PlaceLog, "nobody follows the place as a whole"),
    **dict.fromkeys(ModerationLog, "news of words that had to go would spread them"),
    **dict.fromkeys(AuditLog, "it is about the log itself"),
}
