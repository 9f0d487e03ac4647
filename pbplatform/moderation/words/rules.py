"""Reasons, outcomes and how a decision stands, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import kind_named
from pbplatform.moderation.kinds import Outcome, Rule, Standing
from pbplatform.web.base_form import day_in_words

RULE_WORDS: Mapping[str, LazyString] = {
    Rule.PRIVATE: _l("It gives away private things about somebody"),
    Rule.THREAT: _l("It threatens somebody or spreads hatred"),
    Rule.UNTRUE: _l("It says something untrue of a person"),
    Rule.UNLAWFUL: _l("It breaks a law, or a court said that it must go"),
    Rule.COPIED: _l("It is copied, or shows somebody, without leave"),
    Rule.SPAM: _l("It is advertising that has nothing to do with the subject"),
    Rule.OTHER: _l("Another reason"),
}
OUTCOME_WORDS: Mapping[str, LazyString] = {
    Outcome.LEFT: _l("The words stay"),
    Outcome.HIDDEN: _l("The whole text is hidden"),
    Outcome.STRUCK: _l("Some words were struck"),
}
STANDING_WORDS: Mapping[str, LazyString] = {
    Standing.STANDS: _l("The decision stands"),
    Standing.ASKED: _l("The author asked for a second look"),
    Standing.CONFIRMED: _l("A second person confirmed it"),
    Standing.ERASED: _l("The words were erased for good, by two people"),
    Standing.TAKEN_BACK: _l("It was taken back, and the words are there again"),
}


def called(kind: str, number: str) -> str:
    """`Idea 5`; a text whose kind is gone by its number."""
    known, said = kind_named(kind), day_in_words(number)
    return known.called(said) if known else said
