"""Whether the public log is whole, whose it is, and what lies beside it: a part of verify_forum.py.

Checks 1 to 5 of docs/rules/audit.md section 12: entries, tree, signatures, older checkpoints; the
words and the holiday tables that entries commit to. It lies beside verify_forum.py, which knows its
hash and does the rest.
"""

import base64
import hashlib
import json
import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from verify_forum import DAY, hash_of, sha

SITE, WORDS, TABLES = "site.jsonl", "site.words.jsonl", "calendars.json"
WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
NOTE = re.compile("^(.+)\n([0-9]+)\n(.{44})\n(?:.+\n)*\n((?:\u2014 .+\n)+)", re.M)
WITHHELD = {"kind": "withheld", "subject": "", "at": "", "data": {}, "commitments": {}}
instant = datetime.fromisoformat

# Ed25519 (RFC 8032): the curve -x^2 + y^2 = 1 + D x^2 y^2 over the whole numbers modulo P.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE = b"\x58" + b"\x66" * 31

def point_of(data):
    """A point of the curve from its 32 bytes: RFC 8032 section 5.1.3."""
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        raise ValueError("no point of the curve")
    return (x if x % 2 == odd else P - x), y

def add(one, two):
    (x1, y1), (x2, y2) = one, two
    t = D * x1 * x2 * y1 * y2
    whole = pow(1 - t * t, -1, P)
    return (x1 * y2 + x2 * y1) * (1 - t) * whole % P, (y1 * y2 + x1 * x2) * (1 + t) * whole % P

