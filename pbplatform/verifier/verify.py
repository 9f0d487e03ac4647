"""Check a bundle of a vote without trusting whoever made it.

    python -I verify.py BUNDLE [--key VKEY] [--pin OLD.checkpoint ...] [--receipt MINE.txt ...]

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
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from math import gcd
from pathlib import Path

SUMS, SITE, BALLOTS, WORDS = "SHA256SUMS", "site.jsonl", "ballot-log.jsonl", "site.words.jsonl"
MOST_BYTES = 2**33
WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
HEX64 = re.compile(r"[0-9a-f]{64}")
CAST = re.compile(
    rb'\{"h":"([0-9a-f]{64})","kind":"vote:envelope:cast","v":1(?:,"x":"([0-9a-f]{64})")?\}'
)
ROW = re.compile(r'([^,"\r\n]*),([0-9: ]*),([a-z-]*)\r\n')
CHOICE = r"[1-9][0-9]*(?::[1-9][0-9]*)?"
CHOICES = re.compile(f"(?:{CHOICE}(?: {CHOICE})*)?")
NOTE = re.compile(
    r"^([^\n]+)\n([0-9]+)\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)\n((?:\u2014 [^\n]+\n)+)", re.M
)
CALLED_OFF, DESTROYED = "round:round:called_off", "vote:key:destroyed"
FROZEN, LOT = "round:definition:frozen", "vote:lot:seeded"
TAKEN, WITHDRAWN, EXTENDED = (
    *("vote:envelope:taken_out", "vote:project:withdrawn", "vote:window:extended"),
)
PAPER, CLOSED, APART, OPENED, COUNTED, AGAIN = (
    *("vote:paper:complete", "vote:urn:closed", "vote:urn:separated", "vote:urn:opened"),
    *("vote:result:counted", "vote:result:counted_again"),
)
STAGES = (FROZEN, PAPER, CLOSED, APART, OPENED, COUNTED)
# What both logs must say of the same act; whatever else both say must be the same too.
IN_BOTH = {
    FROZEN: ("sha256",), PAPER: ("paper",), OPENED: ("ballots", "invalid", "list_sha256"),
    CLOSED: ("roll", "marked", "envelopes", "paper", "by_kind", "envelopes_sha256", "fingerprint"),
    APART: ("envelopes", "envelopes_sha256"), COUNTED: ("sha256",), AGAIN: ("sha256", "count"),
}  # fmt: skip


def sha(data):
    return hashlib.sha256(data).digest()


class Report:
    """One line for each check, and whatever is wrong."""

    def __init__(self):
        self.code, self.found, self.failed = 0, 0, set()

    def ok(self, check, words):
        """Right, where nothing in this check was wrong."""
        if check not in self.failed:
            print(f"ok     {check}  {words}")

    def wrong(self, check, words):
        self.code, self.found = 1, self.found + 1
        self.failed.add(check)
        if self.found <= 50:
            print(f"WRONG  {check}  {words}")

    def note(self, check, words, unchecked=False):
        """Something to know; `unchecked` is what somebody wanted checked and this cannot."""
        self.code = self.code or 2 * unchecked
        print(f"{'CANNOT' if unchecked else '--    '} {check}  {words}")


# --- 0: the files ------------------------------------------------------------------------------


def read_files(path):
    """{name: bytes} of a zip, or of those files of a folder that its list of hashes names."""
    if path.is_dir():
        text = (path / SUMS).read_bytes()
        names = [line[66:] for line in text.decode().splitlines()]
        safe = [name for name in names if re.fullmatch(r"[A-Za-z0-9._-]+", name)]
        found = {name: (path / name).read_bytes() for name in safe if (path / name).is_file()}
        return {**found, SUMS: text}
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        if len(set(names)) < len(names) or sum(i.file_size for i in packed.infolist()) > MOST_BYTES:
            raise ValueError("a name that comes twice, or more than 8 GB")
        return {name: packed.read(name) for name in names}


def check_files(report, files):
    expected = "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n"
        for name in sorted(files.keys() - {SUMS})
    )
    told = files[SUMS].decode(errors="replace")
    if told == expected:
        report.ok(0, f"{len(files)} files are those that {SUMS} lists")
        return
    lines, wanted = set(told.splitlines()), set(expected.splitlines())
    names = sorted({line[66:] for line in lines ^ wanted}) or [SUMS]
    report.wrong(0, f"not the files that {SUMS} lists: {', '.join(names)[:300]}")


# --- 1: signed checkpoints ---------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def _x(y, odd):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and odd):
        raise ValueError("no point of the curve")
    return P - x if x % 2 != odd else x


def _point(data):
    number = int.from_bytes(data, "little")
    y, odd = number % 2**255, number >> 255
    if y >= P:
        raise ValueError("no point of the curve")
    x = _x(y, odd)
    return x, y, 1, x * y % P


def _add(one, two):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, two
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _add(total, point)
        point, number = _add(point, point), number >> 1
    return total


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(public, message, signature):
    """Whether this is an Ed25519 signature (RFC 8032) of the message."""
    try:
        key, r = _point(public), _point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    x1, y1, z1, _ = _times(s, BASE)
    x2, y2, z2, _ = _add(r, _times(h, key))
    return (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


def read_base64(text):
    """Bytes; another text for the same bytes is refused."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 that is written in another way")
    return data


def read_keys(text):
    """(name, hash of the key, public key) of each verifier key, one on each line."""
    found = []
    for line in filter(None, text.split("\n")):
        name, short, rest = line.split("+", 2)
        data = read_base64(rest)
        if data[:1] != b"\x01" or len(data) != 33:
            raise ValueError("a key of another kind than Ed25519")
        if sha(f"{name}\n".encode() + data)[:4].hex() != short:
            raise ValueError(f"the key {name} does not fit its own hash")
        found.append((name, bytes.fromhex(short), data[1:]))
    return found


class Checkpoint:
    """A signed note: which log, how many entries, the root of their tree."""

    def __init__(self, text):
        found = NOTE.search(text)
        if found is None:
            raise ValueError("no checkpoint in it")
        self.whole = found.group(0)
        self.origin, self.size = found.group(1), int(found.group(2))
        self.root = read_base64(found.group(3))
        self.message = text[found.start() : found.start(5) - 1].encode()
        self.signatures = re.findall("\u2014 ([^ \n]+) ([A-Za-z0-9+/=]+)\n", found.group(5))

    def is_signed(self, keys):
        """Whether one of these keys signed it, as its log: a key has the name of its log."""
        for signer, coded in self.signatures:
            data = read_base64(coded)
            for name, short, public in keys:
                own = (signer, data[:4], self.origin) == (name, short, name)
                if own and signed_by(public, self.message, data[4:]):
                    return True
        return False


