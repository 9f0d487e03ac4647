"""Everything that is done with a point once it is public. Source: docs/rules/points.md."""

from pbplatform.points.services import keeping_answers as keeping_answers
from pbplatform.points.services import keeping_promises as keeping_promises
from pbplatform.points.services.adding import PointWords
from pbplatform.points.services.answering import (
    Answered,
    lock_draft,
    publish_answer,
    publish_answers,
    titles_of,
)
from pbplatform.points.services.assessing import (
    Word,
    assess,
    assess_for_asker,
    assess_points,
    calls_for_another,
)
from pbplatform.points.services.assigning import (
    Given,
    assign,
    assign_points,
    pass_on,
    send_back,
    take,
)
from pbplatform.points.services.citing import what_is_wrong
from pbplatform.points.services.clocks import (
    ask_the_asker,
    join_points,
    remind_team,
    remind_teams,
    reminders_due,
    reply_to_question,
    take_more_time,
    write_note,
)
from pbplatform.points.services.correcting import (
    LONGEST_CORRECTION,
    CorrectionText,
    answer_numbered,
    correct_answer,
    facts_of_corrected,
    refuse_correction,
)
from pbplatform.points.services.drafting import drop_draft, facts_of_answer, save_draft
from pbplatform.points.services.drafts import (
    DRAFT_DAYS,
    ask_to_send,
    forget_draft,
    keep_draft,
    mail_draft_link,
    open_draft,
    send_without_account,
)
from pbplatform.points.services.entering import enter_point, give_point_to, name_point_for
from pbplatform.points.services.going_up import points_to_tell, tell_where_it_went
from pbplatform.points.services.keeping import keep_points
from pbplatform.points.services.likeness import COMPARED, sign_answers
from pbplatform.points.services.promises import (
    PromiseKept,
    ask_about_promise,
    ask_about_promises,
    correct_promise,
    give_up_promise,
    keep_promise,
    keep_promises,
    move_promise,
    put_promise_right,
    require_same_promise,
    take_promise_back,
)
from pbplatform.points.services.raising import (
    Photo,
    PointRaised,
    change_kind,
    publish_point,
    publish_points,
    raise_point,
    raise_points,
    record_point,
    refuse_point,
)
from pbplatform.points.services.reading import keep_point
from pbplatform.points.services.seeing import (
    facts_of_point,
    require_same_point,
)
from pbplatform.points.services.supporting import PointSupported, support, support_points
from pbplatform.points.services.taking_back import undo_entered_point
from pbplatform.points.services.withdrawing import (
    go_on_for,
    go_on_with_point,
    withdraw_point,
    withdraw_point_for,
)

__all__ = [
    "Answered",
    "Given",
    "PointRaised",
    "PointSupported",
    "PointWords",
    "PromiseKept",
    "Word",
    "assess_points",
    "assign_points",
    "publish_answers",
    "publish_points",
    "raise_points",
    "support_points",
    "keep_points",
    "DRAFT_DAYS",
    "Photo",
    "ask_to_send",
    "forget_draft",
    "keep_draft",
    "mail_draft_link",
    "keep_point",
    "open_draft",
    "send_without_account",
    "go_on_for",
    "go_on_with_point",
    "name_point_for",
    "undo_entered_point",
    "withdraw_point",
    "withdraw_point_for",
    "COMPARED",
    "sign_answers",
    "change_kind",
    "publish_point",
    "raise_point",
    "enter_point",
    "give_point_to",
    "record_point",
    "refuse_point",
    "support",
    "ask_about_promise",
    "ask_about_promises",
    "ask_the_asker",
    "assess",
    "assess_for_asker",
    "assign",
    "calls_for_another",
    "facts_of_point",
    "require_same_point",
    "require_same_promise",
    "LONGEST_CORRECTION",
    "CorrectionText",
    "answer_numbered",
    "refuse_correction",
    "correct_answer",
    "correct_promise",
    "put_promise_right",
    "drop_draft",
    "facts_of_answer",
    "facts_of_corrected",
    "lock_draft",
    "give_up_promise",
    "join_points",
    "keep_promise",
    "keep_promises",
    "move_promise",
    "pass_on",
    "points_to_tell",
    "publish_answer",
    "remind_team",
    "remind_teams",
    "reminders_due",
    "reply_to_question",
    "save_draft",
    "send_back",
    "take",
    "take_more_time",
    "take_promise_back",
    "tell_where_it_went",
    "titles_of",
    "what_is_wrong",
    "write_note",
]
