"""Refusals of this slice as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: Mapping[str, LazyString] = {
    "moderation.erased": _l("These words were erased for good. They cannot come back."),
    "moderation.no_text": _l("There is no public text at this address. Check the address."),
    "moderation.no_report": _l("There is no report at this address. Check the address."),
    "moderation.no_decision": _l("There is no decision with this number."),
    "moderation.only_facilitators": _l("Only a facilitator of this round, forum or place decides."),
    "moderation.own_text": _l("You wrote this text, so somebody else decides about it."),
    "moderation.not_in_force": _l("This decision keeps no words away any more."),
    "moderation.only_its_author": _l(
        "Only the author can ask for a second look. Sign in as the author."
    ),
    "moderation.nothing_went": _l("No words went, so there is nothing to look at again."),
    "moderation.asked_already": _l("A second look was asked for already. It is asked for once."),
    "moderation.ask_too_late": _l("The time to ask for a second look is over."),
    "moderation.only_second": _l("Only another facilitator or an auditor gives the second look."),
    "moderation.same_person": _l("You made this decision, so another person looks again."),
    "moderation.no_look_asked": _l("Nobody waits for a second look at this decision."),
    "moderation.outcome_needed": _l("Choose what happens to the words"),
    "moderation.no_such_part": _l("The text has no such part. Choose one from the list"),
    "moderation.rule_needed": _l("Choose a reason from the list"),
    "moderation.reason_needed": _l("Say why, in words that everybody may read"),
    "moderation.words_needed": _l("Say in words what is wrong"),
    "moderation.ask_words_needed": _l("Say why another person should look again"),
    "moderation.too_long": _l("Use %(letters)s letters or fewer"),
    "moderation.struck_needed": _l("Enter the words that must go. They need a letter or a digit"),
    "moderation.struck_not_there": _l(
        "These words do not stand in the text. Copy them exactly as they stand there"
    ),
    "moderation.reason_repeats": _l(
        "Your reason repeats the words that must go. Say it without them"
    ),
    "moderation.nothing_waits": _l("Nobody reported this text, so there is nothing to leave."),
    "moderation.nothing_goes": _l("These words are hidden already."),
    "moderation.too_often": _l("These are many reports at once. Send this one again after %(at)s."),
}