def check_checkpoints(report, files, given):
    """The checkpoints of both logs by log; none where there is none."""
    found = {}
    own = read_keys(files.get("log.vkey", b"").decode())
    if len(own) != sum(f"{name}.checkpoint" in files for name in ("site", "ballot-log")):
        report.wrong(1, f"log.vkey has {len(own)} keys, one for each checkpoint is expected")
    keys = given or own
    for log, name in ((SITE, "site.checkpoint"), (BALLOTS, "ballot-log.checkpoint")):
        if name not in files:
            if given:
                report.wrong(1, f"{name} is missing: no checkpoint signed by the key that you gave")
            else:
                report.note(1, f"no signed checkpoint in this bundle ({name})")
            continue
        checkpoint = found[log] = Checkpoint(files[name].decode())
        if checkpoint.whole != files[name].decode():
            report.wrong(1, f"{name} has more in it than a checkpoint")
        if not keys:
            report.note(1, f"{name}: nobody gave a key, so its signature is not checked", True)
        elif not checkpoint.is_signed(keys):
            report.wrong(1, f"{name} of {checkpoint.origin} is not signed by that log's key")
        else:
            report.ok(1, f"{name}: {checkpoint.size} entries, signed as {checkpoint.origin}")
    if found and not given:
        report.note(1, "that key is the bundle's own (log.vkey): compare it with one from elsewhere")
    return found


# --- 2: all entries, hashed again --------------------------------------------------------------


def root_of(leaves):
    """The root of RFC 9162 over the hashes of leaves."""
    level = list(leaves) or [sha(b"")]
    while len(level) > 1:
        pairs = [sha(b"\x01" + a + b) for a, b in zip(level[::2], level[1::2])]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]


def no_float(text):
    raise ValueError(f"{text}: a log has whole numbers only")


def read_json(data):
    """What canonical JSON (RFC 8785) says; other bytes for the same are refused."""
    told = json.loads(data, parse_float=no_float, parse_constant=no_float)
    if WRITE(told).encode() != data:
        raise ValueError("not canonical JSON")
    return told


class Log:
    """Entries of one log: bytes, hashes of leaves, and what they tell.

    An entry of `told` is None for an envelope cast, which the replay reads by its bytes.
    """

    def __init__(self, report, name, data):
        self.name, self.lines = name, data.split(b"\n")
        if self.lines.pop() != b"":
            report.wrong(2, f"{name}: the last entry is cut off")
        self.told, self.leaves = [], []
        self.unknown = 0  # entries of which only a hash is served that is no leaf's
        for number, line in enumerate(self.lines):
            leaf, told = sha(b"\x00" + line), None
            if not CAST.fullmatch(line):
                try:
                    told = read_json(line)
                    if not isinstance(told, dict):
                        raise ValueError("no entry")
                except (ValueError, RecursionError) as error:
                    report.wrong(2, f"{name} entry {number} cannot be read: {error}")
                    told = {}
                if "withheld_leaf" in told:
                    leaf = bytes.fromhex(told["withheld_leaf"])
                elif "withheld_sha256" in told:
                    self.unknown += 1
            self.told.append(told)
            self.leaves.append(leaf)

    def at(self, number):
        told = self.told[number]
        return f"{self.name} entry {number} ({(told or {}).get('kind', 'vote:envelope:cast')})"

    def is_prefix(self, checkpoint):
        """Whether its first entries are those of a checkpoint; None where that cannot be said."""
        if checkpoint.size > len(self.leaves):
            return False
        if root_of(self.leaves[: checkpoint.size]) == checkpoint.root:
            return True
        return None if self.unknown else False


def check_entries(report, log, checkpoint):
    if checkpoint is None:
        report.ok(2, f"{log.name}: {len(log.lines)} entries, root {root_of(log.leaves).hex()}")
        return
    same = log.is_prefix(checkpoint)
    if same is None:
        report.note(2, f"{log.name}: of {log.unknown} entries only a hash is here", True)
    elif not same:
        held = len(log.leaves)
        report.wrong(
            2, f"{log.name}: {held} entries are not the {checkpoint.size} of its checkpoint"
        )
    else:
        report.ok(2, f"{log.name}: its first {checkpoint.size} entries are those of the checkpoint")
        if after := len(log.leaves) - checkpoint.size:
            report.note(2, f"{log.name}: the last {after} entries came after that checkpoint")


# --- 3: what you kept --------------------------------------------------------------------------


def log_of(checkpoint, logs, signed):
    """Which of both logs a checkpoint is of."""
    for name, own in signed.items():
        if own.origin == checkpoint.origin:
            return logs[name]
    return logs[SITE if re.search("/log/site(/|$)", checkpoint.origin) else BALLOTS]


def check_pins(report, pins, logs, signed, given, check=3):
    for name, text in pins:
        try:
            pin = Checkpoint(text)
        except ValueError as error:
            report.wrong(check, f"{name}: {error}")
            continue
        log = log_of(pin, logs, signed)
        if given and not pin.is_signed(given):
            report.wrong(check, f"{name} is not signed by the key that you gave")
        if pin.size > len(log.leaves):
            held = len(log.leaves)
            report.wrong(check, f"{name} saw {pin.size} entries of {log.name}, which now has {held}: "
                         "the log was shortened")  # fmt: skip
        elif (same := log.is_prefix(pin)) is None:
            report.note(check, f"{name}: entries are withheld, it cannot be compared", True)
        elif not same:
            report.wrong(
                check, f"{log.name}: entries 0 to {pin.size - 1} are not those that {name} saw"
            )
        else:
            report.ok(check, f"{name}: the first {pin.size} entries of {log.name} are the same")


# --- 4: the ballot log, entry by entry ---------------------------------------------------------


class Vote:
    """What the ballot log comes to."""

    def __init__(self):
        self.put, self.live = {}, set()
        self.replaced = self.taken = 0
        self.stages, self.counts, self.withdrawn = {}, [], set()
        self.after_shut = False
        self.amendments, self.definition, self.ends = [], {}, ""


def replay(report, log, site):
    """Follow the log from its first entry to its last."""
    vote = Vote()
    for number, (line, told) in enumerate(zip(log.lines, log.told)):
        if told is None:
            put, replaced = (hash_ and hash_.decode() for hash_ in CAST.fullmatch(line).groups())
            _cast(report, vote, log, number, put, replaced)
            continue
        kind = told.get("kind")
        if number == 0:
            _freeze(report, vote, log, told)
        elif kind == FROZEN:
            report.wrong(4, f"{log.at(number)}: the definition was frozen already")
        elif kind == TAKEN:
            _gone(report, vote, log, number, told["x"])
            vote.taken += 1
        elif kind in (WITHDRAWN, EXTENDED):
            _amend(report, vote, log, number, site)
        elif kind in STAGES:
            _stage(report, vote, log, number, kind)
        elif kind == AGAIN:
            vote.counts.append(number)
            if COUNTED not in vote.stages or told["count"] != len(vote.counts):
                report.wrong(4, f"{log.at(number)}: count {told['count']} does not follow")
        elif kind not in (CALLED_OFF, DESTROYED):
            report.note(4, f"{log.at(number)}: a kind that this program does not know", True)
    for kind in STAGES:
        if kind not in vote.stages:
            report.wrong(4, f"{log.name}: there is no entry {kind}")
    return vote


