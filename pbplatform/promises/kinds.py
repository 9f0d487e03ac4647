"""States of promises. Source: docs/rules/promises.md."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class PromiseState(StrEnum):
    UNDER_WAY = "under_way"
    MISSED = "missed"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"  # given up, with a reason


OPEN = frozenset({PromiseState.UNDER_WAY, PromiseState.MISSED})


class PromiseLog(LogKind):
    """What the public log tells of promises. In words: docs/audit.md."""

    COMMITMENT_MADE = "response:commitment:made"
    COMMITMENT_MOVED = "response:commitment:moved"
    COMMITMENT_DONE = "response:commitment:done"
    COMMITMENT_GIVEN_UP = "response:commitment:given_up"
    COMMITMENT_TAKEN_BACK = "response:commitment:taken_back"
