"""Open the box of a vote once more, away from the server, and compare.

    python -E -s reopen.py EXPORT (--shares | --key-file KEY) [--list bundle.zip | ballots.csv]

EXPORT has the closed votes without voters; only trustees and auditors get it. Each is opened by
code of its own, judged by the sealed rule, and the list that comes out is compared with the one
that was published, byte by byte: that is what no outsider can see. Ends with 0: the same list;
1: something differs, and the line says what; 2: something could not be compared.
It needs Python 3.11 and `cryptography`, reads no network, and writes nothing but what --out asks
for: never a key, never a share. Rules: docs/rules/ceremony.md section 9.
"""

import argparse
import base64
import getpass
import hashlib
import hmac
import json
import sys
import zipfile
from collections import Counter, defaultdict
from math import prod
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.serialization import load_pem_private_key as load_key

CURVE, ORDER = ec.SECP256R1(), 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
WORDS_SHA256 = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"  # BIP 39, English
LETTERS, LARGEST = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 10**9
VERSIONS = {"approval": {"v": 1}} | {k: {"k": k, "v": 2} for k in ("knapsack", "points", "ranking")}
UNWRITTEN = {"u": "unreadable", "o": "too-many"}  # papers that hold no choices
HEAD = b"tracker,choices,does_not_count_because\r\n"
CAST, OUT, FROZEN = "vote:envelope:cast", "vote:envelope:taken_out", "round:definition:frozen"
WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode

class Stop(Exception):
    """Nothing more can be done: the code of the end, and why."""

def sha(data):
    return hashlib.sha256(data).digest()
def point_of(private):
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()

def extract(suite, salt, label, secret):
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")
def expand(suite, prk, label, info, size):
    text = size.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, text + b"\x01", "sha256")[:size]  # one block: never more than 32 bytes

def unseal(private, info, sealed, aad=b""):
    """RFC 9180, base mode, DHKEM(P-256), HKDF-SHA256, AES-128-GCM; ValueError, InvalidTag."""
    enc, kem, suite = sealed[:65], b"KEM\x00\x10", b"HPKE\x00\x10\x00\x01\x00\x01"
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, enc)
    prk = extract(kem, b"", b"eae_prk", private.exchange(ec.ECDH(), theirs))
    shared = expand(kem, prk, b"shared_secret", enc + bytes.fromhex(point_of(private)), 32)
    both = extract(suite, b"", b"psk_id_hash", b""), extract(suite, b"", b"info_hash", info)
    context = b"\x00" + b"".join(both)
    secret = extract(suite, shared, b"secret", b"")
    key = AESGCM(expand(suite, secret, b"key", context, 16))
    return key.decrypt(expand(suite, secret, b"base_nonce", context, 12), sealed[65:], aad)

def share_of(typed, words, points):
    """(number, value) of a share that is typed as its number and 24 words."""
    number, *rest = typed.lower().split() or [""]
    if number not in map(str, range(1, len(points) + 1)):
        raise Stop(2, f"begin with the number of the share, 1 to {len(points)}")
    if len(rest) != 24 or not set(rest) <= set(words):
        unknown = " ".join(set(rest) - set(words)) or "none"
        raise Stop(2, f"a share has 24 words; {len(rest)} here, not in the list: {unknown}")
    bits = "".join(f"{words.index(word):011b}" for word in rest)
    value = int(bits[:256], 2)
    if int(bits[256:], 2) != sha(value.to_bytes(32))[0]:
        raise Stop(2, f"share {number}: a word is wrong, or two changed places")
    key = ec.derive_private_key(value, CURVE) if 0 < value < ORDER else None
    if key is None or point_of(key) != points[int(number) - 1]:
        raise Stop(2, f"this is not share {number} of the key of this box")
    return int(number), value

