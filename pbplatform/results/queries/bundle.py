"""What a bundle of a vote has in it: only what is public. Source: docs/rules/audit.md 10."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.domain.bundle import Part
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.bundled import Told, checkpoint_parts, in_blocks, tell_nobody
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.moderation.queries.served_log import bodies_served, words_served
from pbplatform.results import queries
from pbplatform.results.domain.bundle_readme import readme_of
from pbplatform.results.domain.channels import channels_csv
from pbplatform.results.models import Result
from pbplatform.results.queries.ballots_file import csv_of_ballots
from pbplatform.results.queries.channels import channels_of
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.domain.programs import SIGNED, VERIFIER
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.box import hashes

_BLOCK = 1000
AMENDS = tuple(
    f'"kind":"{kind}"'.encode() for kind in (VoteLog.PROJECT_WITHDRAWN, VoteLog.WINDOW_EXTENDED)
)


def refuse_bundle(round_: Round, result: Result | None) -> NotFound | Conflict | None:
    """Why there is no bundle of a round; None when there is one."""
    if result is None:
        return NotFound("result.not_published")
    if round_.separated_at is None:
        return Conflict("bundle.older_order")
    return None


def bundle_lines(session: Session, round_: Round) -> int:
    """About how many lines a bundle has; for a bar that shows how far it is."""
    held = sum(log.size(session, log=each) for each in (SITE, round_.path))
    result = queries.result_of(session, round_.id)
    return held + 2 * (result.envelopes if result else 0)


def bundle_parts(session: Session, round_: Round, told: Told = tell_nobody) -> Iterator[Part]:
    """Every file of a bundle by its name, in blocks, in a fixed order.

    Never in it: the key, voters, envelopes. How long the logs are is read first, so that what
    is put in order meanwhile changes no file.

    Args:
        told: called with the number of lines that were written since it was called last.
    """
    site, own = log.size(session, log=SITE), log.size(session, log=round_.path)
    frozen = session.get_one(RoundDefinition, round_.id)
    results = queries.results_of(session, round_.id)

    def lines(found: Iterable[bytes], most: int | None = None) -> Iterator[bytes]:
        return in_blocks(found, told, most)

    def ballot_log() -> Iterator[bytes]:
        return islice(log.bodies(session, log=round_.path), own)

    yield "README.md", [readme_of(round_.slug, frozen.told.name).encode()]
    for program in (VERIFIER, SIGNED):
        yield program.name, [program.read_bytes()]
    yield from checkpoint_parts(session, {"site": (SITE, site), "ballot-log": (round_.path, own)})
    yield "definition.json", [bytes(frozen.body)]
    amended = (body for body in ballot_log() if any(kind in body for kind in AMENDS))
    yield "amendments.jsonl", lines(amended)
    yield "ballot-log.jsonl", lines(ballot_log())
    yield "site.jsonl", lines(bodies_served(session, log.bodies(session, log=SITE)), site)
    yield "site.words.jsonl", lines(words_served(session, before=site))
    held = hashes(session, round_.id, separated=True)
    yield "envelopes.txt", lines(digest.hex().encode() for digest in held)
    yield "ballots.csv", (block.encode() for block in csv_of_ballots(session, round_.id))
    if (channels := channels_of(session, round_, results[-1])) is not None:
        yield "channels.csv", [channels_csv(channels)]
    for result in results:
        name = "result.json" if result is results[-1] else f"result-{result.number}.json"
        yield name, [bytes(result.document)]
