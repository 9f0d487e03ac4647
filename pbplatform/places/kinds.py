"""Words of places as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class PlaceLog(LogKind):
    """What the public log tells of the place. In words: docs/audit.md."""

    PLACE_CREATED = "place:place:created"
    """The place was set up.

    Values: `name`; `timezone`.
    """
    PLACE_CHANGED = "place:place:changed"
    """The settings of the place were changed.

    Values: `many`, `name`.
    """
    SETTING_CHANGED = "place:setting:changed"
    """A setting of the place was changed. One entry for each setting.

    Values: `setting`, `was`, `becomes`, `reason`.
    """
    AREA_ADDED = "place:area:added"
    """An area was added.

    Values: `name`.
    """
    AREA_RENAMED = "place:area:renamed"
    """The name of an area was put right.

    Values: `name_before`, `name`, `reason`.
    """
    TEAM_ADDED = "place:team:added"
    """A team was added.

    Values: `name`.
    """
    TEAM_RENAMED = "place:team:renamed"
    """The name of a team was put right.

    Values: `name_before`, `name`, `reason`.
    """
    TEAM_CONTACT_SET = "place:team:contact_set"
    """How residents reach a team was changed. The entry has no number and no address.

    Values: `name`, `ways`.
    """
    CALENDAR_FROZEN = "place:calendar:frozen"
    """A holiday table was frozen. Working days are counted by it.

    Values: `region`, `days`, `own`, `weekend`, `reason`; `sha256` of the whole table.
    """


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
