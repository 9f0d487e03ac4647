"""How fast the log is put in order with its tree, and proofs are made: `make bench-log`.

Entries are put in order in batches of 250, on SQLite and on PostgreSQL, with the tree and without
it, one after the other on the same machine. Proofs are made from stored tiles on both, each with
nothing kept from the one before. `--sizes 1000 100000 1000000` is the default.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from pbplatform.audit import services
from pbplatform.audit.domain import tree
from pbplatform.audit.models import LogEntry, LogPending
from pbplatform.audit.queries.trees import tree_of
from pbplatform.audit.services.trees import grow
from pbplatform.cli.database import upgrade
from pbplatform.core.engines import configure
from tests.databases import PostgresqlDatabases, SqliteDatabases

BATCH = 250
PROOFS = 300


def fill(session: Session, many: int) -> float:
    """Put so many entries in order, in batches; entries in a second."""
    log_id = services.ensure_log(session, "rounds/bench")
    spent = 0.0
    for start in range(0, many, BATCH):
        bodies = [{"kind": "vote:envelope:cast", "h": f"{start + n:064x}"} for n in range(BATCH)]
        session.execute(insert(LogPending), services.pending_rows(log_id, bodies))
        session.commit()
        begun = time.perf_counter()
        services.fold(session, log_id)
        session.commit()
        spent += time.perf_counter() - begun
    return many / spent


def folds(url: str, database: str, many: int) -> None:
    """Print how fast entries are put in order, with the tree and without it."""
    engine = create_engine(url)
    configure(engine)
    with Session(engine) as session:
        fill(session, BATCH * 4)  # warm
        rates: dict[bool, list[float]] = {True: [], False: []}
        for _turn in range(3):
            rates[True].append(fill(session, many))
            with mock.patch.object(services, "grow"):
                rates[False].append(fill(session, many))
            grow(session, services.ensure_log(session, "rounds/bench"))
            session.commit()
    engine.dispose()
    with_tree, without = (statistics.median(rates[has]) for has in (True, False))
    print(
        f"{database}: {with_tree:,.0f} entries a second with the tree, {without:,.0f} without: "
        f"{1 - with_tree / without:.0%} slower"
    )


def proofs(url: str, database: str, size: int, seed: int = 4) -> None:
    """Print how long proofs take in a log of this size, on the clock and of a processor."""
    engine = create_engine(url)
    configure(engine)
    dice = random.Random(seed)
    with Session(engine) as session:
        log_id = services.ensure_log(session, "rounds/bench")
        for start in range(0, size, 50_000):
            rows = [
                {"log_id": log_id, "idx": n, "key16": n.to_bytes(16), "body": b'{"h":"%064x"}' % n}
                for n in range(start, min(start + 50_000, size))
            ]
            session.execute(insert(LogEntry), rows)
        begun = time.perf_counter()
        grow(session, log_id)
        session.commit()
        grew = size / (time.perf_counter() - begun)

        def include() -> None:
            tree.inclusion_proof(tree_of(session, log_id).node, dice.randrange(size), size)

        def go_on() -> None:
            tree.consistency_proof(tree_of(session, log_id).node, dice.randrange(1, size), size)

        told = [f"{name} {_timed(proof)}" for name, proof in
                (("inclusion", include), ("consistency", go_on))]  # fmt: skip
    engine.dispose()
    print(f"{database}, {size:,} entries: tree made at {grew:,.0f} a second; {'; '.join(told)}",
          flush=True)  # fmt: skip


def _timed(proof: Callable[[], None]) -> str:
    clock, processor = [], []
    for _turn in range(PROOFS):
        begun, spent = time.perf_counter(), time.process_time()
        proof()
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    return f"{_cuts(clock)} (of a processor {_cuts(processor)})"


def _cuts(milliseconds: list[float]) -> str:
    cuts = statistics.quantiles(milliseconds, n=100)
    return f"p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="pb-log-") as name:
        server: PostgresqlDatabases | SqliteDatabases
        for kind in (SqliteDatabases, PostgresqlDatabases):
            server = kind(Path(name), upgrade)
            url = server.fresh()
            folds(url, server.name, asked.entries)
            server.drop(url)
            for size in asked.sizes:
                url = server.fresh()
                proofs(url, server.name, size)
                server.drop(url)
            server.close()
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
