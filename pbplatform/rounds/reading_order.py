"""In which order a reader meets the projects of a ballot."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pbplatform.rounds.models import BallotProject


def shuffled(projects: Sequence[BallotProject], seed: str) -> list[BallotProject]:
    """The projects in an order that is another for each reader and stays the same for one."""
    order = list(projects)
    random.Random(seed).shuffle(order)  # noqa: S311  # fairness of a page, not a secret
    return order