def key_of(args, files, definition):
    """The key of this box: from a file, or made of shares that are not shown and kept nowhere."""
    if args.key_file:
        return load_key(Path(args.key_file).read_bytes(), password=None)
    raw = Path(args.words).read_bytes() if args.words else files.get("words.txt", b"")
    if raw and sha(raw).hex() != WORDS_SHA256:
        raise Stop(2, "this is not the English list of BIP 39")
    if not (opening := definition.get("opening")):
        raise Stop(2, "this box has no trustees; use --key-file")
    shares, need, shown, words = {}, opening["need"], sys.stdin.isatty(), raw.decode().split()
    while len(shares) < need:
        ask = f"Share {len(shares) + 1} of {need}: its number, then 24 words (not shown): "
        if not (typed := getpass.getpass(ask) if shown else sys.stdin.readline()):
            raise Stop(2, f"{need} different shares are needed")
        try:
            shares.update([share_of(typed, words, opening["shares"])])
        except (Stop, ValueError) as error:
            if not shown:
                raise
            print(error.args[-1], "- try again", file=sys.stderr)
    for i, rest in [(i, shares.keys() - {i}) for i in shares]:
        shares[i] *= prod(rest) * pow(prod(j - i for j in rest), -1, ORDER)
    return ec.derive_private_key(sum(shares.values()) % ORDER, CURVE)

def read_ballot(plain, kind):
    """(tracker, choices, why it cannot count); ValueError where it is written in any other way."""
    told = json.loads(plain[2 : 2 + int.from_bytes(plain[:2])])
    choices, tracker, why = told["c"], told["r"], ""
    if isinstance(choices, str):
        choices, why = [], UNWRITTEN[choices]
    each = [one if kind == "points" else [one] for one in choices]
    right = all(isinstance(one, list) and len(one) == 1 + (kind == "points") for one in each)
    right = right and all(type(f) is int and 1 <= f <= LARGEST for one in each for f in one)
    right = right and str(tracker) == tracker and len(tracker) == 16 and set(tracker) <= LETTERS
    choices = list(choices) if kind == "ranking" or not right else sorted(choices)
    body = WRITE({"c": told["c"] if why else choices, "r": tracker, **VERSIONS[kind]}).encode()
    if not right or (len(body).to_bytes(2) + body).ljust(len(plain), b"\x00") != plain:
        raise ValueError("not written as ballots are")
    return tracker, choices, why

def fault_of(choices, definition):
    """Why a ballot does not count by the sealed rule; empty when it does."""
    kind, most = definition["ballot"]["kind"], definition["ballot"]["max"]
    costs = {one["n"]: one["cost_minor"] for one in definition["projects"]}
    points = definition["ballot"].get("points")
    named = [one[0] for one in choices] if kind == "points" else choices
    given = sum(one[1] for one in choices) if kind == "points" else 0
    spent = sum(costs.get(n, 0) for n in named) if kind == "knapsack" else 0
    faults = {
        "named-twice": len(set(named)) != len(named), "not-on-ballot": not set(named) <= set(costs),
        "too-many": len(named) > (len(named) if most is None else most),
        "over-the-fund": spent > definition["money_minor"],
        "too-many-points": given > (given if points is None else points),
    }
    return next((why for why, found in faults.items() if found), "")

def row_of(envelope, private, info, definition):
    """The row of one envelope: tracker, choices, why it does not count."""
    unread = sha(envelope).hex()[:16].upper()
    if envelope[:1] != b"\x01":
        return unread, [], "unknown-suite"
    reason = "damaged"
    try:
        plain, reason = unseal(private, info, envelope[1:]), "not-a-ballot"
        tracker, choices, why = read_ballot(plain, definition["ballot"]["kind"])
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError):
        return unread, [], reason
    return tracker, choices, why or fault_of(choices, definition)

def line_of(row):
    shown = (":".join(map(str, one)) if isinstance(one, list) else str(one) for one in row[1])
    return f"{row[0]},{' '.join(shown)},{row[2]}\r\n".encode()

def check_export(files, definition, envelopes):
    """The export is what its ballot log says; what that log says of the opening."""
    live, told, digests = set(), {}, [sha(each) for each in envelopes]
    held, whole = {each.hex() for each in digests}, sha(b"".join(digests)).hex()
    for line in files["ballot-log.jsonl"].splitlines():
        entry = json.loads(line)
        told[entry["kind"]] = entry
        if entry["kind"] in (CAST, OUT):
            live.discard(entry.get("x", entry["h"]))
            live |= {entry["h"]} if entry["kind"] == CAST else set()
    if told[FROZEN]["sha256"] != sha(files["definition.json"]).hex():
        raise Stop(1, "definition.json is not what the ballot log froze")
    if digests != sorted(set(digests)) or held != live:
        apart = f"{len(held - live)} that the log has not, {len(live - held)} missing"
        raise Stop(1, f"these are not the closed votes of the ballot log, in order: {apart}")
    if {entry.get("envelopes_sha256", whole) for entry in told.values()} != {whole}:
        raise Stop(1, "the hash over all closed votes is not that of close, separation or opening")
    print(f"ok     round {definition['round']}: {len(envelopes)} closed votes, as in the log")
    return told.get("vote:urn:opened", {})

