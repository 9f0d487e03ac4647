"""In which order readers meet the projects of a ballot: no project is always first.

A page that many share carries nothing of one reader, so the server shuffles by the hour, and the
reader's browser shuffles again with a number of its own (`static/js/own-order.js`), on every page
the same. Source: docs/rules/voting.md section 8.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from pbplatform.rounds.models import BallotProject


def in_order_of_hour(
    projects: Sequence[BallotProject], slug: str, now: datetime
) -> list[BallotProject]:
    """The projects of a round in the order of this hour, on whatever page."""
    order = sorted(projects, key=lambda project: project.number)
    seed = seed_of_hour(slug, now)
    random.Random(seed).shuffle(order)  # noqa: S311  # fairness of a page, not a secret
    return order


def seed_of_hour(slug: str, now: datetime) -> str:
    """What an order of this hour is drawn from, the same for all who share a page."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return f"{hour:%Y-%m-%dT%H}|{slug}"
