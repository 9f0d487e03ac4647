"""Check that your row is on the roll as the public log was told.

    python3 check-roll.py PROOF.txt BALLOT-LOG.jsonl

PROOF.txt is the file that /rounds/…/my-name gives to whoever has the code of a letter. The log is
/log/rounds/….jsonl; take it from somebody else, too, and compare. Needs Python 3 and nothing else,
reads no network and writes nothing. Ends with 0 when all fits, with 1 when something does not.
Written apart from the program that runs the vote, after docs/rules/voting.md section 13.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable

FORMAT = "pbplatform roll proof 1"
ENTRIES = {"freeze": "round:definition:frozen", "close": "vote:urn:closed"}
NAMES = ["round", "stage", "rows", "root", "voter", "state", "mark", "salt", "place"]
MARKS = {"0": "no vote cast on a screen", "1": "a vote cast on a screen lies in the box"}


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def read_proof(text: str) -> tuple[dict[str, str], list[bytes]]:
    """The values of a proof and its hashes, from the leaf up."""
    first, *lines = text.splitlines()
    if first != FORMAT:
        raise ValueError("this is no proof of a roll, or one of another version")
    told = dict(line.split(": ", 1) for line in lines[: len(NAMES)])
    if list(told) != NAMES or told["mark"] not in MARKS or told["stage"] not in ENTRIES:
        raise ValueError("the proof is not whole")
    return told, [bytes.fromhex(line) for line in lines[len(NAMES) :] if line]


def root_of(told: dict[str, str], hashes: list[bytes]) -> str:
    """The root that leaf and hashes lead to (RFC 9162, 2.1.3.2)."""
    row = f"{told['voter']} {told['state']} {told['mark']}".encode()
    node = sha(b"\x00" + sha(bytes.fromhex(told["salt"]) + row))
    place, last = int(told["place"]), int(told["rows"]) - 1
    if not 0 <= place <= last:
        raise ValueError("there is no such place in the tree")
    for step in hashes:
        if last == 0:
            raise ValueError("the proof is too long")
        if place & 1 or place == last:
            node = sha(b"\x01" + step + node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = sha(b"\x01" + node + step)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return node.hex()


def logged(lines: Iterable[str], told: dict[str, str]) -> tuple[int, int | None, str | None]:
    """Number, rows and root of the entry of the log that this proof is about."""
    for number, line in enumerate(lines):
        entry = json.loads(line)
        if number == 0 and entry.get("round") != told["round"]:
            raise ValueError("this is the log of another round")
        if entry["kind"] == ENTRIES[told["stage"]]:
            return number, entry.get("roll_rows"), entry.get("roll_root")
    raise ValueError(f"the log has no entry {ENTRIES[told['stage']]} yet")


def main(argv: list[str]) -> int:
    if len(argv) != 3:
        print(__doc__)
        return 1
    try:
        with open(argv[1], encoding="utf-8") as file:
            told, hashes = read_proof(file.read())
        reached = root_of(told, hashes)
        with open(argv[2], encoding="utf-8") as file:
            number, rows, root = logged(file, told)
    except (OSError, ValueError, KeyError) as problem:
        print(f"WRONG: {problem}")
        return 1
    print(f"voter {told['voter']}, {told['state']}, {MARKS[told['mark']]}")
    if (reached, told["rows"], told["root"]) != (root, str(rows), root):
        print(f"WRONG: this row is not below the root in entry {number} of the log")
        print(f"  reached: {reached} of {told['rows']} rows\n  logged:  {root} of {rows} rows")
        return 1
    print(f"ok: this row is below the root in entry {number} of the log, one of {rows} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