def _freeze(report, vote, log, told):
    if told.get("kind") != FROZEN:
        report.wrong(4, f"{log.at(0)}: a ballot log begins with the frozen definition")
        return
    vote.stages[FROZEN] = 0
    body = told["definition"].encode()
    if sha(body).hex() != told["sha256"]:
        report.wrong(4, f"{log.at(0)}: the definition does not have the hash beside it")
    vote.definition = read_json(body)
    vote.ends = vote.definition["closes_at"]


def _cast(report, vote, log, number, put, replaced):
    if CLOSED in vote.stages or PAPER in vote.stages:
        report.wrong(4, f"{log.at(number)}: envelope {put} came after the box was complete")
    if put in vote.put:
        report.wrong(4, f"{log.at(number)}: envelope {put} is in entry {vote.put[put]} already")
    if replaced:
        _gone(report, vote, log, number, replaced)
        vote.replaced += 1
    vote.put[put] = number
    vote.live.add(put)


def _gone(report, vote, log, number, gone):
    if CLOSED in vote.stages:
        report.wrong(4, f"{log.at(number)}: envelope {gone} left after the close")
    if gone not in vote.live:
        report.wrong(4, f"{log.at(number)}: envelope {gone} is not in the box")
    vote.live.discard(gone)


def _stage(report, vote, log, number, kind):
    before = STAGES[STAGES.index(kind) - 1]
    if kind in vote.stages or before not in vote.stages:
        report.wrong(4, f"{log.at(number)}: it does not follow {before}, or comes twice")
    vote.stages.setdefault(kind, number)
    if kind == COUNTED:
        vote.counts.append(number)


def _amend(report, vote, log, number, site):
    told, where = log.told[number], log.at(number)
    vote.amendments.append(log.lines[number])
    if CLOSED in vote.stages or PAPER in vote.stages:
        report.wrong(4, f"{where}: an amendment after the box was complete")
    if told["amendment"] != len(vote.amendments):
        report.wrong(4, f"{where}: amendment {told['amendment']}, expected {len(vote.amendments)}")
    if told["definition"] != log.told[0].get("sha256"):
        report.wrong(4, f"{where}: it amends another definition")
    at = site.by_hash.get(told["site_sha256"])
    if at is None:
        report.wrong(4, f"{where}: no entry of {SITE} has the hash {told['site_sha256']}")
        return
    theirs = site.told[at]
    data = theirs.get("data", {})
    facts = {k: v for k, v in told.items() if k not in ("v", "kind", "definition", "site_sha256")}
    strange = [name for name, fact in facts.items() if data.get(name) != fact]
    if strange or theirs["kind"] != told["kind"] or theirs["subject"] != site.subject:
        report.wrong(
            4, f"{where}: {site.at(at)} says another thing of {', '.join(strange) or 'it'}"
        )
    if told["kind"] == WITHDRAWN:
        known = {project["n"] for project in vote.definition["projects"]}
        left = known - vote.withdrawn - {told["project"]}
        if told["project"] not in known - vote.withdrawn or not left:
            report.wrong(4, f"{where}: project {told['project']} cannot be withdrawn")
        vote.withdrawn.add(told["project"])
        report.note(4, f"project {told['project']} was withdrawn ({where})")
        return
    begins = max(told["before"], theirs["at"]) if told["after_shut"] else told["before"]
    longer = _instant(told["closes_at"]) - _instant(begins)
    outage = _instant(told["down_until"]) - _instant(told["down_from"])
    if told["before"] != vote.ends or not told["closes_at"] > vote.ends or longer > outage:
        report.wrong(4, f"{where}: from {told['before']} to {told['closes_at']} is no extension of "
                     f"{vote.ends} by that outage")  # fmt: skip
    if told["after_shut"] and vote.after_shut:
        report.wrong(4, f"{where}: voting was reopened twice")
    vote.ends, vote.after_shut = told["closes_at"], vote.after_shut or bool(told["after_shut"])
    report.note(4, f"voting was open until {vote.ends} instead of {told['before']} ({where})")


def _instant(text):
    return datetime.fromisoformat(text)


# --- 5: both logs, the box and the words -------------------------------------------------------


class SiteLog(Log):
    """The site log, and where it speaks of this round."""

    def follow(self, slug):
        self.subject = f"rounds/{slug}"
        self.by_hash = {sha(line).hex(): number for number, line in enumerate(self.lines)}
        for number, told in enumerate(self.told):
            if "withheld_sha256" in told:
                self.by_hash[told["withheld_sha256"]] = number
        self.own = {}
        for number, told in enumerate(self.told):
            if told.get("subject") == self.subject:
                self.own.setdefault(told["kind"], []).append(number)


def check_both_logs(report, vote, log, site):
    """Row by row what both say of the same act, and in which order of time."""
    before, count = "", 0
    ours = [(kind, [number]) for kind, number in vote.stages.items()]
    for kind, numbers in [*ours, (AGAIN, vote.counts[1:])]:
        theirs = site.own.get(kind, [])
        if len(theirs) != len(numbers):
            report.wrong(
                5, f"{kind}: {len(numbers)} entries in {log.name}, {len(theirs)} in {SITE}"
            )
            continue
        for number, their in zip(numbers, theirs):
            told, entry = log.told[number], site.told[their]
            data, count = entry["data"], count + 1
            names = {*IN_BOTH[kind], *(told.keys() & data.keys())}
            for name in sorted(names):
                if told.get(name) != data.get(name):
                    report.wrong(5, f"{log.at(number)} says {name}={told.get(name)!r:.80}, "
                                 f"{site.at(their)} says {data.get(name)!r:.80}")  # fmt: skip
            if entry["at"] < before:
                report.wrong(5, f"{site.at(their)}: at {entry['at']}, before what it follows")
            before = entry["at"]
            if kind in (COUNTED, AGAIN):
                _result_in_site(report, told, data, site.at(their))
    closed = log.told[vote.stages[CLOSED]] if CLOSED in vote.stages else {}
    if closed and not closed["closed_at"] >= vote.ends:
        report.wrong(5, f"{log.at(vote.stages[CLOSED])}: {closed['closed_at']}, before {vote.ends}")
    for number in site.own.get(CLOSED, []):
        if site.told[number]["at"] != closed.get("closed_at"):
            report.wrong(5, f"{site.at(number)}: not at {closed.get('closed_at')}")
    made = sorted(number for kind in (WITHDRAWN, EXTENDED) for number in site.own.get(kind, []))
    if len(made) != len(vote.amendments):
        report.wrong(5, f"{len(vote.amendments)} amendments in {log.name}, but in {SITE} "
                     f"{', '.join(map(site.at, made)) or 'none'}")  # fmt: skip
    check_ties(report, vote, log, site)
    lots = site.own.get(LOT, [])
    if len(lots) != 1:
        report.wrong(5, f"{SITE}: the lot was rolled {len(lots)} times")
    report.ok(5, f"{count} acts were compared in both logs")


def check_ties(report, vote, log, site):
    """Where each log says how far the other had come, the trees agree."""
    said = []
    for number in vote.stages.values():
        told = log.told[number]
        if "site_root" in told:
            said.append((log.at(number), site, told["site_entries"], told["site_root"]))
    for number in site.own.get("place:log:tied", []):
        data = site.told[number]["data"]
        said.append((site.at(number), log, data["entries"], data["root"]))
    for where, other, entries, root in said:
        if not 0 <= entries <= len(other.leaves):
            report.wrong(5, f"{where} saw {entries} entries of {other.name}")
        elif root_of(other.leaves[:entries]).hex() != root and not other.unknown:
            report.wrong(5, f"{where}: the first {entries} entries of {other.name} were others")


