"""Who may win at all, and what a funded project shuts out."""

from __future__ import annotations

from fractions import Fraction

from pbplatform.counting.profile import Profile
from pbplatform.counting.result import Number, Reason, Verdict
from pbplatform.counting.rulebook import CapKind, Rule, Threshold, ThresholdKind


def refused_before_counting(
    profile: Profile, rule: Rule, scores: tuple[int, ...]
) -> dict[int, Verdict]:
    """Projects that cannot be funded whatever happens, by index, with the first reason.

    Source: docs/rules/counting.md section 3.
    """
    refused: dict[int, Verdict] = {}
    for project, contender in enumerate(profile.contenders):
        if contender.withdrawn:
            refused[project] = Verdict(Reason.WITHDRAWN)
            continue
        for threshold in rule.thresholds:
            needed = _needed(threshold, profile, contender.cost_minor)
            by_score = threshold.kind is ThresholdKind.SCORE
            got = scores[project] if by_score else profile.supporters[project]
            if got < needed:
                numbers = {"kind": str(threshold.kind), "needed": _text(needed), "got": got}
                refused[project] = Verdict(Reason.BELOW_THRESHOLD, numbers)
                break
    return refused


def _needed(threshold: Threshold, profile: Profile, cost_minor: int) -> Fraction:
    """The votes or points that this threshold asks of a project with this cost."""
    share = Fraction(threshold.numerator, threshold.denominator)
    if threshold.kind in (ThresholdKind.SCORE, ThresholdKind.SUPPORTERS):
        return share
    if threshold.kind is ThresholdKind.SHARE:
        return share * profile.voters
    if profile.budget_minor == 0:
        return Fraction(0)
    return share * profile.voters * Fraction(cost_minor, profile.budget_minor)


def _text(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


class Bounds:
    """Conflict groups and caps while winners are added."""

    def __init__(self, profile: Profile, rule: Rule) -> None:
        self._profile = profile
        index = {key: project for project, key in enumerate(profile.keys)}
        groups = [[index[key] for key in group if key in index] for group in rule.conflicts]
        self._groups_of: dict[int, list[list[int]]] = {}
        for group in groups:
            for project in group:
                self._groups_of.setdefault(project, []).append(group)
        self._caps = rule.caps
        self._spent = [0] * len(rule.caps)
        self._funded: set[int] = set()

    @property
    def bind(self) -> bool:
        """Whether there is any conflict group or cap at all."""
        return bool(self._groups_of or self._caps)

    def fund(self, project: int) -> None:
        self._funded.add(project)
        for number in self._caps_over(project):
            self._spent[number] += self._profile.contenders[project].cost_minor

    def refusal(self, project: int) -> Verdict | None:
        """Why the projects funded so far shut this one out; None when they do not."""
        for group in self._groups_of.get(project, ()):
            for other in group:
                if other != project and other in self._funded:
                    winner = self._profile.contenders[other].key
                    return Verdict(Reason.CONFLICT_WITH, {"winner": winner})
        for number in self._caps_over(project):
            cap = self._caps[number]
            spent = self._spent[number] + self._profile.contenders[project].cost_minor
            if spent > cap.limit_minor:
                numbers: dict[str, Number] = {
                    "kind": str(cap.kind),
                    "name": cap.name,
                    "limit_minor": cap.limit_minor,
                    "missing_minor": spent - cap.limit_minor,
                }
                return Verdict(Reason.CAP_REACHED, numbers)
        return None

    def _caps_over(self, project: int) -> list[int]:
        if not self._caps:
            return []
        contender = self._profile.contenders[project]
        names = {CapKind.CATEGORY: contender.category, CapKind.AREA: contender.area}
        return [n for n, cap in enumerate(self._caps) if names[cap.kind] == cap.name]
