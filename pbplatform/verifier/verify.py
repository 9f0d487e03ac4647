"""Check a bundle of a vote without trusting whoever made it.

    python -I verify.py BUNDLE [--key VKEY] [--witness VKEY] [--pin OLD.checkpoint] [--receipt MINE]

BUNDLE is the zip file of a round, or the folder it was unpacked into. One line for each check;
what is wrong is told with the file, the entry and the numbers. Ends with 0: all that could be
checked is right; 1: something is wrong; 2: something could not be checked, the line says what.

It needs Python 3.11 and nothing else, reads no network and writes nothing. It was written apart
from the program that ran the vote, after its public rules: docs/rules/audit.md section 10.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import gcd, inf, lcm
from pathlib import Path

SUMS, SITE, BALLOTS, WORDS = "SHA256SUMS", "site.jsonl", "ballot-log.jsonl", "site.words.jsonl"
STAGES = FROZEN, PAPER, CLOSED, APART, OPENED, COUNTED, DESTROYED = (
    *("round:definition:frozen", "vote:paper:complete", "vote:urn:closed", "vote:urn:separated"),
    *("vote:urn:opened", "vote:result:counted", "vote:key:destroyed"),
)
CAST, TAKEN, LOT = "vote:envelope:cast", "vote:envelope:taken_out", "vote:lot:seeded"
WITHDRAWN, EXTENDED = "vote:project:withdrawn", "vote:window:extended"
AGAIN, CERTIFIED = "vote:result:counted_again", "result:count:certified"
IN_BOTH_LOGS = (*STAGES, AGAIN, WITHDRAWN, EXTENDED)
# What the site log need not repeat of such an entry of the ballot log. All else it must.
ONLY_HERE = {"v", "round", "definition", "result"}
ONLY_HERE |= {"site_entries", "site_root", "roll_rows", "roll_root"}
WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode

def sha(data):
    return hashlib.sha256(data).digest()

class Bundle:
    """The files of a vote, what the checks read from them, and what they say: one line for each."""

    def __init__(self, files=None):
        self.files, self.code, self.found, self.failed = files, 0, 0, set()
        self.log = self.site = None
        self.signed, self.put, self.gone = {}, {}, {}  # envelope: the entry it came, left with
        self.withdrawn, self.ballots = set(), []

    def ok(self, check, words):
        """Right, where nothing in this check was wrong."""
        if check not in self.failed:
            print(f"ok     {check}  {words}")

    def wrong(self, check, words):
        self.code, self.found = 1, self.found + 1
        self.failed.add(check)
        if self.found <= 50:
            print(f"WRONG  {check}  {words}")

    def note(self, check, words, cannot=False):
        """Something to know; `cannot` is what somebody wanted checked and this program cannot."""
        self.code = self.code or 2 * cannot
        print(f"{'CANNOT' if cannot else '--    '} {check}  {words}")

    def must(self, check, holds, words):
        if not holds:
            self.wrong(check, words)

    def same(self, check, where, told, expected):
        """What is told must be as expected, part by part; of names the expected ones only."""
        if isinstance(told, dict) and isinstance(expected, dict):
            for name in sorted(expected):
                self.same(check, f"{where} {name}", told.get(name), expected[name])
        elif isinstance(told, list) and isinstance(expected, list) and len(told) == len(expected):
            for one, other in zip(told, expected):
                self.same(check, where, one, other)
        elif told != expected:
            self.wrong(check, f"{where} is {told!r:.200}, expected {expected!r:.200}")

# --- 0: the files ------------------------------------------------------------------------------
def read_files(path):
    """{name: bytes} of a zip, or of those files of a folder that its list of hashes names."""
    if path.is_dir():
        names = [SUMS, *(line[66:] for line in (path / SUMS).read_text().splitlines())]
        safe = [name for name in names if re.fullmatch(r"[A-Za-z0-9._-]+", name)]
        return {name: (path / name).read_bytes() for name in safe if (path / name).is_file()}
    with zipfile.ZipFile(path) as packed:
        names, size = packed.namelist(), sum(info.file_size for info in packed.infolist())
        if len(set(names)) < len(names) or size > 2**33:
            raise ValueError("a name that comes twice, or more than 8 GB")
        return {name: packed.read(name) for name in names}

def check_files(b, args):
    b.files = b.files or read_files(args.bundle)
    names, told = sorted(b.files.keys() - {SUMS}), b.files[SUMS].decode(errors="replace")
    expected = "".join(f"{sha(b.files[name]).hex()}  {name}\n" for name in names)
    strange = {line[66:] for line in {*told.splitlines()} ^ {*expected.splitlines()}}
    b.must(0, told == expected, f"not the files that {SUMS} lists: {sorted(strange)!r:.300}")
    b.ok(0, f"{len(b.files)} files are those that {SUMS} lists")

# --- 1: all entries, hashed again --------------------------------------------------------------
def read_json(data, where):
    """What canonical JSON (RFC 8785) of whole numbers and texts says; else it is refused."""
    told = json.loads(data, parse_float=str, parse_constant=str)
    if not isinstance(told, dict) or WRITE(told).encode() != data:
        raise ValueError(f"{where} is not canonical JSON")
    return told

# Nearly all entries are these; the pattern is there for speed.
CAST_LINE = re.compile(
    rb'\{"h":"([0-9a-f]{64})","kind":"vote:envelope:cast","v":1(?:,"x":"([0-9a-f]{64})")?\}'
)

class Log:
    """Entries of a log, what they tell (None: an envelope cast), numbers by kind, and the tree."""

    def __init__(self, name, data, subject=None):
        self.name, self.own = name, {}
        *self.lines, rest = data.split(b"\n")
        if rest:
            raise ValueError(f"{name}: the last entry is cut off")
        self.told = [None if CAST_LINE.fullmatch(line) else read_json(line, f"{name} entry {n}")
                     for n, line in enumerate(self.lines)]
        leaves = [sha(b"\0" + line) for line in self.lines]
        for number, told in enumerate(self.told):
            if told and "withheld_leaf" in told:  # its words had to go; its place in the tree stays
                leaves[number] = bytes.fromhex(told["withheld_leaf"])
            if told and told.get("subject") == subject:
                self.own.setdefault(told.get("kind"), []).append(number)
        self.levels = [leaves]  # RFC 9162: level by level the hashes of full subtrees
        while len(below := self.levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2])
            self.levels.append([sha(b"\1" + left + right) for left, right in pairs])

    def all(self, kind):
        """(where, what it tells) of each entry of a kind; of the site log, about this round."""
        return [(self.at(number), self.told[number]) for number in self.own.get(kind, [])]

    def at(self, number):
        told = self.told[number]
        return f"{self.name} entry {number} ({CAST if told is None else told.get('kind')})"

    def root(self, size):
        """The root over the first entries: full subtrees, joined from the right."""
        found = None
        for height, level in enumerate(self.levels):
            if size >> height & 1:
                left = level[(size >> height) - 1]
                found = left if found is None else sha(b"\1" + left + found)
        return found or sha(b"")

def read_logs(b, _args):
    b.log = Log(BALLOTS, b.files[BALLOTS])
    b.frozen = b.log.told[0]["definition"].encode()
    b.definition = read_json(b.frozen, "the definition")
    b.site = Log(SITE, b.files[SITE], f"rounds/{b.definition['round']}")

# --- 2: signed checkpoints, and what you kept --------------------------------------------------
# Ed25519 (RFC 8032): the curve -x^2 + y^2 = 1 + D x^2 y^2 over the whole numbers modulo P.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def point(data):
    number = int.from_bytes(data, "little")
    y, odd = number % 2**255, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        raise ValueError("a key or a signature that is no point of the curve")
    x = x if x % 2 == odd else P - x
    return x, y, 1, x * y % P

def add(one, two):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, two
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(number, one):
    total = (0, 1, 1, 0)
    while number:
        total = add(total, one) if number & 1 else total
        one, number = add(one, one), number >> 1
    return total

BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def is_signature(public, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % ORDER
    x1, y1, z1, _ = times(s, BASE)
    x2, y2, z2, _ = add(point(r), times(h, point(public)))
    equal = (x1 * z2 - x2 * z1) % P == (y1 * z2 - y2 * z1) % P == 0
    return equal and s < ORDER and len(signature) == 64

def read_keys(text):
    """(name, hash, kind, public key) of each verifier key, one on a line; a witness has kind 4."""
    found = []
    for line in filter(None, text.split("\n")):
        name, short, rest = line.split("+", 2)
        data = base64.b64decode(rest, validate=True)
        if sha(f"{name}\n".encode() + data)[:4].hex() != short or data[0] not in (1, 4):
            raise ValueError(f"the key {name} does not fit its own hash, or is no Ed25519")
        found.append((name, bytes.fromhex(short), data[0], data[1:]))
    return found

class Note:
    """A text with signatures under it (C2SP signed-note); a checkpoint has a size and a root."""

    def __init__(self, found):
        self.whole, self.body = found.group(0), found.group(1)
        self.origin, *self.lines = self.body.split("\n")[:-1]
        self.size = int(self.lines[0]) if self.lines and self.lines[0].isdecimal() else None
        self.signatures = [line.split(" ")[1:] for line in found.group(2).split("\n")[:-1]]

    def signed_by(self, key):
        """For each signature under the name of this key: is it right, and a witness's instant."""
        name, short, kind, public = key
        for signer, coded in self.signatures:
            data, before, at = base64.b64decode(coded, validate=True), "", 0
            if (signer, data[:4]) == (name, short):
                if kind == 4:  # C2SP tlog-cosignature
                    at, before = int.from_bytes(data[4:12], "big"), "cosignature/v1\ntime {}\n"
                message = (before.format(at) + self.body).encode()
                right = is_signature(public, message, data[12 if kind == 4 else 4 :])
                yield right and base64.b64encode(data).decode() == coded, at

