"""Words of places as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class PlaceLog(LogKind):
    """What the public log tells of the place. In words: docs/audit.md."""

    PLACE_CREATED = "place:place:created"
    PLACE_CHANGED = "place:place:changed"
    SETTING_CHANGED = "place:setting:changed"
    AREA_ADDED = "place:area:added"
    AREA_RENAMED = "place:area:renamed"
    TEAM_ADDED = "place:team:added"
    TEAM_RENAMED = "place:team:renamed"
    TEAM_CONTACT_SET = "place:team:contact_set"
    CALENDAR_FROZEN = "place:calendar:frozen"


class Reads(StrEnum):
    """When what residents send is read by a facilitator."""

    BEFORE = "before"  # nothing is public before it was read
    AFTER = "after"  # public at once, read afterwards


class Setting(StrEnum):
    """What the facilitator of the place sets, by its column (docs/rules/places.md section 4)."""

    ANSWER_DAYS = "answer_days"
    COSTING_DAYS = "costing_days"
    MINUTES_DAYS = "minutes_days"
    READS_IDEAS = "reads_ideas"
    READS_POINTS = "reads_points"


# Working days that a setting may have, at least and at most.
DAYS_OF = {
    Setting.ANSWER_DAYS: (1, 60),
    Setting.COSTING_DAYS: (1, 60),
    Setting.MINUTES_DAYS: (1, 30),
}
