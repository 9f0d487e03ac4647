"""What the public log tells, as `source:subject:action`. docs/audit.md says each in words."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    # The place and its people
    PLACE_CREATED = "place:place:created"
    PLACE_CHANGED = "place:place:changed"
    AREA_ADDED = "place:area:added"
    TEAM_ADDED = "place:team:added"
    CALENDAR_FROZEN = "place:calendar:frozen"
    ROLE_GRANTED = "place:role:granted"
    ROLE_ENDED = "place:role:ended"
    # A round, from its publication to its freeze
    ROUND_PUBLISHED = "round:round:published"
    ROUND_DATES_MOVED = "round:dates:moved"
    COMMITTEE_ADDED = "round:committee:added"
    DEFINITION_FROZEN = "round:definition:frozen"
    # Ideas and proposals
    IDEA_SENT = "idea:idea:sent"
    IDEA_PUBLISHED = "idea:idea:published"
    IDEA_REFUSED = "idea:idea:refused"
    IDEA_CLAIMED = "idea:idea:claimed"
    IDEA_NOT_TAKEN = "idea:idea:not_taken"
    IDEA_WITHDRAWN = "idea:idea:withdrawn"
    IDEA_SECOND_LOOK = "idea:idea:second_look"
    INTEREST_DECLARED = "proposal:interest:declared"
    PROPOSAL_CREATED = "proposal:proposal:created"
    PROPOSAL_CHANGED = "proposal:text:changed"
    COSTING_ASKED = "proposal:costing:asked"
    COSTING_GIVEN = "proposal:costing:given"
    PROPOSAL_DECIDED = "proposal:committee:decided"
    # The vote
    ROLL_IMPORTED = "vote:roll:imported"
    ROLL_CODE_CANCELLED = "vote:roll:code_cancelled"
    ENVELOPE_CAST = "vote:envelope:cast"
    LOT_SEEDED = "vote:lot:seeded"
    URN_CLOSED = "vote:urn:closed"
    URN_OPENED = "vote:urn:opened"
    RESULT_COUNTED = "vote:result:counted"
    # What comes of it
    BUDGET_LINE_GIVEN = "delivery:budget_line:given"
    PROJECT_STEP_SET = "delivery:step:set"
    PROJECT_UPDATED = "delivery:project:updated"
    # Forums, minutes, points, answers
    FORUM_CALLED = "forum:forum:called"
    MEETING_CALLED = "forum:meeting:called"
    MEETING_CANCELLED = "forum:meeting:cancelled"
    MINUTES_CIRCULATED = "forum:minutes:circulated"
    MINUTES_APPROVED = "forum:minutes:approved"
    POINT_RAISED = "forum:point:raised"
    POINT_PUBLISHED = "forum:point:published"
    POINT_REFUSED = "forum:point:refused"
    POINT_ASSIGNED = "response:point:assigned"
    POINT_EXTENDED = "response:point:extended"
    POINT_PAUSED = "response:point:paused"
    POINT_RESUMED = "response:point:resumed"
    ANSWER_PUBLISHED = "response:answer:published"
    ANSWER_ASSESSED = "response:answer:assessed"
    POINT_ESCALATED = "response:point:escalated"
    COMMITMENT_MADE = "response:commitment:made"
    COMMITMENT_MOVED = "response:commitment:moved"
    COMMITMENT_DONE = "response:commitment:done"