def notes_in(text, checkpoints=True):
    form = "((?:[^\n]+\n)+)\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/=]+\n)+)"
    return [note for note in map(Note, re.finditer(form, text))
            if (note.size is not None) == checkpoints]

def texts_of(given):
    """(name, text) of files that were given; of a key also by itself."""
    return [(Path(each).name, Path(each).read_bytes().decode().replace("\r\n", "\n"))
            if Path(each).is_file() else (each, each) for each in given]

def check_checkpoints(b, args):
    """Those of the bundle, and those that somebody kept, are signed and beginnings of the log."""
    given, witnesses = (read_keys("\n".join(text for _, text in texts_of(each)))
                        for each in (args.key, args.witness))
    b.keys, pins = given or read_keys(b.files.get("log.vkey", b"").decode()), []
    for log in (b.site, b.log):
        name, held = log.name.replace("jsonl", "checkpoint"), len(log.lines)
        if name not in b.files:
            (b.wrong if given else b.note)(1, f"no signed checkpoint in this bundle ({name})")
            b.ok(2, f"{log.name}: {held} entries, root {log.root(held).hex()}")
            continue
        note = b.signed[log] = notes_in(b.files[name].decode())[0]
        b.must(1, note.whole.encode() == b.files[name], f"{name} has more in it than a checkpoint")
        check_note(b, 1, 2, name, note)
        older = notes_in(b.files.get(name.replace(".", ".witnessed."), b"").decode())
        pins += [(name.replace(".", ".witnessed."), one) for one in older]
        check_witnesses(b, name, [note, *older], witnesses)
    if b.signed and not given:
        b.note(1, "that key is the bundle's own (log.vkey): compare it with one from elsewhere")
    for name, text in texts_of(args.pin):
        b.must(3, notes_in(text), f"{name}: no checkpoint in it")
        pins += [(name, note) for note in notes_in(text)]
    for name, note in pins:
        check_note(b, 3, 3, name, note)
    if not pins:
        b.note(3, "no older checkpoint was given: nothing shows that the log was not rewritten")

def check_note(b, one, two, name, note):
    """A log's own key signed it (you gave it, or else the bundle); its entries begin the log."""
    own = [key for key in b.keys if key[0] == note.origin]
    if own or (b.keys and note in b.signed.values()):
        right = any(right for key in own for right, _ in note.signed_by(key))
        b.must(one, right, f"{name} of {note.origin} is not signed by that log's key")
        b.ok(one, f"{name}: {note.size} entries, signed as {note.origin}")
    else:
        b.note(one, f"{name}: there is no key of {note.origin} to check it by", cannot=True)
    known = [log for log, other in b.signed.items() if other.origin == note.origin]
    log = known[0] if known else b.site if re.search("/log/site(/|$)", note.origin) else b.log
    held, size, root = len(log.lines), note.size, base64.b64decode(note.lines[1])
    fits = size <= held and log.root(size) == root
    b.must(two, fits, f"{name} saw {size} other entries of {log.name}, which now has {held}")
    b.ok(two, f"{log.name}: the first {size} of {held} entries are those that {name} saw")

