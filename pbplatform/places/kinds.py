"""Words of places as code."""

from __future__ import annotations

from pbplatform.audit.kinds import LogKind


class PlaceLog(LogKind):
    """What the public log tells of the place. In words: docs/audit.md."""

    PLACE_CREATED = "place:place:created"
    PLACE_CHANGED = "place:place:changed"
    AREA_ADDED = "place:area:added"
    AREA_RENAMED = "place:area:renamed"
    TEAM_ADDED = "place:team:added"
    TEAM_RENAMED = "place:team:renamed"
    CALENDAR_FROZEN = "place:calendar:frozen"