def _result_in_site(report, told, data, where):
    result = json.loads(told["result"])
    for name, figure in (("winners", result["winners"]), ("spent_minor", result["spent_minor"]),
                         ("valid", result["ballots"])):  # fmt: skip
        if data.get(name) != figure:
            report.wrong(5, f"{where}: {name} {data.get(name)!r:.80}, in the result {figure!r:.80}")


def check_box(report, vote, log, site, files):
    """Live envelopes = separated = closed = opened, and every number of the close."""
    number = vote.stages[CLOSED]
    told, where = log.told[number], log.at(number)
    hashes = sorted(vote.live)
    listed = "".join(f"{digest}\n" for digest in hashes)
    if files["envelopes.txt"].decode() != listed:
        theirs = set(files["envelopes.txt"].decode().split())
        _differs(report, vote, log, theirs, set(hashes))
    digest = sha(bytes.fromhex("".join(hashes))).hex()
    for kind in (CLOSED, APART, OPENED):
        own = log.told[vote.stages[kind]]
        held = own["ballots" if kind == OPENED else "envelopes"]
        if own["envelopes_sha256"] != digest or held != len(hashes):
            report.wrong(5, f"{log.at(vote.stages[kind])}: {held} envelopes with hash "
                         f"{own['envelopes_sha256']}, the log has {len(hashes)} with {digest}")  # fmt: skip
    by_kind = dict(part.split("=") for part in told["by_kind"].split(",") if part)
    on_paper = int(by_kind.get("paper", 0))
    sums = [
        ("votes by the way they came", sum(map(int, by_kind.values())), told["envelopes"]),
        ("votes on a screen and marks", told["envelopes"] - on_paper, told["marked"]),
        ("replaced envelopes", vote.replaced, told["superseded"]),
        ("envelopes taken out", vote.taken, told["taken_out"]),
        ("voters on the roll by the site log", roll_of(site), told["roll"]),
    ]
    if "paper_issued" in told:
        issued, spoiled, unused, returned, missing, aside = (
            told[f"paper_{n}"]
            for n in ("issued", "spoiled", "unused", "returned", "not_returned", "set_aside")
        )
        sums += [("papers given out", spoiled + unused + returned + missing, issued),
                 ("papers that came back", on_paper + aside, returned)]  # fmt: skip
        if missing < 0:
            report.wrong(5, f"{where}: more papers came back than are out")
    elif on_paper:
        report.wrong(5, f"{where}: {on_paper} votes on paper, and no paper was given out")
    for what, one, other in sums:
        if one != other:
            report.wrong(5, f"{where}: {what}: {one}, expected {other}")
    if told["envelopes"] > told["roll"]:
        report.wrong(5, f"{where}: {told['envelopes']} votes of {told['roll']} voters")
    seen = [fingerprint(told, vote, entries) for entries in (number, number - 1)]
    if told["fingerprint"] not in seen:
        report.wrong(
            5, f"{where}: two people confirmed {told['fingerprint']}, the numbers give {seen[1]}"
        )
    report.ok(
        5, f"{len(hashes)} envelopes: log, box, close and opening; {told['roll']} on the roll"
    )
    return told, on_paper


def _differs(report, vote, log, theirs, ours):
    for digest in sorted(theirs - ours)[:5]:
        at = vote.put.get(digest)
        why = (
            f"was replaced or taken out after {log.at(at)}"
            if digest in vote.put
            else "is in no entry"
        )
        report.wrong(5, f"envelopes.txt: {digest} {why}")
    for digest in sorted(ours - theirs)[:5]:
        report.wrong(5, f"envelopes.txt: {digest} of {log.at(vote.put[digest])} is missing")
    if theirs == ours:
        report.wrong(5, "envelopes.txt: not one hash on each line, ascending")


def roll_of(site):
    """Voters on the roll: what the site log says came to it, less what left."""
    total = 0
    for kind, numbers in site.own.items():
        for data in (site.told[n]["data"] for n in numbers if kind.startswith("vote:roll:")):
            total += int(data.get("added", 0)) + int(data.get("returned", 0))
            total -= int(data.get("removed", 0)) + int(data.get("left", 0))
    return total


def fingerprint(told, vote, entries):
    """The hash over the numbers that two people confirmed (docs/rules/ceremony.md section 4)."""
    names = ("roll", "struck", "marked", "paper", "envelopes", "by_kind", "superseded")
    facts = {name: told[name] for name in (*names, "envelopes_sha256")}
    facts |= {name: told[name] for name in told if name.startswith("paper_")}
    return sha(WRITE({**facts, "taken_out": vote.taken, "entries": entries}).encode()).hex()


def check_words(report, site, data):
    """Words beside the log fit their commitments; missing ones have a decision."""
    words, withheld, gone, checked = {}, set(), 0, 0
    for number, line in enumerate(data.split(b"\n")[:-1]):
        told = json.loads(line)
        key = (told["entry"], told["field"])
        known = told.keys() - {"entry", "field"} in ({"salt", "words"}, {"withheld"}, {"erased_by"}, set())
        if WRITE(told).encode() != line or key in words or not known:
            report.wrong(5, f"{WORDS} line {number + 1}: written in another way, or twice")
        words[key] = told
        if "withheld" in told:
            withheld.add(key)
    erased = {
        (entry, number)
        for number, told in enumerate(site.told)
        for entry in told.get("data", {}).get("erased_entries", [])
        if entry < number
    }
    decided = {entry for entry, _number in erased}
    for number, told in enumerate(site.told):
        if "withheld_sha256" in told and number not in decided:
            report.note(5, f"{site.at(number)} is withheld, and no later entry names it", True)
        for field, commitment in told.get("commitments", {}).items():
            one = words.pop((number, field), {})
            if "words" in one:
                checked += 1
                salted = bytes.fromhex(one["salt"]) + one["words"].encode()
                if not HEX64.fullmatch(one["salt"]) or sha(salted).hex() != commitment:
                    report.wrong(5, f"{site.at(number)}: {field} is not what the entry commits to")
            elif number in decided or (number, field) in withheld:
                gone += 1
            else:
                report.wrong(5, f"{site.at(number)}: {field} is missing and no entry says why")
    for number, field in words:
        report.wrong(5, f"{WORDS}: {field} of entry {number}, which commits to no such words")
    report.ok(
        5, f"{checked} texts beside the log fit it, {gone} were erased or withheld by decision"
    )