def check_witnesses(b, name, notes, witnesses):
    """Whoever you say watches this log signed a checkpoint of it, and when."""
    for key in witnesses:
        seen = [(right, at, note.size) for note in notes for right, at in note.signed_by(key)]
        for right, at, size in seen:
            when = datetime.fromtimestamp(min(at, 2**37), UTC).isoformat()
            say = b.ok if right and key[2] == 4 else b.wrong
            say(1, f"{name}: {size} entries, signed by {key[0]} at {when}")
        if not seen:
            b.note(1, f"{name}: {key[0]} has not cosigned this log", cannot=True)
    lines = {signer for note in notes for signer, coded in note.signatures if len(coded) == 104}
    if lines - {key[0] for key in witnesses}:
        b.note(1, f"{name}: cosigned by {', '.join(sorted(lines))} (give --witness to check it)")

# --- 4: the ballot log, entry by entry ---------------------------------------------------------
def check_replay(b, _args):
    log, b.ends = b.log, b.definition["closes_at"]
    b.same(4, f"{log.at(0)}: sha256", log.told[0]["sha256"], sha(b.frozen).hex())
    stages = sorted((number, kind) for kind in STAGES for number in log.own.get(kind, []))
    for (number, kind), due in zip(stages, [*STAGES, "nothing more"]):
        b.must(4, kind == due, f"{log.at(number)}: expected {due} here")
    for kind in STAGES[:-1]:
        b.must(4, kind in log.own, f"{log.name}: there is no entry {kind}")
    for place, (where, told) in enumerate(log.all(COUNTED) + log.all(AGAIN), 1):
        b.same(4, f"{where} count", told.get("count", 1), place)
    for kind in log.own.keys() - {*IN_BOTH_LOGS, TAKEN}:
        b.note(4, f"{log.at(log.own[kind][0])}: a kind that I do not know", cannot=True)
    complete, closed = (log.own.get(kind, [inf])[0] for kind in (PAPER, CLOSED))
    for number, told in enumerate(log.told):
        new, old = None, told and told["x"] if told and told.get("kind") == TAKEN else None
        if told is None:
            found = CAST_LINE.fullmatch(log.lines[number])
            new, old = (one and one.decode() for one in found.groups())
        if old:
            if number > closed or old not in b.put or old in b.gone:
                b.wrong(4, f"{log.at(number)}: envelope {old} is not in the box")
            b.gone[old] = number
        if new:
            if number > complete or new in b.put:
                b.wrong(4, f"{log.at(number)}: envelope {new} came after the box was complete, "
                        f"or came already: {b.put.get(new)}")
            b.put[new] = number
    amendments = sorted(log.own.get(WITHDRAWN, []) + log.own.get(EXTENDED, []))
    for place, number in enumerate(amendments, 1):
        b.must(4, number < complete, f"{log.at(number)}: an amendment after the box was complete")
        amend(b, log.at(number), place, log.told[number])
    left = len(b.put) - len(b.gone)
    b.ok(4, f"{len(log.lines)} entries follow each other; {left} envelopes are left")
    changes = b"".join(log.lines[number] + b"\n" for number in amendments)
    for name, expected in (("definition.json", b.frozen), ("amendments.jsonl", changes)):
        b.must(4, b.files.get(name) == expected, f"{name} is not what {log.at(0)} and others have")

def amend(b, where, place, told):
    """The rules of docs/rules/amendments.md; whether the site log says the same is check 5."""
    b.same(4, f"{where} definition", told["definition"], b.log.told[0]["sha256"])
    b.same(4, f"{where} amendment", told["amendment"], place)
    if told["kind"] == WITHDRAWN:
        left = {project["n"] for project in b.definition["projects"]} - b.withdrawn
        fits = told["project"] in left and len(left) > 1
        b.must(4, fits, f"{where}: project {told['project']} cannot be withdrawn")
        b.withdrawn.add(told["project"])
        return b.note(4, f"project {told['project']} was withdrawn ({where})")
    begins = told["before"]
    if told["after_shut"]:  # then from the instant at which two people said so, and once
        begins = max(begins, *(theirs["at"] for _, theirs in b.site.all(EXTENDED)
                               if theirs["data"]["amendment"] == place))
        reopened = sum(bool(one["after_shut"]) for _, one in b.log.all(EXTENDED))
        b.must(4, reopened == 1, f"{where}: voting was reopened twice")
    times = (told["closes_at"], begins, told["down_until"], told["down_from"])
    end, begin, up, down = map(datetime.fromisoformat, times)
    fits = told["before"] == b.ends < told["closes_at"] and end - begin <= up - down
    b.must(4, fits, f"{where}: from {begins} to {told['closes_at']} is no extension of {b.ends}")
    b.ends = told["closes_at"]
    return b.note(4, f"voting was open until {b.ends}, not {told['before']} ({where})")

