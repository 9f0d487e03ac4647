"""Everything that is done with a point once it is public. Source: docs/rules/points.md."""

from pbplatform.points.services.answering import (
    correct_answer,
    publish_answer,
    save_draft,
    titles_of,
)
from pbplatform.points.services.assessing import assess, calls_for_another
from pbplatform.points.services.assigning import assign, pass_on, send_back, take
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
from pbplatform.points.services.drafts import (
    DRAFT_DAYS,
    ask_to_send,
    forget_draft,
    keep_draft,
    open_draft,
    send_without_account,
)
from pbplatform.points.services.promises import (
    give_up_promise,
    keep_promise,
    move_promise,
    require_same_promise,
    take_promise_back,
)
from pbplatform.points.services.raising import (
    Photo,
    change_kind,
    publish_point,
    raise_point,
    record_point,
    refuse_point,
    support,
)
from pbplatform.points.services.seeing import (
    facts_of_point,
    require_same_point,
)
from pbplatform.points.services.withdrawing import go_on_with_point, withdraw_point

__all__ = [
    "DRAFT_DAYS",
    "Photo",
    "ask_to_send",
    "forget_draft",
    "keep_draft",
    "open_draft",
    "send_without_account",
    "go_on_with_point",
    "withdraw_point",
    "change_kind",
    "publish_point",
    "raise_point",
    "record_point",
    "refuse_point",
    "support",
    "ask_the_asker",
    "assess",
    "assign",
    "calls_for_another",
    "facts_of_point",
    "require_same_point",
    "require_same_promise",
    "correct_answer",
    "give_up_promise",
    "join_points",
    "keep_promise",
    "move_promise",
    "pass_on",
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
    "titles_of",
    "write_note",
]
