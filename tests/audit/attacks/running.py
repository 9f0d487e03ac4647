"""Each attack is carried out, the vote goes on to its end, and everybody looks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.errors import DomainError
from tests.audit.attacks.asking import everybody_asks
from tests.audit.attacks.attack import OPERATOR, OUTSIDER, Attack
from tests.audit.attacks.by_database import DATABASE_ATTACKS
from tests.audit.attacks.by_operator import OPERATOR_WHILE_VOTING
from tests.audit.attacks.by_operator_forum import OPERATOR_AT_THE_FORUM
from tests.audit.attacks.by_operator_later import OPERATOR_FROM_THE_CLOSE
from tests.audit.attacks.by_outsider import OUTSIDER_ATTACKS
from tests.audit.attacks.insider import Insider
from tests.audit.attacks.outsider import COLUMNS, Told, judged, judged_forum, judged_with
from tests.audit.attacks.place import Place
from tests.results.bundles import files_of
from tests.voting.elections import CLOSES

ALL = [
    *(OUTSIDER_ATTACKS + DATABASE_ATTACKS + OPERATOR_WHILE_VOTING),
    *(OPERATOR_FROM_THE_CLOSE + OPERATOR_AT_THE_FORUM),
]
BEST = COLUMNS[-1]


@dataclass
class Outcome:
    """What was noticed.

    Attributes:
        refused: the code with which the program itself did not do it, or did not go on.
        findings: what `pbplatform check` says afterwards.
        told: what the program for outsiders says to each of those who kept something; empty where
            nothing came to be published.
        all_receipts: what it says where every voter brings a receipt; of a vote that was published.
        asked: what people read who ask whether anybody voted in their name, and know better.
    """

    attack: Attack
    refused: str = ""
    findings: list[str] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)
    all_receipts: Told | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def told_all(self) -> dict[str, Any]:
        """As it is written down."""
        told = {"attack": self.attack.name, "refused": self.refused, "findings": self.findings}
        columns = {column: [each.code, each.text] for column, each in self.told.items()}
        receipts = self.all_receipts and [self.all_receipts.code, self.all_receipts.text]
        return {**told, "told": columns, "all_receipts": receipts, "asked": self.asked}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Outcome:
        attack = next(each for each in ALL if each.name == told["attack"])
        columns = {column: Told(*each) for column, each in told["told"].items()}
        receipts = Told(*told["all_receipts"]) if told["all_receipts"] else None
        return cls(attack, told["refused"], told["findings"], columns, receipts, told["asked"])

    @property
    def by_program(self) -> str:
        """How the program itself notices; empty where it does not."""
        return self.refused or ", ".join(self.findings)

    def seen_by(self, column: str) -> bool:
        """Whether those notice who kept this."""
        return column in self.told and self.told[column].code != 0

    @property
    def seen_by_receipts(self) -> bool:
        """Whether it is noticed when every voter looks."""
        return self.all_receipts is not None and self.all_receipts.code != 0

    @property
    def caught(self) -> bool:
        """Whether it is noticed with one receipt and one pin before the close.

        What an operator does to the program's own checks, operators can leave out: against them
        only people outside count.
        """
        outside = self.seen_by(BEST)
        return outside or (self.attack.who != OPERATOR and bool(self.by_program))

    @property
    def evidence(self) -> str:
        """The line that tells of it, of whoever needs least for it."""
        for column in COLUMNS:
            if self.seen_by(column):
                name = "verify_forum.py" if self.attack.forum else "verify.py"
                return f"{name}, {column}: {self.told[column].lines[0]}"
        if self.by_program:
            return f"the program: {self.by_program}"
        if self.seen_by_receipts and self.all_receipts:
            return f"verify.py, every receipt: {self.all_receipts.lines[0]}"
        return f"my-name, {self.asked[0]}" if self.asked else ""


def carried_out(place: Place, attack: Attack) -> Outcome:
    """One attack, from its stage to a published result."""
    place.restore(attack.when)
    place.ends = CLOSES
    outcome = Outcome(attack)
    insider = Insider(place, has_key=attack.who == OPERATOR)
    with insider.until_the_end:
        try:
            attack.act(insider)
            place.session.commit()
        except DomainError as refused:
            place.session.rollback()
            outcome.refused = refused.code
            if attack.who == OUTSIDER:
                return outcome
        if insider.has_key:
            insider.cover()
        outcome.findings = place.findings()
        _go_on(place, insider, outcome)
        outcome.findings += [each for each in place.findings() if each not in outcome.findings]
        if attack.forum:
            outcome.told = judged_forum(place.forum_bundle(), place.kept)
        elif place.stage == "counted":
            _look_from_outside(place, insider, outcome)
        if not attack.forum:
            outcome.asked = everybody_asks(place)
    return outcome


def _look_from_outside(place: Place, insider: Insider, outcome: Outcome) -> None:
    bundle = _handed_out(place, insider)
    outcome.told = judged(bundle, place.kept)
    receipts = {str(voter): text for voter, text in place.kept.receipts.items()}
    outcome.all_receipts = judged_with(bundle, {}, receipts)


def _go_on(place: Place, insider: Insider, outcome: Outcome) -> None:
    stage = place.stage
    place.save("attacked")
    place.stage = stage
    try:
        place.go_on()
    except DomainError as refused:
        place.session.rollback()
        outcome.refused = outcome.refused or refused.code
    else:
        return
    if not insider.has_key:
        return  # the program is not theirs to change
    place.restore("attacked", kept=False)
    place.stage = stage
    with insider.silenced(), suppress(DomainError, ArithmeticError, LookupError):
        place.go_on()
    place.session.rollback()


def _handed_out(place: Place, insider: Insider) -> bytes:
    bundle = place.bundle()
    if insider.changes is None:
        return bundle
    path = place.folder / "given.zip"
    path.write_bytes(bundle)
    changed = insider.changes(files_of(path))
    parts = [(name, [body]) for name, body in changed.items() if name != "SHA256SUMS"]
    return b"".join(zipped(parts))
