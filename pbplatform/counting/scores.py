"""What each kind of ballot gives to a project."""

from __future__ import annotations

import numpy as np

from pbplatform.counting.profile import BallotKind, Int64s, Profile


def mark_points(profile: Profile, positions: tuple[int, ...] = ()) -> Int64s | None:
    """Points of every mark, int64 (marks,); None when each mark counts one.

    Args:
        positions: points for the first, second, ... name of a ranking; names beyond them get
            none. Empty: a ballot with n names gives n, n - 1, ..., 1.
    Source: docs/rules/counting.md section 1.
    """
    if profile.kind is BallotKind.CUMULATIVE:
        if profile.points is None:
            raise ValueError("points ballots without points")
        return profile.points
    if profile.kind is not BallotKind.ORDINAL:
        return None
    place = profile.place_on_ballot()
    if not positions:
        return np.repeat(profile.lengths, profile.lengths) - place
    table = np.array([*positions, 0], dtype=np.int64)
    return table[np.minimum(place, len(positions))]


def scores_of(profile: Profile, positions: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Votes, or points where ballots give points, per project."""
    points = mark_points(profile, positions)
    return profile.supporters if points is None else profile.tally(points)