def check_channels(report, files, closed, on_paper, opened):
    """channels.csv says what the close entry and the list of votes say."""
    if "channels.csv" not in files:
        if "paper_issued" in closed:
            report.wrong(5, "channels.csv is missing, and papers were given out")
        return
    paper = {
        name.removeprefix("paper_"): n for name, n in closed.items() if name.startswith("paper_")
    }
    n = Counter(paper)
    votes, invalid = closed["envelopes"], opened["invalid"]
    rows = [
        ("what", "number", "part_of", "by"),
        ("votes", votes, "", ""),
        ("votes_online", votes - on_paper, "votes", "way"),
        ("votes_on_paper", on_paper, "votes", "way"),
        ("votes_that_count", votes - invalid, "votes", "count"),
        ("votes_that_do_not_count", invalid, "votes", "count"),
        ("papers_given_out", n["issued"], "", ""),
        ("papers_spoiled", n["spoiled"], "papers_given_out", "place"),
        ("papers_given_back_unused", n["unused"], "papers_given_out", "place"),
        ("papers_returned", n["returned"], "papers_given_out", "place"),
        ("papers_not_returned", n["not_returned"], "papers_given_out", "place"),
        ("papers_in_the_box", on_paper, "papers_returned", "place"),
        ("papers_set_aside", n["set_aside"], "papers_returned", "place"),
    ]
    expected = [",".join(map(str, row)) for row in rows]
    told = files["channels.csv"].decode().split("\r\n")
    for line, wanted in zip(told, expected):
        if line != wanted:
            report.wrong(5, f"channels.csv says {line!r}, the close entry says {wanted!r}")
    if len(told) != len(expected) + 1 or told[-1]:
        report.wrong(5, f"channels.csv has {len(told) - 1} lines, expected {len(expected)}")
    report.ok(5, f"channels.csv: {votes - on_paper} votes online, {on_paper} on paper")


# --- 6: every ballot ---------------------------------------------------------------------------

# Reasons that only whoever opened the envelope, or held the paper, can judge.
NOT_IN_LIST = ("unknown-suite", "damaged", "not-a-ballot", "unreadable")


def check_ballots(report, vote, log, files):
    """Each vote by the frozen rule, and the hash of the list; returns the valid ones."""
    head, *lines = files["ballots.csv"].decode().splitlines(keepends=True)
    if head != "tracker,choices,does_not_count_because\r\n":
        report.wrong(6, f"ballots.csv: another first line: {head!r:.80}")
    ballots, valid, seen = [], [], Counter()
    fault_of, faults = judge(vote.definition), {}
    for number, line in enumerate(lines, start=2):
        found = ROW.fullmatch(line)
        if found is None or not CHOICES.fullmatch(found.group(2)):
            report.wrong(6, f"ballots.csv line {number} cannot be read: {line!r:.80}")
            continue
        tracker, text, reason = found.groups()
        if text not in faults:
            choices = [_choice(one) for one in text.split(" ")] if text else []
            faults[text] = choices, fault_of(choices)
        choices, fault = faults[text]
        ballots.append([tracker, choices, reason])
        seen[tracker] += 1
        if not reason:
            valid.append(choices)
        blank = not choices and reason in (*NOT_IN_LIST, "too-many")
        if reason != fault and not blank:
            report.wrong(6, f"ballots.csv line {number}: {tracker} {text!r} is marked "
                         f"{reason or 'valid'!r}, by the rule it is {fault or 'valid'!r}")  # fmt: skip
    if any(one > other for one, other in pairwise(ballots)):
        report.wrong(6, "ballots.csv is not sorted by tracker")
    for tracker, times in seen.items():
        if times > 1:
            report.note(6, f"tracker {tracker} stands {times} times; a voter can seal any tracker")
    number = vote.stages[OPENED]
    told, digest = log.told[number], sha(WRITE({"ballots": ballots, "v": 1}).encode()).hex()
    if told["list_sha256"] != digest:
        report.wrong(
            6, f"{log.at(number)} names the list {told['list_sha256']}, ballots.csv is {digest}"
        )
    for what, one, other in (("ballots", len(ballots), told["ballots"]),
                             ("invalid ones", len(ballots) - len(valid), told["invalid"])):  # fmt: skip
        if one != other:
            report.wrong(6, f"{log.at(number)}: {other} {what}, in ballots.csv {one}")
    report.ok(6, f"{len(valid)} votes that count and {len(ballots) - len(valid)} that do not")
    unseen = sum(1 for _, choices, reason in ballots if not choices and reason in NOT_IN_LIST)
    if unseen:
        report.note(6, f"of {unseen} envelopes nobody outside can see that they held no ballot")
    return ballots, valid


def _choice(text):
    return [int(figure) for figure in text.split(":")] if ":" in text else int(text)


def judge(definition):
    """The first reason for which choices do not count, '' where they do."""
    kind, most = definition["ballot"]["kind"], definition["ballot"]["max"]
    points, money = definition["ballot"].get("points"), definition["money_minor"]
    costs = {project["n"]: project["cost_minor"] for project in definition["projects"]}

    def fault(choices):
        in_pairs = [isinstance(one, list) for one in choices]
        if any(in_pairs) != (kind == "points" and bool(choices)) or len(set(in_pairs)) > 1:
            return "another kind of ballot"
        numbers = [one[0] if isinstance(one, list) else one for one in choices]
        if kind != "ranking" and choices != sorted(choices):
            return "not in order"
        if len(set(numbers)) < len(numbers):
            return "named-twice"
        if not costs.keys() >= set(numbers):
            return "not-on-ballot"
        if most is not None and len(numbers) > most:
            return "too-many"
        if kind == "knapsack" and sum(costs[number] for number in numbers) > money:
            return "over-the-fund"
        if kind == "points" and points is not None and sum(one[1] for one in choices) > points:
            return "too-many-points"
        return ""

    return fault


# --- 7: the count ------------------------------------------------------------------------------


class NotRecounted(Exception):
    """A rule, or a length of count, that this program does not do."""


DEFAULTS = {"misfit": "skip", "last_project_percent": None, "utility": "cost", "completion": "none",
    "increment_minor": 1, "start_whole": False, "stop": "overspend", "top_up": False, "caps": [],
    "comparison": False, "thresholds": [], "conflicts": [], "positions": [], "leftover": "return",
    "ties": ["lower-cost", "more-votes"], "format": "pbplatform-counting-rule", "version": 1}  # fmt: skip
FUNDED, NEVER_NEXT = ("funded",), ("funded", "withdrawn", "below_threshold", "conflict_with")
MOST_RUNS = 20_000


