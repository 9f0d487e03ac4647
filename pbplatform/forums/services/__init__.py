"""Changing forums, meetings and minutes. Source: docs/rules/forums.md."""

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
from pbplatform.forums.services.changing import cancel_meeting, change_meeting, restore_meeting
from pbplatform.forums.services.facts import correct_forum, facts_of_forum
from pbplatform.forums.services.meeting_facts import MeetingFacts, facts_as_text
from pbplatform.forums.services.meetings import attend, call_forum, call_meeting
from pbplatform.forums.services.minutes import write_minutes
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
    facts_of_meeting,
    facts_of_minutes,
    require_same_meeting,
    require_same_minutes,
)
from pbplatform.forums.services.telling import KEPT_AFTER, news_until, register_askers

__all__ = [
    "KEPT_AFTER",
    "Coming",
    "Registered",
    "ask_news",
    "cancel_registration",
    "facts_of_registration",
    "forget_registrations",
    "give_places",
    "register",
    "remove_registration",
    "ItemFacts",
    "add_item",
    "add_paper",
    "change_item",
    "facts_of_item",
    "move_item",
    "put_back_item",
    "remove_item",
    "remove_paper",
    "change_meeting",
    "correct_forum",
    "facts_as_text",
    "news_until",
    "register_askers",
    "restore_meeting",
    "facts_of_forum",
    "facts_of_meeting",
    "facts_of_minutes",
    "require_same_meeting",
    "require_same_minutes",
    "MeetingFacts",
    "attend",
    "call_forum",
    "call_meeting",
    "cancel_meeting",
    "write_minutes",
]
