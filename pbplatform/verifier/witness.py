"""Watches the public logs of a place, and signs what it saw: for a library, a newspaper, a neighbour.

    python witness.py init library.example/hackford      makes a key, once; prints its public half
    python witness.py watch https://place.example [--every 3600] [--print] [--accept LOG-NAME]

It fetches the newest checkpoint of every log, checks its signature, and that the log goes on from what
it saw last: nothing changed, nothing cut off. Then it signs it with the time (C2SP cosignature/v1),
remembers it, and sends it to the place, or prints it to be published elsewhere. Where a log does not
go on it signs nothing, keeps both checkpoints as evidence, and says so; it ends with 1.

It needs Python 3.11 and the package `cryptography`. Key and memory lie in this folder (--folder):
witness.key, which nobody else may have, and witness.json. How to run it: docs/witness.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LONGEST = 1_000_000  # bytes of an answer
NAME = re.compile(r"[^\s+]+")
Get = Callable[[str], bytes]


class Refused(Exception):
    """Why nothing is signed; `notes` are the evidence."""

    def __init__(self, words: str, *notes: str) -> None:
        super().__init__(words)
        self.notes = notes


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def text64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that a signature begins with (C2SP signed-note)."""
    return sha(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def key_line(name: str, public: bytes) -> str:
    """The public half of a witness as one writes it down."""
    return f"{name}+{key_id(name, 4, public).hex()}+{text64(bytes([4]) + public)}"


def read_note(note: str, public: bytes) -> tuple[str, int, bytes]:
    """(name of the log, size, root) of a checkpoint that this key signed."""
    told, blank, lines = note.rpartition("\n\n")
    parts = told.split("\n")
    if not blank or len(parts) < 3 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", parts[1]):
        raise Refused("that is no checkpoint", note)
    for line in lines.splitlines():
        _dash, name, coded = line.split(" ")
        raw = base64.b64decode(coded, validate=True)
        if name == parts[0] and raw[:4] == key_id(name, 1, public):
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{told}\n".encode())
            except InvalidSignature:
                break
            return parts[0], int(parts[1]), base64.b64decode(parts[2], validate=True)
    raise Refused("the key of this place did not sign that checkpoint", note)


def goes_on(older: int, old_root: bytes, newer: int, root: bytes, proof: list[bytes]) -> bool:
    """Whether a tree of `newer` entries begins with that of `older` (RFC 9162 section 2.1.4.2)."""
    if older == newer:
        return old_root == root and not proof
    if not 0 < older < newer or not proof:
        return False
    path = [old_root, *proof] if older & (older - 1) == 0 else list(proof)
    fn, sn = older - 1, newer - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    left = right = path[0]
    for node in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            left, right = sha(b"\x01" + node + left), sha(b"\x01" + node + right)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            right = sha(b"\x01" + right + node)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and left == old_root and right == root


def cosign(note: str, name: str, key: Ed25519PrivateKey, now: int) -> str:
    """The line of a witness below a checkpoint: it saw this log, whole, at this time."""
    told = note.rpartition("\n\n")[0] + "\n"
    public = key.public_key().public_bytes_raw()
    signature = key.sign(f"cosignature/v1\ntime {now}\n{told}".encode())
    return f"\u2014 {name} {text64(key_id(name, 4, public) + now.to_bytes(8, 'big') + signature)}\n"


def look(state: dict[str, Any], path: str, public: bytes, get: Get, accept: str = "") -> str:
    """The newest checkpoint of one log, once it is sure that the log goes on from what was seen."""
    note = get(f"{path}/checkpoint").decode()
    origin, size, root = read_note(note, public)
    before = state["logs"].get(path)
    if before and before["origin"] != origin and origin != accept:
        raise Refused(
            f"it is now called {origin}, before it was {before['origin']}. Another copy may have been put "
            f"in its place. Ask why; then go on with --accept {origin}", before["note"], note
        )  # fmt: skip
    if before and before["origin"] == origin:
        seen, then = before["size"], bytes.fromhex(before["root"])
        if size < seen:
            raise Refused(
                f"it has {size} entries, and I saw {seen}: it was cut off", before["note"], note
            )
        proof: list[bytes] = []
        if size > seen:
            lines = get(f"{path}/consistency/{seen}/{size}").decode().split()
            proof = [base64.b64decode(line, validate=True) for line in lines]
        if not goes_on(seen, then, size, root, proof):
            raise Refused(
                f"its first {seen} entries are not those that I saw", before["note"], note
            )
    state["logs"][path] = {"origin": origin, "size": size, "root": root.hex(), "note": note}
    return note


def keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for this user alone."""
    draft = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def watch(folder: Path, get: Get, send: Callable[[str], None], now: int, accept: str = "") -> int:
    """Look at every log once; how many do not go on."""
    name, secret = (folder / "witness.key").read_text().split()
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    kept = folder / "witness.json"
    state: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {"key": "", "logs": {}}
    told = dict(line.split(" ", 1) for line in get("/log/logs.txt").decode().splitlines())
    found = {base64.b64decode(line.split("+", 2)[2])[1:].hex() for line in told.values()}
    if not state["key"] and len(found) == 1:
        state["key"] = found.pop()
        print(
            f"First visit. The place signs with the key {state['key']}. Compare it with one that you were told."
        )
    bad = 0
    for path in sorted({*told, *state["logs"]}):
        try:
            note = look(state, path, bytes.fromhex(state["key"]), get, accept)
        except Refused as refusal:
            bad += 1
            evidence = folder / f"evidence-{now}-{bad}.txt"
            keep(evidence, "\n--- and now ---\n".join(refusal.notes).encode())
            print(
                f"WRONG  {path}: {refusal}. Nothing was signed. The evidence is in {evidence}: show it to others."
            )
            continue
        keep(kept, json.dumps(state, indent=1).encode())  # before anybody has the signature
        send(note + cosign(note, name, key, now))
        print(f"ok     {path}: {state['logs'][path]['size']} entries")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description="Watch the public logs of a place.")
    parser.add_argument("act", choices=("init", "watch"))
    parser.add_argument(
        "what", help="init: a name like library.example/hackford; watch: the address of the place"
    )
    parser.add_argument(
        "--every", type=int, default=0, help="seconds between two looks; without it one look"
    )
    parser.add_argument(
        "--print", action="store_true", help="print what was signed, and send nothing"
    )
    parser.add_argument("--accept", default="", help="go on with a log that has this new name")
    parser.add_argument("--folder", type=Path, default=Path())
    given = parser.parse_args()
    if given.act == "init":
        path = given.folder / "witness.key"
        if path.exists() or not NAME.fullmatch(given.what):
            raise SystemExit(f"{path} is there already, or the name has a space or a +.")
        key = Ed25519PrivateKey.generate()
        keep(path, f"{given.what} {key.private_bytes_raw().hex()}\n".encode())
        print(f"Keep {path} to yourself. Give this line to the place:")
        print(key_line(given.what, key.public_key().public_bytes_raw()))
        return 0
    base = given.what.rstrip("/")

    def get(path: str) -> bytes:
        with urllib.request.urlopen(base + path, timeout=60) as answer:
            return bytes(answer.read(LONGEST))

    def post(note: str) -> None:
        asked = urllib.request.Request(
            f"{base}/log/witness", note.encode(), {"Content-Type": "text/plain; charset=utf-8"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=60):
                pass
        except (
            urllib.error.HTTPError
        ) as error:  # it is signed and kept; the next look sends the next one
            print(
                f"       the place did not take it ({error.code}): {error.read(300).decode(errors='replace').strip()}"
            )

    while True:
        try:
            bad = watch(
                given.folder, get, print if given.print else post, int(time.time()), given.accept
            )
        except (OSError, ValueError) as error:
            print(f"       no look this time: {error}")
            bad = 0 if given.every else 2
        if not given.every:
            return bool(bad) if bad < 2 else bad
        time.sleep(given.every)


if __name__ == "__main__":
    sys.exit(main())