class Shares:
    """One run of Equal Shares from one start, exactly: money is whole numbers of 1 / unit.

    Voters who paid in full for the same winners have the same money: they are one purse.
    """

    def __init__(self, count, start):
        self.count, self.unit = count, start.denominator
        self.money = [start.numerator]  # of each purse
        self.purse = [0 if start else -1] * len(count.times)  # of each group; -1 has nothing
        self.winners, self.verdicts, self.ties, self.left = [], {}, [], count.budget
        self.alive = {p for p, all_ in enumerate(count.scores) if all_ and p not in count.refused}
        costs = count.costs
        self.worth = costs if count.rule["utility"] == "cost" else [1] * len(costs)
        # What each project costs for each unit of worth, at least: prices only rise.
        self.low = {
            p: Fraction(costs[p], count.scores[p] * self.worth[p]) for p in self.alive if costs[p]
        }

    def limit(self, entry):
        """Up to which price for a point a purse pays in full."""
        own, points = entry[0]
        return self.money[own] if points == 1 else Fraction(self.money[own], points)

    def price_of(self, p):
        """(what those who pay in full pay together, their weight): the price is one by the other.

        None where all supporters together have too little.
        """
        held = Counter()
        for group, points in self.count.fans[p]:
            if self.purse[group] >= 0 and points:
                held[self.purse[group], points] += self.count.times[group]
        need = self.count.costs[p] * self.unit
        weight = sum(n * points for (_, points), n in held.items())
        for (own, points), n in sorted(held.items(), key=self.limit):
            if self.money[own] * weight >= need * points:
                return need, weight
            need -= self.money[own] * n
            weight -= n * points
        return None

    def cheapest(self):
        """The projects with the lowest price for their worth, in the order of equals."""
        best, equals = None, []
        for p in sorted(self.alive, key=self.low.__getitem__):
            if best is not None and self.low[p] > best:
                break
            if (found := self.price_of(p)) is None:
                self.alive.discard(p)  # money only becomes less
                continue
            self.low[p] = Fraction(found[0], found[1] * self.unit * self.worth[p])
            if best is None or self.low[p] < best:
                best, equals = self.low[p], []
            if self.low[p] == best:
                equals.append(p)
        return sorted(equals, key=lambda p: self.count.order[p])

    def pay(self, p):
        """Take the price from all who support it: in full, or all that they have."""
        need, paid = self.price_of(p)
        price = Fraction(need, paid * self.unit)
        factor = price.denominator // gcd(price.denominator, self.unit)
        self.unit, self.money = self.unit * factor, [each * factor for each in self.money]
        whole, after = price.numerator * (self.unit // price.denominator), {}
        for group, points in self.count.fans[p]:
            own = self.purse[group]
            if own >= 0 and points:
                rest = self.money[own] - whole * points
                if rest > 0 and (own, points) not in after:
                    after[own, points] = len(self.money)
                    self.money.append(rest)
                self.purse[group] = after[own, points] if rest > 0 else -1
        used = sorted(set(self.purse) - {-1})  # purses that nobody has any more are forgotten
        now = {own: at for at, own in enumerate(used)} | {-1: -1}
        self.purse = [now[own] for own in self.purse]
        self.money = [self.money[own] for own in used]
        self.won(p, price, paid)

    def won(self, p, price, paid):
        self.left -= self.count.costs[p]
        self.winners.append(p)
        place = len(self.winners)
        numbers = {"position": place, "left_minor": self.left, "round": place}
        numbers |= {"price": f"{price.numerator}/{price.denominator}", "paid_in_full": paid}
        self.verdicts[p] = "funded", numbers
        self.alive -= {p, *self.count.rivals[p]}

    def run(self, forced):
        """Buy while anything can be paid; `forced` names another of the equals in a round."""
        free = [p for p in self.alive if not self.count.costs[p]]
        for p in sorted(free, key=lambda p: self.count.order[p]):
            if p in self.alive:
                self.won(p, Fraction(0), self.count.scores[p])
        while equals := self.cheapest():
            place = len(self.winners) + 1
            if len(equals) > 1:
                self.ties.append((place, equals))
            self.pay(forced.get(place, equals[0]) if len(equals) > 1 else equals[0])
        money = [
            Fraction(self.money[own], self.unit) * n if own >= 0 else 0
            for own, n in zip(self.purse, self.count.times)
        ]
        return self.winners, self.verdicts, self.ties, money


class Count:
    """Projects by their place in the definition, and the valid ballots in groups of equals."""

    def __init__(self, vote, ballots, seed):
        told = vote.definition
        self.rule = {**DEFAULTS, **told["rule"]}
        if self.rule["family"] not in ("votes-greedy", "equal-shares") or self.rule["caps"]:
            raise NotRecounted(f"the rule {self.rule['family']} with its caps is not recounted")
        if self.rule["last_project_percent"] is not None:
            raise NotRecounted("a rule with money from a reserve is not recounted")
        self.numbers = [project["n"] for project in told["projects"]]
        self.costs = [project["cost_minor"] for project in told["projects"]]
        self.budget, self.voters = told["money_minor"], len(ballots)
        place = {number: at for at, number in enumerate(self.numbers)}
        kind, positions = told["ballot"]["kind"], self.rule["positions"]
        times = Counter(
            tuple(map(tuple, one)) if kind == "points" else tuple(one) for one in ballots
        )
        self.times = list(times.values())
        self.fans = [[] for _ in self.numbers]  # of each project: (group, points)
        for group, choices in enumerate(times):
            for at, one in enumerate(choices):
                if kind == "points":
                    self.fans[place[one[0]]].append((group, one[1]))
                elif kind == "ranking":
                    points = (positions[at : at + 1] or [0])[0] if positions else len(choices) - at
                    self.fans[place[one]].append((group, points))
                else:
                    self.fans[place[one]].append((group, 1))
        self.ranked = kind == "ranking"
        self.scores = [sum(self.times[g] * points for g, points in fans) for fans in self.fans]
        self.supporters = [sum(self.times[g] for g, _ in fans) for fans in self.fans]
        if seed is None:
            lot, self.last = {p: p for p in range(len(place))}, "file-order"
        else:
            drawn = {p: sha(f"{seed}|{self.numbers[p]}".encode()) for p in range(len(place))}
            lot, self.last = drawn, "lot"
        by = {"lower-cost": self.costs, "more-votes": [-votes for votes in self.supporters]}
        self.order = [
            (*(by[tie][p] for tie in self.rule["ties"]), lot[p]) for p in range(len(place))
        ]
        self.refused = dict(self._refused({place[number] for number in vote.withdrawn}))
        self.rivals = [[] for _ in self.numbers]  # of each project, in the order of the rule
        for group in self.rule["conflicts"]:
            held = [place[int(key)] for key in group if int(key) in place]
            for p in held:
                self.rivals[p] += [other for other in held if other != p]

    def _refused(self, withdrawn):
        """Projects that cannot win whatever happens (docs/rules/counting.md section 3)."""
        for p, cost in enumerate(self.costs):
            for one in [None] if p in withdrawn else self.rule["thresholds"]:
                if one is None:
                    yield p, ("withdrawn", {})
                    break
                needed = Fraction(one["numerator"], one.get("denominator", 1))
                if one["kind"] in ("share", "cost-relative"):
                    needed *= self.voters
                if one["kind"] == "cost-relative":
                    needed *= Fraction(cost, self.budget) if self.budget else 0
                got = self.scores[p] if one["kind"] == "score" else self.supporters[p]
                if got < needed:
                    text = needed.numerator if needed.denominator == 1 else str(needed)
                    numbers = {"kind": one["kind"], "needed": text, "got": got}
                    yield p, ("below_threshold", numbers)
                    break

    def tie(self, at, equals, changed):
        """What the result tells of equals, in the order into which they were put."""
        names, used = [*self.rule["ties"], self.last], set()
        for one, other in pairwise(equals):
            pairs = zip(self.order[one], self.order[other])
            used.add(next(n for n, (a, b) in enumerate(pairs) if a != b))
        return {"at": at, "projects": [self.numbers[p] for p in equals], "changed_outcome": changed,
                "settled_by": [name for n, name in enumerate(names) if n in used]}  # fmt: skip

    def excluded_by(self, p, funded):
        return next((rival for rival in self.rivals[p] if rival in funded), None)

    def greedy(self, already=(), stop=None):
        """Most votes first (section 5): verdicts, winners, money left, ranking, ties."""
        stop = self.rule["misfit"] == "stop" if stop is None else stop
        racing = [p for p in range(len(self.costs)) if p not in already]
        ranking = sorted(racing, key=lambda p: (-self.scores[p], self.order[p]))

        def walk(ranking):
            funded, verdicts, stopped = list(already), {}, None
            left = self.budget - sum(self.costs[p] for p in already)
            for p in ranking:
                rival = self.excluded_by(p, funded)
                if p in self.refused:
                    continue
                if stopped is not None:
                    verdicts[p] = "stopped_before", {"stopped_at": str(self.numbers[stopped])}
                elif rival is not None:
                    verdicts[p] = "conflict_with", {"winner": str(self.numbers[rival])}
                elif self.costs[p] <= left:
                    left -= self.costs[p]
                    funded.append(p)
                    verdicts[p] = "funded", {"position": len(funded), "left_minor": left}
                else:
                    numbers = {"left_minor": left, "missing_minor": self.costs[p] - left}
                    verdicts[p] = "did_not_fit", numbers
                    stopped = p if stop else None
            return verdicts, funded[len(already) :], left

        verdicts, winners, left = walk(ranking)
        ties, start = [], 0
        while start < len(ranking):
            score = self.scores[ranking[start]]
            group = [p for p in ranking[start:] if self.scores[p] == score]
            equals = [p for p in group if p not in self.refused]
            if len(equals) > 1:
                others = (
                    [*ranking[:start], p, *(q for q in ranking[start:] if q != p)]
                    for p in equals if p not in winners
                )  # fmt: skip
                changed = any(set(walk(order)[1]) != set(winners) for order in others)
                ties.append(self.tie(start + 1, equals, changed))
            start += len(group)
        return {**self.refused, **verdicts}, winners, left, ranking, ties

    def shares(self, start, forced=None):
        """One run of Equal Shares (section 10): winners, verdicts, ties, money of each group."""
        return Shares(self, start).run(forced or {})

    def add1(self):
        """Start again with more for every voter, up to the last run within the budget (11)."""
        if self.ranked:
            raise NotRecounted("Equal Shares of rankings is not recounted")
        first = Fraction(self.budget, self.voters) if self.voters else Fraction(0)
        start, run = first, self.shares(first)
        if self.rule["completion"] == "none" or not self.voters:
            return start, run
        more = self.rule["increment_minor"]
        racing = [p for p, total in enumerate(self.scores) if total and p not in self.refused]
        for step in range(1, MOST_RUNS):
            left = self.budget - sum(self.costs[p] for p in run[0])
            out = [p for p in racing if p not in run[0] and self.excluded_by(p, run[0]) is None]
            shut = len(run[0]) + len(out) < len(racing)
            if self.rule["stop"] == "exhaustive" and all(self.costs[p] > left for p in out):
                return start, run
            if (not out and not shut) or start >= sum(self.costs[p] for p in racing):
                return start, run
            base = first // more * more if self.rule["start_whole"] else first
            found = self.shares(Fraction(base + step * more))
            if sum(self.costs[p] for p in found[0]) > self.budget:
                return start, run
            start, run = Fraction(base + step * more), found
        raise NotRecounted(f"Equal Shares took more than {MOST_RUNS} starts")

    def equal_shares(self):
        """Runs, what is left by most votes, and the comparison (sections 11 and 12)."""
        start, (winners, verdicts, met, money_of) = self.add1()
        ties = [
            self.tie(at, equals, any(set(self.shares(start, {at: other})[0]) != set(winners)
                                     for other in equals[1:]))
            for at, equals in met
        ]  # fmt: skip
        verdicts, losers, without = {**self.refused, **verdicts}, [], []
        for p, total in enumerate(self.scores):
            if p in verdicts:
                continue
            rival = self.excluded_by(p, winners) if total else None
            if not total:
                verdicts[p] = "no_supporters", {}
                without.append(p)
            elif rival is not None:
                verdicts[p] = "conflict_with", {"winner": str(self.numbers[rival])}
            else:
                held = sum(money_of[group] for group, _ in self.fans[p])
                numbers = {"left_minor": int(held), "missing_minor": self.costs[p] - int(held)}
                verdicts[p] = "supporters_spent", numbers
                losers.append((-held / self.costs[p], self.order[p], p))
        without.sort(key=lambda p: self.order[p])
        ranking = [*(p for *_, p in sorted(losers)), *without]
        left = self.budget - sum(self.costs[p] for p in winners)
        if self.rule["top_up"]:
            others, more, left, ranking, met = self.greedy(tuple(winners))
            verdicts, winners, ties = {**verdicts, **others}, winners + more, ties + met
        if self.rule["comparison"]:
            other = self.greedy(stop=False)
            gain = [0] * len(self.times)
            for p, fans in enumerate(self.fans):
                for group, _ in fans:
                    gain[group] += (p in winners) - (p in other[1])
            if sum(n * ((g < 0) - (g > 0)) for n, g in zip(self.times, gain)) > 0:
                return other
        return verdicts, winners, left, ranking, ties

    def result(self, slug):
        """The whole document of the result, as the log has it."""
        shares = self.rule["family"] == "equal-shares"
        verdicts, winners, left, ranking, ties = self.equal_shares() if shares else self.greedy()
        projects = [
            {"n": number, "votes": self.scores[p], "cost_minor": self.costs[p],
             "reason": verdicts[p][0], "numbers": verdicts[p][1]}
            for p, number in enumerate(self.numbers)
        ]  # fmt: skip
        return {
            "v": 1, "round": slug, "rule_sha256": sha(WRITE(self.rule).encode()).hex(),
            "ballots": self.voters, "budget_minor": self.budget, "spent_minor": self.budget - left,
            "winners": [self.numbers[p] for p in winners], "projects": projects, "ties": ties,
            "next_best": [self.numbers[p] for p in ranking if verdicts[p][0] not in NEVER_NEXT],
        }  # fmt: skip


def check_count(report, vote, log, site, files, valid):
    """The stored results are the logged ones, and the newest comes out again."""
    for place, number in enumerate(vote.counts, start=1):
        name = "result.json" if place == len(vote.counts) else f"result-{place}.json"
        told, held = log.told[number], files.get(name, b"")
        if held.decode(errors="replace") != told["result"] or sha(held).hex() != told["sha256"]:
            report.wrong(7, f"{log.at(number)} names the result {told['sha256']}, {name} is "
                         f"{sha(held).hex()}")  # fmt: skip
    told = log.told[vote.counts[-1]]
    stored, where = json.loads(told["result"]), log.at(vote.counts[-1])
    slug = vote.definition["round"]
    by_file = any("file-order" in tie["settled_by"] for tie in stored["ties"])
    if by_file and not slug.startswith("replay-"):
        report.wrong(7, f"{where}: equals in the order of the list, which only a replay may do")
    lots = site.own.get(LOT) or []
    seed = (
        None if slug.startswith("replay-") else site.told[lots[0]]["data"]["digits"] if lots else ""
    )
    try:
        count = Count(vote, valid, seed)
        found = count.result(slug)
    except NotRecounted as error:
        report.note(7, f"rule not recounted: {error}", True)
        return
    if found == stored:
        names = ", ".join(map(str, found["winners"])) or "none"
        report.ok(7, f"counted again: {count.voters} votes, winners {names}, the same document")
        return
    for name in sorted(found.keys() | stored.keys()):
        if name != "projects" and found.get(name) != stored.get(name):
            report.wrong(7, f"{where}: {name} {stored.get(name)!r:.200}, the votes give "
                         f"{found.get(name)!r:.200}")  # fmt: skip
    for one, other in zip(stored["projects"], found["projects"]):
        if one != other:
            report.wrong(7, f"{where}: project {one!r:.200}, the votes give {other!r:.200}")
    if len(stored["projects"]) != len(found["projects"]):
        report.wrong(7, f"{where}: not the projects of the definition")


# --- 8: your receipts --------------------------------------------------------------------------

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def box_code(digest):
    """The first 80 bits of a hash, as letters."""
    number = int(digest[:20], 16)
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(16)))


