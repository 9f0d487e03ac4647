"""Which program seals votes in a browser: what the log named, and what this server hands out.

Source: docs/rules/audit.md section 10.4.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.programs import sealing_served
from pbplatform.voting.queries.programs import NamedPrograms, named_programs


@dataclass(frozen=True)
class SealingProgram:
    """The program that seals, by its hash.

    Attributes:
        named: what the public log named at the freeze.
        served: what this server hands out now; empty where the scripts were not built.
        entry: number of the entry of the log.
    """

    named: str
    served: str
    entry: int

    @property
    def differs(self) -> bool:
        """Another program is handed out than was named."""
        return self.named != self.served


def sealing_program(round_: Round) -> SealingProgram | None:
    """Of a frozen round; None where the log names none."""
    found = _named(round_)
    if found is None or not found.sealing:
        return None
    return SealingProgram(found.sealing, sealing_served(), found.entry)


def sealing_named(round_: Round) -> str:
    """The hash that the log named, in hex; empty where it names none."""
    found = _named(round_)
    return found.sealing if found else ""


def _named(round_: Round) -> NamedPrograms | None:
    """What the log named: final, so each process reads it once for each freeze."""
    frozen = round_.definition
    if frozen is None:
        return None
    known: dict[bytes, NamedPrograms] = current_app.extensions.setdefault("programs_named", {})
    digest = bytes(frozen.sha256)
    if digest not in known:
        found = named_programs(db.session(), round_)
        if found is None:
            return None
        known[digest] = found
    return known[digest]


def show_sealing_program(app: Flask) -> None:
    """Let the pages of a vote ask, by their round."""
    app.jinja_env.globals["sealing_program"] = sealing_program
