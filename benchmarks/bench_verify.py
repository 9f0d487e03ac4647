"""Time the program for outsiders on a bundle of many ballots, made without a database.

    python benchmarks/bench_verify.py --ballots 100000 --city 500000 --entries 1015000

A written round of twenty projects: every ballot has its entry in the log, its hash in the box and
its line in the list, and one in fifty was changed once. In the city everybody changed their vote
as often as the asked number of entries needs. The bundle is checked by a process of its own. Both
logs are as the program expects them; nothing is sealed, since hashes are all it reads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tqdm import tqdm

from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.canonical import canonical_json
from pbplatform.core.money import Currency
from pbplatform.core.secrets import encode_code
from pbplatform.counting.count import count
from pbplatform.counting.rulebook import Rule
from pbplatform.results.domain.tally import TieOrderOf, describe
from pbplatform.rounds.domain.ballots import Approval, Terms, profile_of
from pbplatform.rounds.services.counting_rules import MOST_VOTES_SKIP, equal_shares
from pbplatform.voting.domain.programs import VERIFIER

PROJECTS, MONEY, AT = 20, 50_000_000, "2027-03-09T09:00:00.000000Z"
SUBJECT = "rounds/bench"
CAST = '{{"h":"{}","kind":"vote:envelope:cast","v":1{}}}'


def made(ballots: int, rule: dict[str, Any], at_most: int | None, changes: int) -> dict[str, bytes]:
    """The files of a bundle in which votes were changed so many times in all."""
    chance = random.Random(7)
    projects = [
        {"n": n, "title": f"Project {n}", "cost_minor": chance.randrange(20, 120) * 100_000}
        for n in range(1, PROJECTS + 1)
    ]
    definition = canonical_json(
        {"v": 1, "round": "bench", "name": "Bench", "money_minor": MONEY, "rule": rule,
         "projects": projects, "ballot": {"kind": "approval", "max": at_most},
         "opens_at": AT, "closes_at": AT}
    )  # fmt: skip
    digest = hashlib.sha256(definition).hexdigest()
    first = {"sha256": digest, "definition": definition.decode()}
    log = [canonical_json({"v": 1, "kind": "round:definition:frozen", **first})]
    live, rows = [], []
    for voter in tqdm(range(ballots), desc="writing ballots", mininterval=1):
        own = chance.randbytes(32).hex()
        log.append(CAST.format(own, "").encode())
        for _ in range(changes // ballots + (voter < changes % ballots)):
            older, own = own, chance.randbytes(32).hex()
            log.append(CAST.format(own, f',"x":"{older}"').encode())
        live.append(own)
        likes = sorted(chance.sample(range(1, PROJECTS + 1), chance.randint(1, at_most or 6)))
        rows.append([encode_code(chance.randbytes(10)), likes, ""])
    live.sort()
    rows.sort()
    return finished(definition, log, live, rows)


def finished(
    definition: bytes, log: list[bytes], live: list[str], rows: list[list[Any]]
) -> dict[str, bytes]:
    """Close, separation, opening and count, in both logs."""
    n = len(live)
    digest = hashlib.sha256(bytes.fromhex("".join(live))).hexdigest()
    replaced = len(log) - 1 - n
    numbers = {"roll": 2 * n, "struck": 0, "marked": n, "paper": 0, "envelopes": n,
               "by_kind": f"person={n}", "superseded": replaced,
               "envelopes_sha256": digest}  # fmt: skip
    facts = {**numbers, "taken_out": 0, "entries": len(log)}
    close = {
        **numbers,
        "taken_out": 0,
        "fingerprint": hashlib.sha256(canonical_json(facts)).hexdigest(),
    }
    box = {"envelopes": n, "envelopes_sha256": digest}
    listed = hashlib.sha256(canonical_json({"v": 1, "ballots": rows})).hexdigest()
    opened = {"ballots": n, "invalid": 0, "list_sha256": listed, "envelopes_sha256": digest}
    told = json.loads(definition)
    result = count_of(told, [row[1] for row in rows])
    counted = {"sha256": hashlib.sha256(result).hexdigest()}
    acts = [("vote:paper:complete", {"paper": 0}, {}), ("vote:urn:closed", close, {}),
            ("vote:urn:separated", box, {}), ("vote:urn:opened", opened, {}),
            ("vote:result:counted", counted, {"result": result.decode()})]  # fmt: skip
    frozen = {"sha256": hashlib.sha256(definition).hexdigest()}
    site = [entry("vote:roll:imported", {"added": 2 * n, "size": 2 * n}),
            entry("round:definition:frozen", frozen),
            entry("vote:lot:seeded", {"digits": "1234567890"})]  # fmt: skip
    for kind, both, only in acts:
        closed = {"closed_at": AT} if kind == "vote:urn:closed" else {}
        log.append(canonical_json({"v": 1, "kind": kind, **both, **only, **closed}))
        site.append(entry(kind, both))
    found = json.loads(result)
    site[-1]["data"] |= {
        "valid": n,
        "winners": found["winners"],
        "spent_minor": found["spent_minor"],
    }
    lines = [f"{tracker},{' '.join(map(str, likes))},\r\n" for tracker, likes, _ in rows]
    head = "tracker,choices,does_not_count_because\r\n"
    return {
        "definition.json": definition,
        "amendments.jsonl": b"",
        "ballot-log.jsonl": b"".join(one + b"\n" for one in log),
        "site.jsonl": b"".join(canonical_json(one) + b"\n" for one in site),
        "site.words.jsonl": b"",
        "envelopes.txt": "".join(f"{one}\n" for one in live).encode(),
        "ballots.csv": "".join([head, *lines]).encode(),
        "result.json": result,
    }


def entry(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"v": 2, "at": AT, "kind": kind, "subject": SUBJECT, "actor": {"role": "operator"},
            "data": dict(data)}  # fmt: skip


def count_of(told: dict[str, Any], ballots: list[list[int]]) -> bytes:
    """The document of our own count."""
    terms = Terms({one["n"]: one["cost_minor"] for one in told["projects"]}, told["money_minor"])
    groups = [(Approval(one), n) for one, n in Counter(map(tuple, ballots)).items()]
    profile = profile_of(Approval, terms, groups)
    found = count(profile, Rule.from_dict(told["rule"]), TieOrderOf("1234567890")(profile))
    return canonical_json(describe("bench", found))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--shares", type=int, default=100_000, help="ballots under Equal Shares")
    parser.add_argument(
        "--city", type=int, default=500_000, help="ballots of a city of twice as many"
    )
    parser.add_argument("--entries", type=int, default=1_015_000, help="of the city's ballot log")
    asked = parser.parse_args()
    pounds = equal_shares(Currency("GBP", 2))
    timed("most votes", asked.ballots, MOST_VOTES_SKIP, 3, asked.ballots // 50)
    timed("Equal Shares", asked.shares, pounds, None, asked.shares // 50)
    # The other entries are the freeze, paper complete, close, separation, opening and count.
    changes = asked.entries - asked.city - 6
    timed("city, most votes", asked.city, MOST_VOTES_SKIP, 3, changes)
    timed("city, Equal Shares", asked.city, pounds, None, changes)


def timed(name: str, ballots: int, rule: dict[str, Any], at_most: int | None, changes: int) -> None:
    """Check one bundle in a process of its own; time on the clock and of the processor."""
    if not ballots:
        return
    files = made(ballots, rule, at_most, changes)
    entries = files["ballot-log.jsonl"].count(b"\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.zip"
        path.write_bytes(b"".join(zipped((each, [body]) for each, body in sorted(files.items()))))
        began = time.perf_counter()
        command = [sys.executable, "-I", str(VERIFIER), str(path)]
        with (Path(folder) / "said").open("w+") as said:
            child = subprocess.Popen(command, stdout=said, stderr=said)
            memory = held = 0
            while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
                memory, held = max(memory, held), held_by(child.pid)
                time.sleep(0.05)
            _, status, used = ended
            seconds = time.perf_counter() - began
            said.seek(0)
            text = said.read()
        size = path.stat().st_size / 1e6
    if status or "the same votes and prices" not in text:
        sys.exit(text)
    busy = used.ru_utime + used.ru_stime
    print(
        f"{name}: {ballots:,} ballots, {entries:,} entries, {size:.1f} MB: {busy:.1f} s of "
        f"processor, {seconds:.1f} s on the clock, {memory:,.0f} MB of memory",
        flush=True,
    )


def held_by(process: int) -> int:
    """The most memory that a process held so far, in MB; what it was forked from is not in it."""
    told = Path(f"/proc/{process}/status").read_text()
    return next((int(line.split()[1]) // 1024 for line in told.splitlines() if "VmHWM" in line), 0)


if __name__ == "__main__":
    main()