def _field(text, name):
    found = re.search(rf"^\s*{name}\s*[:=]\s*(.*)$", text, re.M | re.I)
    return found and "".join(found.group(1).split()).replace("-", "").upper()


def check_receipts(report, receipts, vote, ballots, logs, signed, given):
    codes = {box_code(digest): digest for digest in vote.put}
    for name, text in receipts:
        code, tracker = _field(text, "box code"), _field(text, "tracker")
        digest = codes.get(code)
        if code is None and tracker is None and not NOTE.search(text):
            report.wrong(8, f"{name}: no box code, no tracker and no checkpoint in it")
        elif code is not None and digest is None:
            report.wrong(8, f"{name}: no envelope in {BALLOTS} has the box code {code}")
        elif digest is not None and digest not in vote.live:
            at = logs[BALLOTS].at(vote.put[digest])
            report.wrong(8, f"{name}: {at} went into the box, and was replaced or taken out later")
        elif digest is not None:
            report.ok(8, f"{name}: in the box, {logs[BALLOTS].at(vote.put[digest])}")
        if tracker is not None:
            own = [one for one in ballots if one[0] == tracker]
            found = re.search(r"^\s*choices\s*[:=]\s*(.*)$", text, re.M | re.I)
            mine = found and [_choice(one) for one in found.group(1).replace(",", " ").split()]
            if not own:
                report.wrong(8, f"{name}: no vote in ballots.csv has the tracker {tracker}")
            elif mine is not None and mine not in [choices for _, choices, _ in own]:
                report.wrong(8, f"{name}: ballots.csv says {own[0][1]} for {tracker}, you {mine}")
            else:
                report.ok(8, f"{name}: {tracker} is in the list with {own[0][1]}")
        if NOTE.search(text):
            check_pins(report, [(name, text)], logs, signed, given, check=8)