# --- 5: both logs, the box, the roll and the words ---------------------------------------------
def check_both_logs(b, _args):
    """Act by act what both say, in which order of time, and how far each saw the other."""
    log, site, acts, before = b.log, b.site, [], ""
    for kind in IN_BOTH_LOGS:
        ours, theirs = log.own.get(kind, []), site.own.get(kind, [])
        acts += zip(ours, theirs)
        if len(ours) != len(theirs):
            ours, theirs = (", ".join(map(one.at, one.own.get(kind, []))) for one in (log, site))
            b.wrong(5, f"{kind}: {ours or 'none'}, but in the other log {theirs or 'none'}")
    ties = [(where, log, told["data"]["entries"], told["data"]["root"])
            for where, told in site.all("place:log:tied")]
    for number, their in sorted(acts):
        told, entry, where = log.told[number], site.told[their], site.at(their)
        data = {"kind": entry["kind"], "closed_at": entry["at"], "destroyed_at": entry["at"],
                "site_sha256": sha(site.lines[their]).hex(), **entry["data"]}
        if "result" in told:
            result = json.loads(told["result"])
            told = {**told, "winners": result["winners"], "valid": result["ballots"],
                    "spent_minor": result["spent_minor"]}
        shared = {name: told[name] for name in told if name in data or name not in ONLY_HERE}
        b.same(5, f"{log.at(number)}, {where}:", data, shared)
        b.must(5, entry["at"] >= before, f"{where}: at {entry['at']}, before what it follows")
        before = entry["at"]
        if "site_root" in told:
            ties.append((log.at(number), site, told["site_entries"], told["site_root"]))
    (where, closed), *_ = log.all(CLOSED)
    b.must(5, closed["closed_at"] >= b.ends, f"{where}: {closed['closed_at']}, before {b.ends}")
    (where, opened), *_ = log.all(OPENED)
    if "signatures" in opened:  # by trustees, away from the server
        shares, need = opened["shares"], b.definition["opening"]["need"]
        fits = len(opened["signatures"]) == len(shares) == len(set(shares)) >= need
        b.must(5, fits, f"{where}: not a signature for each of at least {need} shares")
        b.note(5, f"{where}: signatures of {len(shares)} shares, which this program does not check")
    b.same(5, f"{SITE}: the number of {LOT}", len(site.own.get(LOT, [])), 1)
    codes = [[box_code(told["x"]) for _, told in log.all(TAKEN)],
             [told["data"]["box_code"].replace("-", "") for _, told in site.all(TAKEN)]]
    b.same(5, f"{TAKEN} in {BALLOTS}, by box codes,", *map(sorted, codes))
    for where, other, entries, root in ties:
        held = 0 <= entries <= len(other.lines) and other.root(entries).hex()
        b.must(5, held == root, f"{where}: the first {entries} entries of {other.name} were others")
    b.ok(5, f"{len(acts)} acts were compared in both logs")

# What entries about the roll do to its length.
ROLL = {"added": 1, "returned": 1, "removed": -1, "left": -1}

def check_box(b, _args):
    """Live envelopes = closed = laid apart = opened, and every number of the close adds up."""
    log, hashes = b.log, sorted(b.put.keys() - b.gone.keys())
    listed = b.files["envelopes.txt"].decode().split("\n")
    b.must(5, listed == [*hashes, ""], "envelopes.txt is not the hash of each live one, ascending")
    for one in sorted({*listed[:-1]} ^ {*hashes})[:9]:
        at = [log.at(held[one]) for held in (b.put, b.gone) if one in held]
        b.wrong(5, f"envelopes.txt: {one}, see {' and '.join(at) or 'no entry'}")
    box = {"envelopes_sha256": sha(bytes.fromhex("".join(hashes))).hex()}
    for kind, name in ((CLOSED, "envelopes"), (APART, "envelopes"), (OPENED, "ballots")):
        b.same(5, *log.all(kind)[0], {**box, name: len(hashes)})
    (where, told), *_ = log.all(CLOSED)
    n = Counter({name[6:]: told[name] for name in told if name.startswith("paper_")})
    ways = dict(part.split("=") for part in told["by_kind"].split(",") if part)
    ways = Counter({way: int(number) for way, number in ways.items()})
    taken, on_paper, on_roll = len(log.own.get(TAKEN, [])), ways["paper"], 0
    for kind in (kind for kind in b.site.own if kind.startswith("vote:roll:")):
        for _, entry in b.site.all(kind):
            on_roll += sum(sign * int(entry["data"].get(name, 0)) for name, sign in ROLL.items())
    out = n["issued"] + n["more"] - n["spoiled"] - n["unused"]
    decided = n["conditional_counted"] + n["conditional_refused"]
    sums = {
        "votes by the way they came": (ways.total(), told["envelopes"]),
        "votes on a screen": (ways.total() - on_paper, told["marked"]),
        "replaced envelopes": (told["superseded"], len(b.gone) - taken),
        "envelopes taken out": (told["taken_out"], taken),
        "voters on the roll": (told["roll"], on_roll),
        "votes beyond the roll": (max(0, told["envelopes"] - told["roll"]), 0),
        "papers out": (out, n["returned"] + n["not_returned"]),
        "papers that came back": (n["returned"] - n["set_aside"], on_paper),
        "papers under a condition": (n["conditional"], decided),
        "the least of all numbers": (min(0, *n.values(), *ways.values()), 0),
    }
    for what, pair in sums.items():
        b.same(5, f"{where}: {what}", *pair)
    seen = [fingerprint(told, taken, log.own[kind][0]) for kind in (PAPER, CLOSED)]
    words = f"{where}: two people confirmed {told['fingerprint']}, the numbers give {seen[0]}"
    b.must(5, told["fingerprint"] in seen, words)
    b.ok(5, f"{len(hashes)} envelopes: log, box, close and opening; {told['roll']} on the roll")
    check_channels(b, told["envelopes"], on_paper, n)

def fingerprint(told, taken, entries):
    """The hash over the numbers that two people confirmed (docs/rules/ceremony.md section 4)."""
    names = {"roll", "struck", "marked", "paper", "envelopes", "by_kind", "superseded"}
    facts = {name: told[name] for name in told if name in names or name.startswith("paper_")}
    facts["envelopes_sha256"] = told["envelopes_sha256"]
    return sha(WRITE({**facts, "taken_out": taken, "entries": entries}).encode()).hex()

def check_channels(b, votes, on_paper, n):
    """channels.csv has the numbers of the close and of the opening, and its parts add up."""
    head, *rows, end = b.files.get("channels.csv", b"\r\n").decode().split("\r\n")
    if not rows:
        return b.same(5, "channels.csv is missing; papers given out", n["issued"], 0)
    rows = [line.split(",") for line in rows]
    invalid, terms = b.log.all(OPENED)[0][1]["invalid"], "papers_given_under_a_condition"
    told, sums = {what: int(number) for what, number, *_ in rows}, Counter()
    expected = {
        "votes": votes, "votes_online": votes - on_paper, "votes_on_paper": on_paper,
        "votes_that_count": votes - invalid, "votes_that_do_not_count": invalid,
        "papers": n["issued"] + n["more"] if n["more"] else 0, "papers_given_out": n["issued"],
        "papers_beyond_those_given_out": n["more"], "papers_spoiled": n["spoiled"],
        "papers_given_back_unused": n["unused"], "papers_returned": n["returned"],
        "papers_not_returned": n["not_returned"], "papers_in_the_box": on_paper,
        "papers_set_aside": n["set_aside"], terms: n["conditional"],
        f"{terms}_that_count": n["conditional_counted"],
        f"{terms}_that_do_not_count": n["conditional_refused"],
    }
    for _, number, of, by in rows:
        sums[of, by] += int(number)
    told = {**dict.fromkeys(expected, 0), **told}
    b.same(5, "channels.csv:", told, {**dict.fromkeys(told), **expected})
    b.same(5, "channels.csv:", [head, end], ["what,number,part_of,by", ""])
    for (of, by), number in sums.items():
        b.must(5, not of + by or number == told[of], f"channels.csv: {by} of {of}: {number}")
    return b.ok(5, f"channels.csv: {votes - on_paper} votes online, {on_paper} on paper")

