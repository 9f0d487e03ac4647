"""Topics and how often, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Topic
from pbplatform.notices.kinds import OWN, Often

OFTEN_WORDS = {
    Often.NOW: _l("At once"),
    Often.DAILY: _l("Once a day"),
    Often.WEEKLY: _l("Once a week"),
    Often.NEVER: _l("Never"),
}

TOPIC_WORDS = {
    OWN: _l("My own things"),
    Topic.IDEAS: _l("Ideas and proposals"),
    Topic.VOTING: _l("Voting"),
    Topic.RESULTS: _l("Results"),
    Topic.BUILDING: _l("What is built"),
    Topic.MEETINGS: _l("Meetings and minutes"),
    Topic.ANSWERS: _l("Points, answers and promises"),
    Topic.WORDS: _l("Words of a facilitator"),
}

TOPIC_HINTS = {
    OWN: _l("Ideas you wrote, points you raised or support, and what became of them."),
    Topic.IDEAS: _l("Taken up, joined, changed, decided."),
    Topic.VOTING: _l("It opens, three days are left, it takes longer."),
    Topic.RESULTS: _l("Results, and what is confirmed or counted again."),
    Topic.BUILDING: _l("Money set aside, each step, moved days, the opening."),
    Topic.MEETINGS: _l("Called, changed, cancelled, minutes."),
    Topic.ANSWERS: _l("Points, answers, promises made, kept or missed."),
    Topic.WORDS: _l("What a facilitator writes to all who follow."),
}