# --- all of it ---------------------------------------------------------------------------------


def texts_of(_report, paths):
    return [(Path(each).name, Path(each).read_text(encoding="utf-8")) for each in paths]


def check(report, files, args):
    """Every check in its order; one that cannot be read to its end is wrong."""
    def guarded(number, work, *given):
        try:
            return work(report, *given)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"[:200]
            report.wrong(number, f"something is not as a bundle has it ({what})")
            return None

    def keys_given(_report):
        texts = (Path(each).read_text() if Path(each).is_file() else each for each in args.key)
        return read_keys("\n".join(texts))

    guarded(0, check_files, files)
    given = guarded(1, keys_given) or []
    signed = guarded(1, check_checkpoints, files, given) or {}
    log = guarded(2, Log, BALLOTS, files.get(BALLOTS, b""))
    site = guarded(2, SiteLog, SITE, files.get(SITE, b""))
    logs = {BALLOTS: log, SITE: site}
    for each in (site, log):
        guarded(2, check_entries, each, signed.get(each.name if each else ""))
    read = guarded(3, texts_of, args.pin) or []
    guarded(3, check_pins, read, logs, signed, given)
    if not read:
        report.note(
            3, "no older checkpoint was given: nothing shows that the log was not rewritten"
        )
    guarded(4, lambda _report: site.follow(json.loads(log.told[0]["definition"])["round"]))
    vote = guarded(4, replay, log, site)
    if vote is None or set(STAGES) - vote.stages.keys():
        return
    report.ok(4, f"{len(log.lines)} entries follow each other; {len(vote.live)} envelopes are left")
    if files.get("definition.json") != log.told[0]["definition"].encode():
        report.wrong(4, f"definition.json is not the definition of {log.at(0)}")
    if files.get("amendments.jsonl") != b"".join(line + b"\n" for line in vote.amendments):
        report.wrong(4, f"amendments.jsonl is not what {BALLOTS} has of them")
    guarded(5, check_both_logs, vote, log, site)
    box = guarded(5, check_box, vote, log, site, files)
    guarded(5, check_words, site, files.get(WORDS, b""))
    if box:
        guarded(5, check_channels, files, *box, log.told[vote.stages[OPENED]])
    ballots, valid = guarded(6, check_ballots, vote, log, files) or ([], None)
    if valid is not None:
        guarded(7, check_count, vote, log, site, files, valid)
    mine = guarded(8, texts_of, args.receipt) or []
    guarded(8, check_receipts, mine, vote, ballots, logs, signed, given)
    guarded(9, check_program, site)


def check_program(report, site):
    """Whether this is the program that the log named when the ballot was frozen."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    for number in site.own.get("vote:programs:named", []):
        named = site.told[number]["data"]["verifier_sha256"]
        if named == own:
            report.ok(9, f"this is the verify.py that {site.at(number)} names")
        else:
            report.note(9, f"{site.at(number)} named another verify.py: {named}")


def main():
    parser = argparse.ArgumentParser(description="Check a bundle of a vote.")
    parser.add_argument(
        "bundle", type=Path, help="the zip file, or the folder it was unpacked into"
    )
    parser.add_argument("--key", nargs="+", default=[], help="keys of the logs, or files with them")
    parser.add_argument("--pin", nargs="+", default=[], help="checkpoints that you kept")
    parser.add_argument("--receipt", nargs="+", default=[], help="receipts of votes")
    args = parser.parse_args()
    print(f"verify.py {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}")
    report = Report()
    try:
        files = read_files(args.bundle)
    except Exception as error:
        report.wrong(0, f"{args.bundle} cannot be read: {error}")
        return report.code
    check(report, files, args)
    if report.found > 50:
        print(f"WRONG     and {report.found - 50} more")
    print("It cannot see what was in an envelope: only who looks up their own tracker can. It cannot "
          "see votes of voters who never look, nor who was put on the roll.")  # fmt: skip
    print(("RIGHT, as far as it goes", "WRONG", "NOT ALL OF IT COULD BE CHECKED")[report.code])
    return report.code


if __name__ == "__main__":
    sys.exit(main())