def check_roll(b, _args):
    """Nobody puts voters on the roll alone after the freeze; its root then and at the close."""
    frozen, (where, closed) = b.log.told[0], b.log.all(CLOSED)[0]
    freeze = datetime.fromisoformat(b.site.all(FROZEN)[0][1]["at"]) + timedelta(minutes=1)
    for kind in ("imported", "register_imported", "taken_back"):
        for at, told in b.site.all(f"vote:roll:{kind}"):
            fits = datetime.fromisoformat(told["at"]) <= freeze
            b.must(5, fits, f"{at}: the roll was changed by one person after the freeze")
    rooted = [told["data"] for _, told in b.site.all("vote:roll:rooted")]
    if not rooted and "roll_root" not in {**frozen, **closed}:
        return b.note(5, "the roll of this round has no root")
    came = sum(told["data"]["added"] for kind in ("vote:roll:added_late", "vote:roll:replaced")
               for _, told in b.site.all(kind))
    b.same(5, "vote:roll:rooted, rows and root", [[one["rows"], one["root"]] for one in rooted],
           [[frozen["roll_rows"], frozen["roll_root"]]])
    for rows in (closed["roll"] + closed["struck"], frozen["roll_rows"] + came):
        b.same(5, f"{where}: roll_rows", closed["roll_rows"], rows)
    for told in (frozen, closed):
        fits = re.fullmatch("[0-9a-f]{64}", told["roll_root"]) and told["roll_rows"]
        b.must(5, fits or told["roll_root"] == sha(b"").hex(), f"{told['roll_root']} is no root")
    return b.ok(5, f"the roll has a root over {closed['roll_rows']} rows at the close")

def check_reopened(b, _args):
    """Who says that the box was opened again, and whether the same votes came out."""
    logged, stated, differ = b.log.all(OPENED)[0][1]["list_sha256"], 1, {}
    for number in sorted(number for numbers in b.site.own.values() for number in numbers):
        told, where = b.site.told[number], b.site.at(number)
        if told["kind"] == "reopen:opening:stated":
            data, stated = told["data"], stated + 1
            agrees = int(data["list_sha256"] == logged)
            expected = {"opening": stated, "logged_sha256": logged, "agrees": agrees}
            b.same(5, where, data, expected)
            b.note(5, f"{where}: opening {stated} {'agreed' if agrees else 'did NOT agree'}")
            differ |= {} if agrees else {stated: where}
        elif told["kind"].startswith("reopen:opening:"):
            differ.pop(told["data"]["opening"], None)
        elif told["kind"] == CERTIFIED:
            b.must(5, not differ, f"{where}: certified while {differ} stood")

HIDING = ("moderation:text:hidden", "moderation:words:struck", "moderation:text:erased")

def check_words(b, _args):
    """Words beside the log fit their commitments; missing ones have a decision."""
    words, checked, gone = {}, 0, 0
    for number, line in enumerate(b.files[WORDS].split(b"\n")[:-1], 1):
        told = read_json(line, f"{WORDS} line {number}")
        key = told.pop("entry"), told.pop("field")
        known = sorted(told) in ([], ["erased_by"], ["salt", "words"], ["withheld"])
        b.must(5, known and key not in words, f"{WORDS} line {number}: twice, or of another kind")
        words[key] = told
    entries = [(number, told) for number, told in enumerate(b.site.told) if told]
    decided = {one for number, told in entries
               for one in told.get("data", {}).get("erased_entries", []) if one < number}
    # Decisions about the same text, or about what it is a part of, may withhold its words.
    hiding = [told["subject"].split("/") for _, told in entries if told.get("kind") in HIDING]
    for number, told in entries:
        where = b.site.at(number)
        if "withheld_sha256" in told and number not in decided:
            b.note(5, f"{where} is withheld, and no later entry names it", cannot=True)
        for field, commitment in told.get("commitments", {}).items():
            one = words.pop((number, field), {})
            if "words" in one:
                checked, salt = checked + 1, bytes.fromhex(one["salt"])
                fits = sha(salt + one["words"].encode()).hex() == commitment
                fits = fits and len(salt) == 32 and salt.hex() == one["salt"]
                b.must(5, fits, f"{where}: {field} is not what the entry commits to")
            else:
                gone, about = gone + 1, told["subject"].split("/")
                hidden = "withheld" in one and any(
                    all(one == other for one, other in zip(about[:4], each)) for each in hiding)
                known = number in decided or hidden
                b.must(5, known, f"{where}: {field} is missing and no entry says why")
    for number, field in words:
        b.wrong(5, f"{WORDS}: {field} of entry {number}, which commits to no such words")
    b.ok(5, f"{checked} texts beside the log fit it, {gone} were erased or withheld by decision")

# --- 6: every ballot ---------------------------------------------------------------------------
# Reasons that only whoever opened the envelope, or held the paper, can judge.
NOT_IN_LIST = ("unknown-suite", "damaged", "not-a-ballot", "unreadable")
CHOICE = "[1-9][0-9]*(?::[1-9][0-9]*)?"
ROW = re.compile(f'([^,"\r\n]*),((?:{CHOICE}(?: {CHOICE})*)?),([a-z-]*)')

def choices_in(text):
    return [[int(n) for n in one.split(":")] if ":" in one else int(one) for one in text.split()]

