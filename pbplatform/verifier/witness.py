"""Watches the public logs of a place, and signs what it saw: for a library, a newspaper, a neighbour.

    python witness.py init library.example/hackford      makes a key, once; prints its public half
    python witness.py watch https://place.example [--every 3600] [--print] [--accept LOG-NAME]

It fetches the newest checkpoint of every log, checks its signature, and that the log goes on from what it saw
last. Then it signs it with the time (C2SP cosignature/v1), remembers it, and sends it to the place, or prints it.
Where a log does not go on it signs nothing, keeps both checkpoints as evidence, says so, and ends with 1.

It needs Python 3.11 and `cryptography`; docs/witness.md says how to run it. In its folder lie witness.key,
which nobody else may have, and witness.json: what it saw last.
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
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LONGEST = 1_000_000  # bytes of an answer
Get = Callable[[str], bytes]


class Refused(Exception):
    """Why nothing is signed; what follows the words is the evidence."""


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def key_id(name: str, kind: int, public: bytes) -> bytes:  # what a signature begins with (C2SP signed-note)
    return sha(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def key_line(name: str, public: bytes) -> str:
    return f"{name}+{key_id(name, 4, public).hex()}+{base64.b64encode(bytes([4]) + public).decode()}"


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
            with suppress(InvalidSignature):
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{told}\n".encode())
                return parts[0], int(parts[1]), base64.b64decode(parts[2], validate=True)
    raise Refused("the key of this place did not sign that checkpoint", note)


def goes_on(older: int, old_root: bytes, newer: int, root: bytes, proof: list[bytes]) -> bool:
    """Whether a tree of `newer` entries begins with that of `older` (RFC 9162 section 2.1.4.2)."""
    if older == newer or not 0 < older < newer or not proof:
        return older == newer and old_root == root and not proof
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
    told, public = note.rpartition("\n\n")[0] + "\n", key.public_key().public_bytes_raw()
    signature = key.sign(f"cosignature/v1\ntime {now}\n{told}".encode())
    return f"\u2014 {name} {base64.b64encode(key_id(name, 4, public) + now.to_bytes(8, 'big') + signature).decode()}\n"


def look(state: dict[str, Any], path: str, get: Get, accept: str = "") -> str:
    """The newest checkpoint of a log that goes on from what was seen under its name, at any address."""
    note = get(f"{path}/checkpoint").decode()
    origin, size, root = read_note(note, bytes.fromhex(state["key"]))
    called, before = state["names"].get(path, origin), state["seen"].get(origin)
    if called != origin and origin != accept:
        raise Refused(f"it is now called {origin}, before it was {called}. Another copy may have been put in its place. "
                      f"Ask why; then go on with --accept {origin}", state["seen"][called]["note"], note)  # fmt: skip
    if before:
        seen, then, proof = before["size"], bytes.fromhex(before["root"]), list[bytes]()
        if size < seen:
            raise Refused(f"it has {size} entries, and I saw {seen}: it was cut off", before["note"], note)
        if size > seen:
            proof = [base64.b64decode(line, validate=True) for line in get(f"{path}/consistency/{seen}/{size}").decode().split()]
        if not goes_on(seen, then, size, root, proof):
            raise Refused(f"its first {seen} entries are not those that I saw", before["note"], note)
    state["names"][path], state["seen"][origin] = origin, {"size": size, "root": root.hex(), "note": note}
    return note


def keep(path: Path, data: bytes) -> None:
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
    state: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {"key": "", "names": {}, "seen": {}}
    told = dict(line.split(" ", 1) for line in get("/log/logs.txt").decode().splitlines())
    found = {base64.b64decode(line.split("+", 2)[2])[1:].hex() for line in told.values()}
    if not state["key"] and len(found) == 1:
        state["key"] = found.pop()
        print(f"First visit. The place signs with the key {state['key']}. Compare it with one that you were told.")
    bad = 0
    for path in sorted({*told, *state["names"]}):
        try:
            note = look(state, path, get, accept)
        except (OSError, ValueError) as error:
            print(f"       {path}: no look this time: {error}")
            continue
        except Refused as refusal:
            bad += 1
            evidence = folder / f"evidence-{now}-{bad}.txt"
            keep(evidence, "\n--- and now ---\n".join(refusal.args[1:]).encode())
            print(f"WRONG  {path}: {refusal.args[0]}. Nothing was signed. Show others the evidence: {evidence}")
            continue
        keep(kept, json.dumps(state, indent=1).encode())  # before anybody has the signature
        send(note + cosign(note, name, key, now))
        print(f"ok     {path}: {state['seen'][state['names'][path]]['size']} entries")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description="Watch the public logs of a place.")
    parser.add_argument("act", choices=("init", "watch"))
    parser.add_argument("what", help="a name like library.example/hackford, or the address of the place")
    for option, kind, words in (("every", int, "seconds between two looks; without it one look"), ("folder", Path, "where key and memory are"),
                                ("accept", str, "go on with a log that has this new name")):  # fmt: skip
        parser.add_argument(f"--{option}", type=kind, default=kind(), help=words)
    parser.add_argument("--print", action="store_true", help="print what was signed, and send nothing")
    given = parser.parse_args()
    if given.act == "init":
        path = given.folder / "witness.key"
        if path.exists() or not re.fullmatch(r"[^\s+]+", given.what):
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
        asked = urllib.request.Request(f"{base}/log/witness", note.encode(), {"Content-Type": "text/plain; charset=utf-8"})
        try:
            urllib.request.urlopen(asked, timeout=60).close()
        except urllib.error.HTTPError as error:  # signed and kept; the next look sends the next one
            print(f"       the place did not take it ({error.code}): {error.read(300).decode(errors='replace').strip()}")

    while True:
        try:
            code = int(watch(given.folder, get, print if given.print else post, int(time.time()), given.accept) > 0)
        except (OSError, ValueError) as error:
            print(f"       no look this time: {error}")
            code = 2
        if not given.every:
            return code
        time.sleep(given.every)


if __name__ == "__main__":
    sys.exit(main())