def compare(lines, path, log):
    """Whether the published list is this one, byte by byte; says which trackers differ."""
    theirs = Path(path).read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            its_log, theirs = packed.read("ballot-log.jsonl"), packed.read("ballots.csv")
        if not its_log.startswith(log) and not log.startswith(its_log):
            raise Stop(1, "the ballot log of the bundle is not that of the export")
    ours, listed = Counter(lines), Counter(theirs.removeprefix(HEAD).splitlines(keepends=True))
    apart = defaultdict(lambda: ([], []))
    for side, found in enumerate((ours - listed, listed - ours)):
        for line in found.elements():
            tracker, _, rest = line.decode(errors="replace").rstrip("\r\n").partition(",")
            apart[tracker][side].append(rest.replace(",", " ").strip() or "nothing chosen")
    for tracker, sides in sorted(apart.items()):
        held, said = ("; ".join(side) or "no such vote" for side in sides)
        print(f"WRONG  tracker {tracker}: the envelopes hold {held}, the list says {said}")
    same = theirs == HEAD + b"".join(lines)
    print("ok     the list is what the envelopes hold, byte by byte" if same
          else f"WRONG  the list is not what the envelopes hold: {len(apart)} trackers differ")
    return same

def reopen(args):
    with zipfile.ZipFile(args.export) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    listed = (line.split("  ") for line in files.pop("SHA256SUMS").decode().splitlines())
    if {name: digest for digest, name in listed} != {n: sha(b).hex() for n, b in files.items()}:
        raise Stop(1, "a file of the export is not the one that SHA256SUMS names")
    definition = json.loads(files["definition.json"])
    envelopes = [base64.b64decode(one, validate=True) for one in files["envelopes.txt"].split()]
    entry, key = check_export(files, definition, envelopes), key_of(args, files, definition)
    if point_of(key) != definition["urn_key"]:
        raise Stop(2, "this is not the key of this box")
    bound = (b"pbplatform urn 1", definition["round"].encode(), sha(files["definition.json"]))
    rows = []
    for envelope in envelopes:
        rows.append(row_of(envelope, key, b"\x00".join(bound), definition))
        if sys.stderr.isatty() and (len(rows) % 500 == 0 or len(rows) == len(envelopes)):
            print(f"\ropened {len(rows)} of {len(envelopes)} ", end="", file=sys.stderr)
    rows.sort()
    invalid, lines = sum(row[2] != "" for row in rows), [line_of(row) for row in rows]
    digest = sha(WRITE({"ballots": rows, "v": 1}).encode()).hex()
    print(f"ok     opened {len(rows)}: {len(rows) - invalid} count, {invalid} not\nlist   {digest}")
    if args.out:
        Path(args.out).write_bytes(HEAD + b"".join(lines))
    if not args.list and not entry:
        raise Stop(2, "nothing to compare with: the export is older than the opening; give --list")
    same = compare(lines, args.list, files["ballot-log.jsonl"]) if args.list else True
    named = entry.get("list_sha256", digest)
    if entry:
        print(f"{'ok    ' if named == digest else 'WRONG '} the log's opening named {named}")
    return 0 if same and named == digest else 1

def main():
    ask = argparse.ArgumentParser(description="Open the box of a vote once more, and compare.")
    ask.add_argument("export", help="the closed votes, as trustees and auditors get them")
    how = ask.add_mutually_exclusive_group(required=True)
    how.add_argument("--shares", action="store_true", help="ask for the trustees' shares")
    how.add_argument("--key-file", metavar="KEY", help="the key of a box that the server kept")
    ask.add_argument("--list", help="ballots.csv, or bundle.zip, to compare with")
    ask.add_argument("--words", help="the English list of BIP 39, where the export has none")
    ask.add_argument("--out", help="write the list that comes out to this file")
    args = ask.parse_args()
    print(f"reopen.py {sha(Path(__file__).read_bytes()).hex()}")
    try:
        return reopen(args)
    except Stop as stop:
        code, why = stop.args
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        code, why = 1 + isinstance(error, OSError), f"unread: {type(error).__name__} {error}"
    print(f"{'WRONG ' if code == 1 else 'cannot'} {why}")
    return code

if __name__ == "__main__":
    sys.exit(main())
