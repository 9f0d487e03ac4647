"""Decisions about words are counted when they change, not when their list is read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.moderation.domain.kept import DECISIONS, cell_of
from pbplatform.moderation.models import TextDecision


def _decision(row: Any) -> Standing:
    return Standing(0, cell_of(row.rule, row.outcome, row.standing), row.number)


decisions = keep(
    KeptList(
        name=DECISIONS,
        key=TextDecision.number,
        read=select(
            *(TextDecision.number, TextDecision.rule, TextDecision.outcome, TextDecision.standing)
        ),
        stands=_decision,
        ties={TextDecision: lambda row: row.number},
    )
)