def check_ballots(b, _args):
    """Each vote by the frozen rule, in order, and the hash of the list."""
    head, *lines, rest = b.files["ballots.csv"].decode().split("\r\n")
    b.same(6, "ballots.csv:", [head, rest], ["tracker,choices,does_not_count_because", ""])
    judged, costs = {}, {one["n"]: one["cost_minor"] for one in b.definition["projects"]}
    for number, line in enumerate(lines, start=2):
        where, found = f"ballots.csv line {number}", ROW.fullmatch(line)
        if found is None:
            raise ValueError(f"{where} cannot be read: {line!r:.80}")
        tracker, text, reason = found.groups()
        if text not in judged:
            choices = choices_in(text)
            judged[text] = choices, fault_of(choices, costs, b.definition)
        choices, fault = judged[text]
        b.ballots.append([tracker, choices, reason])
        if reason != fault and (choices or reason not in (*NOT_IN_LIST, "too-many")):
            b.wrong(6, f"{where}: {text!r} is marked {reason or 'valid'!r}, by the rule it is "
                    f"{fault or 'valid'!r}")
    for one, other in pairwise(b.ballots):
        if one > other:
            b.wrong(6, f"ballots.csv is not sorted by tracker: {other[0]} after {one[0]}")
        elif one[0] == other[0]:
            b.note(6, f"tracker {one[0]} stands there more than once; a voter can seal any tracker")
    digest = sha(WRITE({"ballots": b.ballots, "v": 1}).encode()).hex()
    (where, told), invalid = b.log.all(OPENED)[0], sum(1 for ballot in b.ballots if ballot[2])
    b.same(6, f"{where}, ballots.csv:", told,
           {"ballots": len(b.ballots), "invalid": invalid, "list_sha256": digest})
    b.ok(6, f"{len(b.ballots) - invalid} votes that count and {invalid} that do not")
    if unseen := sum(not one and reason in NOT_IN_LIST for _, one, reason in b.ballots):
        b.note(6, f"of {unseen} envelopes nobody outside can see that they held no ballot")

def fault_of(choices, costs, definition):
    """The first reason for which choices do not count, '' where they do."""
    kind, most = definition["ballot"]["kind"], definition["ballot"]["max"]
    points, money = definition["ballot"].get("points"), definition["money_minor"]
    if {isinstance(one, list) for one in choices} - {kind == "points"}:
        return "another kind of ballot"
    numbers = [one[0] for one in choices] if kind == "points" else choices
    given = sum(one[1] for one in choices) if kind == "points" else 0
    cost = sum(costs.get(number, 0) for number in numbers) if kind == "knapsack" else 0
    rules = {
        "not in order": kind != "ranking" and choices != sorted(choices),
        "named-twice": len(set(numbers)) < len(numbers),
        "not-on-ballot": not costs.keys() >= set(numbers),
        "too-many": most is not None and len(numbers) > most,
        "over-the-fund": cost > money,
        "too-many-points": points is not None and given > points,
    }
    return next((reason for reason, broken in rules.items() if broken), "")

# --- 7: the count ------------------------------------------------------------------------------
class NotRecounted(Exception):
    """A rule, or a length of count, that this program does not do."""

MOST_RUNS = 20_000

