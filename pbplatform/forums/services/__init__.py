"""Changing forums, meetings and minutes. Source: docs/rules/forums.md."""

from pbplatform.forums.services import keeping as keeping
from pbplatform.forums.services.agenda import (
    ItemFacts,
    add_item,
    add_paper,
    change_item,
    facts_of_item,
    move_item,
    put_back_item,
    remove_item,
    remove_paper,
)
from pbplatform.forums.services.attendance import (
    AttendanceFacts,
    OfficialFacts,
    attend,
    take_attendance_back,
    write_attendance,
)
from pbplatform.forums.services.changing import cancel_meeting, change_meeting, restore_meeting
from pbplatform.forums.services.corrections import (
    CorrectionFacts,
    decide_correction,
    send_correction,
    withdraw_correction,
)
from pbplatform.forums.services.drafts import draft_mark, drop_draft, save_draft
from pbplatform.forums.services.facts import correct_forum, facts_of_forum
from pbplatform.forums.services.meeting_facts import MeetingFacts, facts_as_text
from pbplatform.forums.services.meetings import call_forum, call_meeting
from pbplatform.forums.services.minutes import write_minutes
from pbplatform.forums.services.news import KEPT_AFTER, news_until
from pbplatform.forums.services.registering import (
    Coming,
    Registered,
    ask_news,
    cancel_registration,
    facts_of_registration,
    forget_registrations,
    give_places,
    register,
    remove_registration,
)
from pbplatform.forums.services.seeing import (
    facts_of_correction,
    facts_of_draft,
    facts_of_meeting,
    facts_of_minutes,
    require_same_correction,
    require_same_draft,
    require_same_meeting,
    require_same_minutes,
)

__all__ = [
    "draft_mark",
    "AttendanceFacts",
    "Coming",
    "CorrectionFacts",
    "ItemFacts",
    "KEPT_AFTER",
    "MeetingFacts",
    "OfficialFacts",
    "Registered",
    "add_item",
    "add_paper",
    "ask_news",
    "attend",
    "call_forum",
    "call_meeting",
    "cancel_meeting",
    "cancel_registration",
    "change_item",
    "change_meeting",
    "correct_forum",
    "decide_correction",
    "drop_draft",
    "facts_as_text",
    "facts_of_correction",
    "facts_of_draft",
    "facts_of_forum",
    "facts_of_item",
    "facts_of_meeting",
    "facts_of_minutes",
    "facts_of_registration",
    "forget_registrations",
    "give_places",
    "move_item",
    "news_until",
    "put_back_item",
    "register",
    "remove_item",
    "remove_paper",
    "remove_registration",
    "require_same_correction",
    "require_same_draft",
    "require_same_meeting",
    "require_same_minutes",
    "restore_meeting",
    "save_draft",
    "send_correction",
    "take_attendance_back",
    "withdraw_correction",
    "write_attendance",
    "write_minutes",
]
