"""Write the files of a count for real elections and let pabulib-checker judge `ballots.pb`.

`make attack-count` runs it. Complaints that the checker also has about the library's own file of
the same election are the election's, not ours, and are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tqdm import tqdm

from pbplatform.counting.count import count_with_record
from pbplatform.counting.election import Election
from pbplatform.counting.files import About, files_of_count
from pbplatform.counting.official import official_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.ties import TieOrder

CHECKER = Path(__file__).with_name("oracle_checker.py")


def about(election: Election) -> About:
    meta = election.meta
    return About(
        description=meta["description"],
        country=meta["country"],
        unit=meta["unit"],
        instance=meta["instance"],
        date_begin=meta["date_begin"],
        date_end=meta["date_end"],
        currency=election.currency,
        language=meta.get("language", ""),
        exponent=election.exponent,
        max_length=int(meta["max_length"]) if "max_length" in meta else None,
        max_sum_points=int(meta["max_sum_points"]) if "max_sum_points" in meta else None,
        names={project.key: project.name for project in election.projects if project.name},
    )


def written(path: Path, folder: Path) -> Path:
    election = read_election(path, keep_withdrawn=True)
    profile, rule = election.profile, official_rule(election)
    order = TieOrder.by_file(profile)
    counted = count_with_record(profile, rule, order)
    files = files_of_count(about(election), profile, rule, order, counted)
    target = folder / path.name
    target.write_bytes(files["ballots.pb"])
    return target


def complaints(python: Path, path: Path) -> dict[str, Any]:
    """The kinds of error that the checker finds in one file."""
    done = subprocess.run(
        [str(python), str(CHECKER), str(path)], capture_output=True, text=True, check=True
    )
    results = json.loads(done.stdout)[str(path)][0]["results"]
    return {} if isinstance(results, str) else results["errors"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oracle", type=Path, default=Path(".venv-oracle/bin/python"))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--files", type=int, default=20, help="how many, smallest first")
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.pb"), key=lambda path: path.stat().st_size)
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in tqdm(paths[: options.files], unit="file", disable=None):
            ours = complaints(options.oracle, written(path, Path(folder)))
            theirs = complaints(options.oracle, path) if ours else {}
            new = {kind: said for kind, said in ours.items() if kind not in theirs}
            if new:
                bad += 1
                print(path.name, json.dumps(new, ensure_ascii=False)[:400])
    print(f"files {options.files}, with complaints of their own {bad}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
