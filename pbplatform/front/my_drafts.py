"""What one person began to write and did not send. Source: docs/rules/forms.md section 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.drafts import KeptDraft, drafts_of, title_of
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import PointDraft
from pbplatform.points.pages.point_drafts import drafts_of as drafts_of_forum
from pbplatform.proposals.models import IdeaDraft
from pbplatform.proposals.pages.idea_drafts import drafts_of as drafts_of_round
from pbplatform.rounds.models import Round
from pbplatform.web.drafts import DraftsOf

T = TypeVar("T", Round, ForumSeries)
MOST = 20  # of each kind; older ones are gone after seven days


@dataclass(frozen=True)
class MyDraft:
    """A draft with its way on.

    Attributes:
        title: as it was typed, perhaps empty.
        goes_to: the round or forum, by name.
        saved_at, until: when it was saved last, and from when on it is gone.
    """

    title: str
    goes_to: str
    saved_at: datetime | None
    until: datetime
    carry_on: str
    away: str


def my_drafts(session: Session, account_id: int, *, now: datetime) -> list[MyDraft]:
    """Ideas first, then points, the newest first in each."""
    ideas = drafts_of(session, IdeaDraft, account_id, now=now, most=MOST)
    points = [
        draft
        for draft in drafts_of(session, PointDraft, account_id, now=now, most=MOST)
        if not draft.waits_for_mail
    ]
    rounds = _by_id(session, Round, [draft.round_id for draft in ideas])
    forums = _by_id(session, ForumSeries, [draft.forum_id for draft in points])
    return [
        *(_shown(draft, drafts_of_round(rounds[draft.round_id]), rounds[draft.round_id].name)
          for draft in ideas),
        *(_shown(draft, drafts_of_forum(forums[draft.forum_id]), forums[draft.forum_id].name)
          for draft in points),
    ]  # fmt: skip


def _by_id(session: Session, table: type[T], ids: Sequence[int]) -> dict[int, T]:
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(set(ids))))}


def _shown(draft: KeptDraft, of: DraftsOf, goes_to: str) -> MyDraft:
    name = draft.own_name
    return MyDraft(
        title=title_of(draft.typed),
        goes_to=goes_to,
        saved_at=draft.saved_at,
        until=draft.expires_at,
        carry_on=of.url("form", name),
        away=of.url("away", name),
    )
