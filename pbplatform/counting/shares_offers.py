"""What is known of the prices of the projects that are still in the race."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pbplatform.counting.shares_quote import Quote
from pbplatform.counting.supporters import Floats


@dataclass(eq=False)
class Offers:
    """Lower bounds of price per utility for the projects still in the race.

    Attributes:
        fresh: the prices followed to their end in this round.
        reach: above this price per utility nothing is bought in this round.
        out_of_reach: how many projects were found to be so in this round.
    """

    bounds: Floats
    fresh: dict[int, Quote] = field(default_factory=dict)
    reach: float = np.inf
    out_of_reach: int = 0

    def next_round(self) -> None:
        self.out_of_reach = 0
        self.fresh.clear()
        self.reach = np.inf

    def drop(self, project: int) -> None:
        self.bounds[project] = np.inf
        self.fresh.pop(project, None)
