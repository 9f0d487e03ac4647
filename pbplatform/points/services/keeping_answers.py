"""Answers of each team in the order in which they were given, and those whose words are not yet
compared with others: written when one is given.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.points.domain.told import ANSWER_SHIFTS, ANSWERED, UNSIGNED, place_at
from pbplatform.points.models import Answer, AnswerSignature


def _given(row: Any) -> Standing:
    return Standing(row.team_id, "", place_at(row.published_at))


answers = keep(
    KeptList(
        name=ANSWERED,
        key=Answer.id,
        read=select(Answer.id, Answer.team_id, Answer.published_at),
        stands=_given,
        ties={Answer: lambda row: row.id},
        shifts=ANSWER_SHIFTS,
    )
)


def _unsigned(row: Any) -> Standing | None:
    return None if row.signed else Standing(0, "", place_at(row.published_at))


_signed = exists().where(AnswerSignature.answer_id == Answer.id)
unsigned = keep(
    KeptList(
        name=UNSIGNED,
        key=Answer.id,
        read=select(Answer.id, Answer.published_at, _signed.label("signed")),
        stands=_unsigned,
        ties={
            Answer: lambda row: row.id,
            AnswerSignature: lambda row: row.answer_id,
        },
        shifts=(),
    )
)
