"""A counting rule as frozen data: it can be published, hashed, read back and followed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMAT = "pbplatform-counting-rule"
VERSION = 1
LONGEST_NUMBER = 15
"""Digits of a number in a rule; far above any budget and far below what 64 bits hold."""

MOST_POINTS = 10**9


class Family(StrEnum):
    VOTES_GREEDY = "votes-greedy"
    DENSITY_GREEDY = "density-greedy"
    EQUAL_SHARES = "equal-shares"


class Misfit(StrEnum):
    """What happens at a project that no longer fits: pass over it, or end the count."""

    SKIP = "skip"
    STOP = "stop"


class Utility(StrEnum):
    """What a funded project is worth to its supporter under Equal Shares.

    `cost`: its cost; `cardinality`: one; on points ballots each times the points given.
    """

    COST = "cost"
    CARDINALITY = "cardinality"


class Completion(StrEnum):
    """What Equal Shares does with money that is left.

    `none`: nothing; `add1`: start again with a little more per voter.
    """

    NONE = "none"
    ADD1 = "add1"


class Stop(StrEnum):
    """When Add1 ends: at the first start that leaves no room for any project or would
    overspend (`exhaustive`), or only at the first that would overspend (`overspend`)."""

    EXHAUSTIVE = "exhaustive"
    OVERSPEND = "overspend"


class ThresholdKind(StrEnum):
    """What a project must reach to be funded at all.

    `score`: votes, or points where the ballots give points, at least `numerator`.
    `supporters`: at least `numerator` voters named it, whatever points they gave.
    `share`: voters who named it / valid ballots >= numerator / denominator.
    `cost-relative`: voters who named it / valid ballots
        >= (numerator / denominator) * (cost / budget).
    """

    SCORE = "score"
    SUPPORTERS = "supporters"
    SHARE = "share"
    COST_RELATIVE = "cost-relative"


class TieBreak(StrEnum):
    """How equals are put in order; the last resort is always the tie order given to the count."""

    LOWER_COST = "lower-cost"
    MORE_VOTES = "more-votes"


class Leftover(StrEnum):
    """Where the money goes that a pot does not spend."""

    RETURN = "return"
    ROLL_OVER = "roll-over"
    CITY_WIDE = "city-wide"


class CapKind(StrEnum):
    CATEGORY = "category"
    AREA = "area"


RULING_TIES = (TieBreak.LOWER_COST, TieBreak.MORE_VOTES)


@dataclass(frozen=True)
class Threshold:
    kind: ThresholdKind
    numerator: int
    denominator: int = 1


@dataclass(frozen=True)
class Cap:
    """The winners of one category or area may cost at most `limit_minor` together."""

    kind: CapKind
    name: str
    limit_minor: int


@dataclass(frozen=True)
class Rule:
    """One rule with every parameter pinned; what a family does not use keeps its default.

    Attributes:
        misfit: greedy families, and the top-up of Equal Shares.
        last_project_percent: greedy families: a project that does not fit is funded all the
            same when at least this percentage of its cost is left, and the count ends there.
        utility, completion: Equal Shares.
        increment_minor: Add1: by how much each voter's start rises per step.
        start_whole: Add1: the first start is rounded down to a whole minor unit per voter.
        stop: Add1: when it ends.
        top_up: Equal Shares: spend what is left by votes-greedy over the remaining projects.
        comparison: Equal Shares: use the votes-greedy result instead when more voters prefer
            it, a voter preferring the result that funds more of what the ballot names.
        thresholds: all must be reached.
        conflicts: groups of project keys of which at most one can be funded.
        caps: upper bounds by category or area.
        positions: ranking ballots: points for first, second, ... name; empty means as many
            points as the ballot has names for the first, one less for the next.
        ties: applied in this order before the tie order given to the count.
        leftover: what happens to a pot's unspent money.
    Source: docs/rules/counting.md section 2.
    """

    family: Family
    misfit: Misfit = Misfit.SKIP
    last_project_percent: int | None = None
    utility: Utility = Utility.COST
    completion: Completion = Completion.NONE
    increment_minor: int = 1
    start_whole: bool = False
    stop: Stop = Stop.OVERSPEND
    top_up: bool = False
    comparison: bool = False
    thresholds: tuple[Threshold, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    caps: tuple[Cap, ...] = ()
    positions: tuple[int, ...] = ()
    ties: tuple[TieBreak, ...] = RULING_TIES
    leftover: Leftover = Leftover.RETURN

    def __post_init__(self) -> None:
        _refuse_numbers(self)

    def to_dict(self) -> dict[str, Any]:
        """The document: text, whole numbers, true/false, null, lists; every field is there."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "family": str(self.family),
            "misfit": str(self.misfit),
            "last_project_percent": self.last_project_percent,
            "utility": str(self.utility),
            "completion": str(self.completion),
            "increment_minor": self.increment_minor,
            "start_whole": self.start_whole,
            "stop": str(self.stop),
            "top_up": self.top_up,
            "comparison": self.comparison,
            "thresholds": [
                {"kind": str(t.kind), "numerator": t.numerator, "denominator": t.denominator}
                for t in self.thresholds
            ],
            "conflicts": [list(group) for group in self.conflicts],
            "caps": [
                {"kind": str(cap.kind), "name": cap.name, "limit_minor": cap.limit_minor}
                for cap in self.caps
            ],
            "positions": list(self.positions),
            "ties": [str(tie) for tie in self.ties],
            "leftover": str(self.leftover),
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Rule:
        """Read a document back; fields that it leaves out keep their defaults.

        Raises:
            ValueError: not this format or version, an unknown field, or a value that is none.
        """
        fields = dict(document) if isinstance(document, Mapping) else {}
        form, version = fields.pop("format", None), fields.pop("version", None)
        if form != FORMAT or type(version) is not int or version != VERSION:
            raise ValueError(f"not a {FORMAT} document of version {VERSION}")
        unknown = set(fields) - set(_READERS)
        if unknown or "family" not in fields:
            raise ValueError(f"unknown or missing fields: {sorted(unknown) or 'family'}")
        read: dict[str, Any] = {}
        for name, value in fields.items():
            try:
                read[name] = _READERS[name](value)
            except (TypeError, KeyError, AttributeError, ValueError) as error:
                raise ValueError(f"{name}: {value!r:.200} cannot be used") from error
        return cls(**read)

    @classmethod
    def from_json(cls, raw: bytes) -> Rule:
        """Read a document from the bytes of a file, which others may have written.

        Raises:
            ValueError: no JSON, a field that comes twice, or nothing that `from_dict` takes.
        """
        try:
            document = json.loads(
                raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_int=_short_whole
            )
        except UnicodeDecodeError as error:
            raise ValueError("is not UTF-8 text") from error
        except json.JSONDecodeError as error:
            raise ValueError(f"is not JSON ({error})") from error
        except RecursionError as error:
            raise ValueError("is not JSON of a rule: it is nested too deep") from error
        return cls.from_dict(document)

    def canonical_json(self) -> bytes:
        """Bytes as RFC 8785 gives them: sorted keys, no blanks, UTF-8."""
        return json.dumps(
            self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of `canonical_json`: the name under which a rule is frozen."""
        return hashlib.sha256(self.canonical_json()).hexdigest()


def _refuse_numbers(rule: Rule) -> None:
    """Raise ValueError for a number outside its range."""
    percent = rule.last_project_percent
    if percent is not None and not 0 < percent <= 100:
        raise ValueError("last_project_percent is from 1 to 100")
    if rule.increment_minor < 1:
        raise ValueError("increment_minor is at least 1")
    for threshold in rule.thresholds:
        if threshold.numerator < 0 or threshold.denominator < 1:
            raise ValueError("a threshold is a fraction of 0 or more")
    if any(cap.limit_minor < 0 for cap in rule.caps):
        raise ValueError("caps are 0 or more")
    if not all(0 <= points <= MOST_POINTS for points in rule.positions):
        raise ValueError("positions are points from 0 to 1,000,000,000")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} comes twice")
    return found


def _short_whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"{digits[:20]}... is too large a number")
    return int(digits)


def _whole(value: object) -> int:
    if type(value) is not int or len(str(abs(value))) > LONGEST_NUMBER:
        raise TypeError("not a whole number, or too large")
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError("not true or false")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    value.encode()  # half of a surrogate pair is no text
    return value


def _each(value: object) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError("not a list")
    return list(value)


def _only(value: Mapping[str, Any], *names: str) -> None:
    """Refuse what is not understood: a misspelt field must not be taken for one left out."""
    unknown = set(value) - set(names)
    if unknown:
        raise ValueError(f"unknown fields: {sorted(unknown)}")


def _threshold(value: Mapping[str, Any]) -> Threshold:
    _only(value, "kind", "numerator", "denominator")
    denominator = _whole(value.get("denominator", 1))
    return Threshold(ThresholdKind(value["kind"]), _whole(value["numerator"]), denominator)


def _cap(value: Mapping[str, Any]) -> Cap:
    _only(value, "kind", "name", "limit_minor")
    return Cap(CapKind(value["kind"]), _text(value["name"]), _whole(value["limit_minor"]))


_READERS: dict[str, Any] = {
    "family": Family,
    "misfit": Misfit,
    "last_project_percent": lambda value: None if value is None else _whole(value),
    "utility": Utility,
    "completion": Completion,
    "increment_minor": _whole,
    "start_whole": _flag,
    "stop": Stop,
    "top_up": _flag,
    "comparison": _flag,
    "thresholds": lambda value: tuple(_threshold(one) for one in _each(value)),
    "conflicts": lambda value: tuple(
        tuple(_text(key) for key in _each(group)) for group in _each(value)
    ),
    "caps": lambda value: tuple(_cap(one) for one in _each(value)),
    "positions": lambda value: tuple(_whole(one) for one in _each(value)),
    "ties": lambda value: tuple(TieBreak(one) for one in _each(value)),
    "leftover": Leftover,
}