def times(number, point):
    half = times(number // 2, add(point, point)) if number else (0, 1)
    return add(half, point) if number % 2 else half

def is_signed(public, message, signature):
    """Whether this is an Ed25519 signature of the message: RFC 8032 section 5.1.7."""
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    s, h = int.from_bytes(signature[32:], "little"), int.from_bytes(hashed, "little") % L
    x, y = point_of(public)
    x, y = add(times(s % L, point_of(BASE)), times(h, (P - x, y)))
    return s < L and (y | x % 2 << 255).to_bytes(32, "little") == signature[:32]

def read_note(text, keys):
    """A checkpoint: which log, how many entries, the root of their tree, whether one signed it."""
    found, signed = NOTE.search(text), False
    if not found:
        raise ValueError("no checkpoint is in it")
    message = text[found.start() : found.start(4) - 1].encode()
    for name, coded in (line.split(" ")[1:] for line in found[4].splitlines()):
        data = base64.b64decode(coded)
        if name == found[1] and (key := keys.get((name, data[:4]))):
            signed = signed or is_signed(key, message, data[4:])
    return found[1], int(found[2]), base64.b64decode(found[3]), signed

def root_of(leaves):
    """The root of RFC 9162 over the hashes of leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\x01" + root_of(leaves[:cut]) + root_of(leaves[cut:]))

def check_log(b):
    """1, 2, 3: each entry, none dated back; the tree over them, who signed it, what one kept."""
    leaves, newest, unknown = [], "", 0
    for n, line in enumerate(b.files[SITE].split(b"\n")[:-1]):
        b.here, told = f"{SITE} entry {n}", json.loads(line)
        if WRITE(told).encode() != line:
            raise ValueError("not canonical JSON")
        blank = WITHHELD if "withheld_sha256" in told else {"commitments": {}}
        entry = SimpleNamespace(**blank | told | {"n": n, "words": {}})
        entry.act = entry.kind.partition(":")[2].removeprefix("point:")
        entry.where = f"{b.here} ({entry.kind})"
        b.log.append(entry)
        leaves.append(bytes.fromhex(told.get("withheld_leaf", sha(b"\x00" + line).hex())))
        unknown += "withheld_sha256" in told and "withheld_leaf" not in told
        is_ours, newest = entry.subject.startswith("forums/"), max(newest, entry.at)
        if is_ours and instant(entry.at) + DAY / 24 < instant(newest):
            b.wrong(2, f"{entry.where} is of {entry.at}, after one of {newest}: dated back")
    check_notes(b, leaves, unknown)
    return f"{len(leaves)} entries, root {root_of(leaves).hex()}"

def check_notes(b, leaves, unknown):
    """Its own checkpoint and kept ones: signed by its key, and the log begins as they say."""
    keys, notes = {}, [(3, Path(one).name, Path(one).read_text()) for one in b.args.pin]
    given = [Path(one).read_text() if Path(one).is_file() else one for one in b.args.key]
    for line in "\n".join(given or [b.files.get("log.vkey", b"").decode()]).split():
        name, hashed, key = line.split("+", 2)
        keys[name, bytes.fromhex(hashed)] = base64.b64decode(key)[1:]
    if own := b.files.get("site.checkpoint"):
        notes.append((1, "site.checkpoint", own.decode()))
    else:
        (b.wrong if given else b.note)(1, "no signed checkpoint in this bundle")
    for check, name, text in notes:
        b.here = name
        origin, size, root, signed = read_note(text, keys)
        if not signed and (given or check == 1):
            b.wrong(check, f"{name} of {origin} is not signed by that log's key")
        if unknown:
            b.note(2, f"of {unknown} entries only a hash is here", unchecked=True)
        elif size > len(leaves) or root_of(leaves[:size]) != root:
            words = f"the {size} entries that it saw: they are not those of the checkpoint"
            b.wrong(max(check, 2), f"{name}: the log does not begin with {words}")
        else:
            b.note(check, f"{name}: the first {size} of {len(leaves)} entries, of {origin}")
    if not given:
        b.note(1, "the key is the bundle's own: compare log.vkey with one from elsewhere")
    if not b.args.pin:
        b.note(3, "no older checkpoint: nothing shows that the log was not rewritten")

def check_words(b):
    """4: words fit what entries commit to; a missing one was erased, or taken away by decision."""
    told = map(json.loads, b.files[WORDS].split(b"\n")[:-1])
    beside, erased, decided = {(one["entry"], one["field"]): one for one in told}, set(), {}
    for entry in b.log:
        erased |= {n for n in entry.data.get("erased_entries", []) if n < entry.n}
        if entry.act in ("text:hidden", "words:struck"):
            decided[entry.data["decision_no"]] = entry.subject.split("/")[:4]
        elif entry.act == "decision:taken_back":
            decided.pop(entry.data["decision_no"], None)
    b.away = list(decided.values())
    for entry in b.log:
        for field, hashed in entry.commitments.items():
            one = beside.pop((entry.n, field), {})
            entry.words |= {field: one["words"]} if "words" in one else {}
            is_away = entry.n in erased or ("withheld" in one and b.is_away(entry.subject))
            if "words" in one or not is_away:
                b.same(4, hash_of(one), hashed, entry.where, f"the hash of {field}")
    for n, field in beside:
        b.wrong(4, f"{WORDS}: {field} of entry {n}, which commits to no such words")
    return f"{sum(len(entry.words) for entry in b.log)} texts beside the log fit it"

class Days:
    """Working days of one frozen holiday table, in the time of the place."""

    def __init__(self, table, zone):
        self.free, self.weekend = {day for day, *_rest in table["holidays"]}, table["weekend"]
        self.zone = ZoneInfo(zone)

    def until(self, start, end):
        """How many of them come after the day `start`, up to the day `end`."""
        count = (date.fromisoformat(str(end)) - start).days
        days = (start + n * DAY for n in range(1, count + 1))
        return sum(d.weekday() not in self.weekend and str(d) not in self.free for d in days)

    def after(self, day, count):
        """The day on which so many of them are over."""
        while count:
            day += DAY
            count -= self.until(day - DAY, day)
        return day

    def of(self, at):
        """The day of an instant."""
        return instant(at).astimezone(self.zone).date()

def check_tables(b):
    """5: each holiday table is as it was frozen, and none is missing."""
    calendars, told, found = json.loads(b.files[TABLES]), {}, {}
    zone = calendars["timezone"]
    for table in calendars["tables"]:
        name, is_so = f"calendars/{table['version']}", {"weekend": table["weekend"]}
        is_so |= {"days": len(table["holidays"]), "sha256": sha(WRITE(table).encode()).hex()}
        b.days[table["version"]], told[name] = Days(table, zone), is_so
    for entry in b.log:
        if entry.act == "calendar:frozen":
            b.at[TABLES, entry.subject] = entry.where
            is_so = told.get(entry.subject, {})
            found[entry.subject] = {name: entry.data.get(name, is_so[name]) for name in is_so}
        elif entry.act == "place:created":
            b.same(5, zone, entry.data.get("timezone", zone), entry.where, "the time zone")
    b.same(5, told, found, TABLES)
    return f"{len(found)} holiday tables as they were frozen"