class Count:
    """The count of docs/rules/counting.md. A project is its place in the definition.

    Ballots that are the same are one group, with how often it came.
    """

    def __init__(self, definition, withdrawn, ballots, seed):
        self.rule, self.kind = definition["rule"], definition["ballot"]["kind"]
        shares = self.rule["family"] == "equal-shares" and self.kind != "ranking"
        other = self.rule["caps"] or self.rule["last_project_percent"] is not None
        if other or not (shares or self.rule["family"] == "votes-greedy"):
            raise NotRecounted(f"{self.rule['family']} for {self.kind}, caps or a reserve")
        self.numbers = [project["n"] for project in definition["projects"]]
        self.costs = [project["cost_minor"] for project in definition["projects"]]
        self.all, place = range(len(self.numbers)), {n: p for p, n in enumerate(self.numbers)}
        self.budget, self.voters = definition["money_minor"], len(ballots)
        points = self.kind == "points"
        groups = Counter(tuple(map(tuple, one) if points else one) for one in ballots)
        self.times, self.fans = list(groups.values()), [[] for _ in self.all]
        for group, choices in enumerate(groups):
            for number, points in self.marks(choices):
                self.fans[place[number]].append((group, points))  # of each project
        self.scores = [sum(self.times[g] * points for g, points in fans) for fans in self.fans]
        self.supporters = [sum(self.times[g] for g, _ in fans) for fans in self.fans]
        by = {"lower-cost": self.costs, "more-votes": [-votes for votes in self.supporters]}
        drawn = [sha(f"{seed}|{number}".encode()) for number in self.numbers]
        lot = self.all if seed is None else drawn
        self.order = [(*(by[tie][p] for tie in self.rule["ties"]), lot[p]) for p in self.all]
        self.racing = [p for p in self.all if self.numbers[p] not in withdrawn
                       and all(self.reaches(p, one) for one in self.rule["thresholds"])]
        tied = [{place.get(int(key)) for key in keys} for keys in self.rule["conflicts"]]
        self.rivals = [set().union(*(keys for keys in tied if p in keys)) - {p} for p in self.all]
        self.path = [([0] * len(self.times), [], {}, None)]  # of Equal Shares: see split

    def marks(self, choices):
        """What a ballot gives to which project (section 1)."""
        if self.kind != "ranking":
            return choices if self.kind == "points" else [(number, 1) for number in choices]
        positions, n = self.rule["positions"], len(choices)
        return zip(choices, [*positions, *[0] * n] if positions else range(n, 0, -1))

    def reaches(self, p, threshold):
        kind, needed = threshold["kind"], Fraction(threshold["numerator"], threshold["denominator"])
        needed *= self.voters if kind in ("share", "cost-relative") else 1
        if kind == "cost-relative":
            needed *= Fraction(self.costs[p], self.budget) if self.budget else 0
        return (self.scores if kind == "score" else self.supporters)[p] >= needed

    def cost(self, projects):
        return sum(self.costs[p] for p in projects)

    def greedy(self, already=(), stop=False):
        """Most votes first (section 5), after those that won already."""
        winners, left = list(already), self.budget - self.cost(already)
        for p in sorted(self.racing, key=lambda p: (-self.scores[p], self.order[p])):
            if p in winners or self.rivals[p] & {*winners}:
                continue
            if self.costs[p] <= left:
                left -= self.costs[p]
                winners.append(p)
            elif stop:
                break
        return winners

    def split(self, depth, p):
        """Who paid the same so far is one class, whatever the start was; buying p splits classes.

        A level of the path has the class of each group; for each class where it came from and
        what it gives p; and, once asked for, who supports a project: by class and points.
        """
        if self.path[depth + 1 :] and self.path[depth + 1][3] == p:
            return
        given, known = dict(self.fans[p]), {}
        now = [known.setdefault((own, given.get(group, 0)), len(known))
               for group, own in enumerate(self.path[depth][0])]
        self.path[depth + 1 :] = [(now, list(known), {}, p)]

    def price_of(self, p, depth, money, unit):
        """(what those who pay in full pay, their weight): the price is one by the other."""
        classes, _, fans, _ = self.path[depth]
        if p not in fans:
            fans[p] = Counter()
            for group, points in self.fans[p]:
                fans[p][classes[group], points] += self.times[group]
        held = [(money[own], n, votes) for (own, n), votes in fans[p].items() if money[own] * n]
        need, weight = self.costs[p] * unit, sum(n * votes for _, n, votes in held)
        for own, n, votes in sorted(held, key=lambda one: one[0] * self.scale // one[1]):
            if own * weight >= need * n:
                return need, weight
            need, weight = need - own * votes, weight - n * votes
        return None

    def shares(self, start):
        """One run of Equal Shares (section 10), exactly: {winner: (price, weight)}.

        Each class has a whole number of times 1 / unit. The heap has for each project what it
        costs at least for its worth: prices only rise, and who has too little stays so.
        """
        money, unit, depth, bought = [start.numerator], start.denominator, 0, {}
        worth = self.costs if self.rule["utility"] == "cost" else [1] * len(self.costs)
        alive = sorted((p for p in self.racing if self.scores[p]), key=self.order.__getitem__)
        for p in (p for p in alive if not self.costs[p] and not self.rivals[p] & bought.keys()):
            bought[p] = Fraction(0), self.scores[p]
        heap = [(Fraction(self.costs[p], self.scores[p] * worth[p]), self.order[p], p)
                for p in alive if self.costs[p]]
        heapify(heap)
        while heap:
            at_least, order, p = heappop(heap)
            offer = None if self.rivals[p] & bought.keys() else self.price_of(p, depth, money, unit)
            if offer is None:
                continue
            price = Fraction(offer[0], offer[1] * unit)
            if price > at_least * worth[p]:
                heappush(heap, (price / worth[p], order, p))
                continue
            bought[p] = price, offer[1]
            self.split(depth, p)
            depth, factor = depth + 1, price.denominator // gcd(price.denominator, unit)
            unit *= factor
            each = price.numerator * (unit // price.denominator)
            money = [max(0, money[own] * factor - each * n) for own, n in self.path[depth][1]]
        return bought

    def add1(self):
        """Start again with more for every voter, up to the last run within the budget (11)."""
        self.scale = lcm(*(points for fans in self.fans for _, points in fans if points))
        start = first = Fraction(self.budget, self.voters or 1)
        run, more = self.shares(first), self.rule["increment_minor"]
        base = first // more * more if self.rule["start_whole"] else first
        racing = [p for p in self.racing if self.scores[p]]
        for step in range(1, MOST_RUNS):
            left = self.budget - self.cost(run)
            out = [p for p in racing if p not in run and not self.rivals[p] & run.keys()]
            full = self.rule["stop"] == "exhaustive" and all(self.costs[p] > left for p in out)
            everything = len(run) == len(racing) or start >= self.cost(racing)
            if full or everything or self.rule["completion"] == "none" or not self.voters:
                return run
            start = Fraction(base + step * more)
            found = self.shares(start)
            if self.cost(found) > self.budget:
                return run
            run = found
        raise NotRecounted(f"Equal Shares took more than {MOST_RUNS} starts")

    def winners(self):
        """Who wins in which order, and what was paid for those of Equal Shares (section 12)."""
        stop = self.rule["misfit"] == "stop"
        if self.rule["family"] == "votes-greedy":
            return self.greedy(stop=stop), {}
        paid, gain = self.add1(), [0] * len(self.times)
        winners = self.greedy(list(paid), stop) if self.rule["top_up"] else list(paid)
        other = self.greedy() if self.rule["comparison"] else winners
        for p, fans in enumerate(self.fans):
            for group, _ in fans:
                gain[group] += (p in winners) - (p in other)
        worse = sum(n * ((g < 0) - (g > 0)) for n, g in zip(self.times, gain)) > 0
        return (other, {}) if worse else (winners, paid)

    def result(self):
        """What the rule decides, as in the document of a result; what explains it is left out."""
        (winners, paid), left = self.winners(), self.budget
        projects = [{"n": n, "votes": self.scores[p], "cost_minor": self.costs[p]}
                    for p, n in enumerate(self.numbers)]
        for place, p in enumerate(winners, 1):
            left -= self.costs[p]
            numbers = {"position": place, "left_minor": left}
            if p in paid:
                price, weight = f"{paid[p][0].numerator}/{paid[p][0].denominator}", paid[p][1]
                numbers |= {"round": place, "price": price, "paid_in_full": weight}
            projects[p] |= {"reason": "funded", "numbers": numbers}
        return {"ballots": self.voters, "budget_minor": self.budget, "projects": projects,
                "rule_sha256": sha(WRITE(self.rule).encode()).hex(),
                "spent_minor": self.budget - left, "winners": [self.numbers[p] for p in winners]}

def check_count(b, _args):
    """The stored results are the logged ones, and the newest comes out again."""
    counts, slug = b.log.all(COUNTED) + b.log.all(AGAIN), b.definition["round"]
    for place, (where, told) in enumerate(counts, start=1):
        name = "result.json" if place == len(counts) else f"result-{place}.json"
        held = b.files.get(name, b"")
        b.must(7, told["result"].encode() == held, f"{where} has another result than {name}")
        b.same(7, f"{where} sha256", told["sha256"], sha(held).hex())
    # A replay of an old election takes equals in the order of its file.
    seed = None if slug.startswith("replay-") else b.site.all(LOT)[0][1]["data"]["digits"]
    valid = [choices for _, choices, reason in b.ballots if not reason]
    try:
        found = {"round": slug, **Count(b.definition, b.withdrawn, valid, seed).result()}
    except NotRecounted as error:
        return b.note(7, f"rule not recounted: {error}", cannot=True)
    b.same(7, f"{where}, counted again:", json.loads(told["result"]), found)
    names = ", ".join(map(str, found["winners"])) or "none"
    return b.ok(7, f"counted again: {len(valid)} votes, winners {names}, the same votes and prices")

# --- 8: your receipts --------------------------------------------------------------------------
def box_code(digest):
    """The first 80 bits of a hash, as letters."""
    number, letters = int(digest[:20], 16), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(letters[number >> 5 * place & 31] for place in reversed(range(16)))

def check_receipts(b, args):
    codes, seen = {box_code(digest): digest for digest in b.put} if args.receipt else {}, set()
    for name, text in texts_of(args.receipt):
        fields = r"^[ \t]*(box code|envelope|tracker|choices)[ \t]*[:=][ \t]*(.*)$"
        told = {title.lower(): words for title, words in re.findall(fields, text, re.M | re.I)}
        code, tracker = (re.sub(r"[\s-]", "", told.get(each, "")).upper()
                         for each in ("box code", "tracker"))
        promises = notes_in(text, checkpoints=False)
        for note in promises:
            check_promise(b, name, note, code, told.get("envelope"))
        if code and not promises:
            tell_envelope(b, name, codes.get(code), f"with the box code {code}")
        if tracker:
            own = [choices for one, choices, _ in b.ballots if one == tracker]
            mine = choices_in(told["choices"].replace(",", " ")) if "choices" in told else None
            fits = own and (mine is None or mine in own)
            b.must(8, fits, f"{name}: ballots.csv has {own} for {tracker}, you {mine}")
            seen.add((tracker, code))
            many = [each for each, _ in seen].count(tracker)
            b.must(8, many <= len(own), f"{many} receipts have {tracker}, the list {len(own)}")
            b.ok(8, f"{name}: {tracker} is in the list with {own}")
        for note in notes_in(text):
            check_note(b, 8, 8, name, note)
        if not (code or tracker or re.search("\n\u2014 ", text)):
            b.wrong(8, f"{name}: no box code, no tracker and no checkpoint in it")

def tell_envelope(b, name, digest, words):
    """Where an envelope is: in the box at the close, or replaced or taken out before."""
    if digest not in b.put:
        return b.wrong(8, f"{name}: no envelope in {BALLOTS} {words}")
    put, gone = b.log.at(b.put[digest]), b.gone.get(digest)
    if gone is None:
        return b.ok(8, f"{name}: in the box, {put}")
    how = "by two people" if b.log.told[gone] else "by a later vote, which counts"
    return b.note(8, f"{name}: {put}; taken out of the box {how}, {b.log.at(gone)}")

def check_promise(b, name, note, code, envelope):
    """An envelope that was promised and is missing is evidence against whoever signed."""
    told = dict(line.rsplit(" ", 1) for line in note.lines[1:])
    digest, signers = told["envelope"], []
    if told["round"] != b.definition["round"]:
        return b.note(8, f"{name}: this receipt is of the round {told['round']}", cannot=True)
    b.same(8, f"{name}: definition", told["definition"], sha(b.frozen).hex())
    b.same(8, f"{name}: box code", code or box_code(digest), box_code(digest))
    b.same(8, f"{name}: envelope", envelope or digest, digest)
    for number, entry in enumerate(b.site.told):
        if entry and entry.get("subject") == "place/promise-key":
            where, key = b.site.at(number), entry["data"]["key"]
            right = [right for right, _ in note.signed_by(read_keys(key)[0])]
            b.must(8, all(right), f"{name}: not signed by the key of {where}")
            late = datetime.fromisoformat(told["logged by"]) > (
                datetime.fromisoformat(entry["at"]) + timedelta(minutes=80))
            if right and late and entry["kind"].endswith("revoked"):
                b.wrong(8, f"{name}: signed after {where}")
            signers += [f"{key} of {where}"] if right else []
    if not signers:
        b.note(8, f"{name}: the promise is signed by no key that the log names", cannot=True)
    return tell_envelope(b, name, digest, f"is {digest}, PROMISED AND MISSING: to be there by "
                         f"{told['logged by']}, signed with {signers}. The evidence:\n{note.whole}")

# --- 9: this program, and all of it ------------------------------------------------------------
def check_program(b, _args):
    """Whether this is the program that the log named when the ballot was frozen."""
    own = sha(Path(__file__).read_bytes()).hex()
    beside = sha(b.files["verify.py"]).hex() if "verify.py" in b.files else own
    for where, told in b.site.all("vote:programs:named"):
        named = told["data"]["verifier_sha256"]
        b.must(9, beside in (own, named), f"verify.py in the bundle is not that of {where}")
        words = f"{where} names {'this' if named == own else 'another'} verify.py: {named}"
        (b.ok if named == own else b.note)(9, words)

CHECKS = {
    check_files: 0, read_logs: 1, check_checkpoints: 2, check_replay: 4, check_both_logs: 5,
    check_box: 5, check_roll: 5, check_reopened: 5, check_words: 5, check_ballots: 6,
    check_count: 7, check_receipts: 8, check_program: 9,
}

def check(b, args):
    """Every check in its order; one that cannot be read to its end is wrong."""
    for work, number in CHECKS.items():
        try:
            work(b, args)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"[:200]
            b.wrong(number, f"something is not as a bundle has it ({what})")
        if (number and b.site is None) or (number == 4 and set(STAGES[:-1]) - b.log.own.keys()):
            return  # no other check can be made

def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("bundle", type=Path)
    for name in ("--key", "--witness", "--pin", "--receipt"):
        parser.add_argument(name, nargs="+", action="extend", default=[])
    args, b = parser.parse_args(), Bundle()
    print(f"verify.py {sha(Path(__file__).read_bytes()).hex()}")
    check(b, args)
    if b.found > 50:
        print(f"WRONG     and {b.found - 50} more")
    print("It cannot see what was in an envelope: only who looks up their own tracker can. It "
          "cannot see votes of voters who never look, nor who was put on the roll.")
    print(("RIGHT, as far as it goes", "WRONG", "NOT ALL OF IT COULD BE CHECKED")[b.code])
    return b.code

if __name__ == "__main__":
    sys.exit(main())
