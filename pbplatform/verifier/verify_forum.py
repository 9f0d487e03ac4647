"""Check a bundle of a forum without trusting whoever made it.

    python -I verify_forum.py BUNDLE [--key VKEY] [--pin OLD.checkpoint ...]

BUNDLE is the zip file of a forum, or the folder it was unpacked into. The program follows the public
log from entry to entry, works out every due day from the frozen holiday tables, and counts again what
the pages publish. One line for each check; what is wrong is told with the entry. Ends with 0: all that
could be checked is right; 1: something is wrong; 2: something could not be checked.

It needs Python 3.11 and nothing else, reads no network and writes nothing. It was written apart from
the program that runs the forum, after its rules: docs/rules/points.md, forums.md, audit.md section 12.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

SUMS, SITE, WORDS = "SHA256SUMS", "site.jsonl", "site.words.jsonl"
MOST_BYTES = 2**33
WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
NOTE = re.compile("^([^\n]+)\n([0-9]+)\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)\n((?:\u2014 [^\n]+\n)+)", re.M)
ABOUT = re.compile("forums/([^/]+)/(points|meetings)/([^/]+)")
F, R, LIMIT = ("forum:point:", "response:point:", {"more": 10, "stop": 10, "again": 10, "say": 20, "go_on": 5})
# Entries of one act have one instant and stand in no order: this is the order in which they happen.
ORDER = [F + "raised", F + "published", F + "read", R + "came_back", R + "assigned", R + "passed_on", R + "sent_back",
         R + "taken", R + "extended", R + "paused", R + "resumed", R + "joined", "response:answer:published",
         "response:answer:assessed", R + "escalated", R + "went_up", F + "refused", F + "withdrawn", F + "went_on"]  # fmt: skip
WHILE_OPEN = {R + name for name in ("assigned", "passed_on", "taken", "sent_back", "noted", "extended", "paused",
                                    "resumed", "went_up", "came_back")} | {"response:answer:published"}  # fmt: skip
AFTER = {"": {"circulated"}, "circulated": {"circulated", "approved"}, "approved": {"amended"}, "amended": {"amended"}}


def sha(data):
    return hashlib.sha256(data).digest()


class Report:
    """One line for each check, and whatever is wrong."""

    def __init__(self):
        self.code, self.found, self.failed = 0, 0, set()

    def ok(self, check, words):
        if check not in self.failed:
            print(f"ok     {check}  {words}")

    def wrong(self, check, words):
        self.code, self.found = 1, self.found + 1
        self.failed.add(check)
        if self.found <= 50:
            print(f"WRONG  {check}  {words}")

    def same(self, check, where, what, told, found):
        if told != found:
            self.wrong(check, f"{where}: {what} is {told!r:.60}, worked out it is {found!r:.60}")

    def note(self, check, words, unchecked=False):
        self.code = self.code or 2 * unchecked
        print(f"{'CANNOT' if unchecked else '--    '} {check}  {words}")


# --- 0: the files; 1: signatures; 2: the tree; 3: what you kept -----------------------------------


def read_files(path):
    """{name: bytes} of a zip, or of those files of a folder that its list of hashes names."""
    if path.is_dir():
        text = (path / SUMS).read_bytes()
        names = [line[66:] for line in text.decode().splitlines()]
        safe = [name for name in names if re.fullmatch(r"[A-Za-z0-9._-]+", name)]
        return {**{name: (path / name).read_bytes() for name in safe if (path / name).is_file()}, SUMS: text}
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        if len(set(names)) < len(names) or sum(i.file_size for i in packed.infolist()) > MOST_BYTES:
            raise ValueError("a name that comes twice, or more than 8 GB")
        return {name: packed.read(name) for name in names}


def check_files(report, files):
    wanted = "".join(f"{sha(files[name]).hex()}  {name}\n" for name in sorted(files.keys() - {SUMS}))
    told = files[SUMS].decode(errors="replace")
    if told != wanted:
        names = {line[66:] for line in set(told.splitlines()) ^ set(wanted.splitlines())} or {SUMS}
        report.wrong(0, f"not the files that {SUMS} lists: {', '.join(sorted(names))[:300]}")
    report.ok(0, f"{len(files)} files are those that {SUMS} lists")


P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point_of(data):
    """A point of the curve of Ed25519 (RFC 8032) from its 32 bytes."""
    number = int.from_bytes(data, "little")
    y, odd = number % 2**255, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        raise ValueError("no point of the curve")
    x = P - x if x % 2 != odd else x
    return x, y, 1, x * y % P


def add(one, two):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, two
    a, b, c, d = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2), 2 * t1 * t2 * D, 2 * z1 * z2
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        total = add(total, point) if number & 1 else total
        point, number = add(point, point), number >> 1
    return total


def signed_by(public, message, signature):
    """Whether this is an Ed25519 signature of the message."""
    try:
        key, r = point_of(public), point_of(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    (x1, y1, z1, _), (x2, y2, z2, _) = (times(s, point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))), add(r, times(h, key)))
    return len(signature) == 64 and s < L and (x1 * z2 - x2 * z1) % P == 0 == (y1 * z2 - y2 * z1) % P


def read_keys(text):
    """(name, hash of the key, public key) of each verifier key, one on each line."""
    found = []
    for line in filter(None, text.split("\n")):
        name, short, rest = line.split("+", 2)
        data = base64.b64decode(rest, validate=True)
        if data[:1] != b"\x01" or len(data) != 33 or sha(f"{name}\n".encode() + data)[:4].hex() != short:
            raise ValueError(f"the key {name} does not fit its own hash, or is no Ed25519 key")
        found.append((name, bytes.fromhex(short), data[1:]))
    return found


class Checkpoint:
    """A signed note: which log, how many entries, the root of their tree."""

    def __init__(self, text):
        found = NOTE.search(text)
        if found is None:
            raise ValueError("no checkpoint in it")
        self.origin, self.size, self.root = found[1], int(found[2]), base64.b64decode(found[3])
        self.message = text[found.start() : found.start(5) - 1].encode()
        self.signatures = re.findall("\u2014 ([^ \n]+) ([A-Za-z0-9+/=]+)\n", found[5])

    def is_signed(self, keys):
        pairs = [(name, base64.b64decode(coded), key) for name, coded in self.signatures for key in keys]
        return any((name, data[:4], self.origin) == (key[0], key[1], key[0]) and signed_by(key[2], self.message, data[4:])
                   for name, data, key in pairs)  # fmt: skip


def root_of(leaves):
    """The root of RFC 9162 over the hashes of leaves."""
    level = list(leaves) or [sha(b"")]
    while len(level) > 1:
        pairs = [sha(b"\x01" + a + b) for a, b in zip(level[::2], level[1::2])]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]


class Log:
    """The site log: its bytes, the leaves of its tree, and what each entry tells."""

    def __init__(self, report, data):
        self.lines = data.split(b"\n")[:-1]
        self.told, self.leaves, self.words, self.unknown, newest = [], [], {}, 0, ""
        for number, line in enumerate(self.lines):
            told, leaf = {}, sha(b"\x00" + line)
            try:
                told = json.loads(line)
                if WRITE(told).encode() != line or not isinstance(told, dict):
                    raise ValueError("not canonical JSON")
            except (ValueError, RecursionError) as error:
                report.wrong(2, f"{SITE} entry {number} cannot be read: {error}")
            if "withheld_leaf" in told:
                leaf = bytes.fromhex(told["withheld_leaf"])
            self.unknown += "withheld_sha256" in told and "withheld_leaf" not in told
            self.told.append(told)
            self.leaves.append(leaf)
            if ABOUT.match(told.get("subject", "")) and instant(told["at"]) + timedelta(hours=1) < instant(newest or told["at"]):
                report.wrong(2, f"{self.at(number)} is of {told['at']}, after one of {newest}: dated back")
            newest = max(newest, told.get("at", ""))

    def at(self, number):
        return f"{SITE} entry {number} ({self.told[number].get('kind', 'withheld')})"

    def begins_with(self, checkpoint):
        return checkpoint.size <= len(self.leaves) and root_of(self.leaves[: checkpoint.size]) == checkpoint.root


def check_log(report, log, files, args):
    given = read_keys("\n".join(Path(each).read_text() if Path(each).is_file() else each for each in args.key))
    keys = given or read_keys(files.get("log.vkey", b"").decode())
    if (text := files.get("site.checkpoint")) is None:
        (report.wrong if given else report.note)(1, "no signed checkpoint in this bundle")
        report.ok(2, f"{len(log.lines)} entries, root {root_of(log.leaves).hex()}")
    else:
        signed = Checkpoint(text.decode())
        if not signed.is_signed(keys):
            report.wrong(1, f"site.checkpoint of {signed.origin} is not signed by that log's key")
        report.ok(1, f"site.checkpoint: {signed.size} entries, signed as {signed.origin}")
        if not given:
            report.note(1, "that key is the bundle's own (log.vkey): compare it with one from elsewhere")
        if log.unknown:
            report.note(2, f"of {log.unknown} entries only a hash is here", True)
        elif not log.begins_with(signed):
            report.wrong(2, f"{SITE}: entries 0 to {signed.size - 1} are not those of the checkpoint; it has {len(log.lines)}")
        report.ok(2, f"the first {signed.size} of {len(log.lines)} entries are those of the checkpoint")
    for name in args.pin:
        pin = Checkpoint(Path(name).read_text())
        if (given and not pin.is_signed(given)) or not log.begins_with(pin):
            report.wrong(3, f"{Path(name).name}: the log does not begin with the {pin.size} entries that it saw, or another key signed it")
        report.ok(3, f"{Path(name).name}: the first {pin.size} entries are the same")
    if not args.pin:
        report.note(3, "no older checkpoint was given: nothing shows that the log was not rewritten")


# --- 4: words; 5: holiday tables ---------------------------------------------------------------------


def instant(text):
    return datetime.fromisoformat(text)


def check_words(report, log, data):
    """{(entry, field): words} beside the log, and which decisions keep words of which text away."""
    told = [json.loads(line) for line in data.split(b"\n")[:-1]]
    beside = {(one["entry"], one["field"]): one for one in told}
    held, gone, erased = defaultdict(set), 0, set()
    for number, one in enumerate(log.told):
        erased |= {entry for entry in one.get("data", {}).get("erased_entries", []) if entry < number}
        path = tuple(one.get("subject", "").split("/")[:4])
        if one.get("kind") in ("moderation:text:hidden", "moderation:words:struck"):
            held[path].add(one["data"]["decision_no"])
        elif one.get("kind") == "moderation:decision:taken_back":
            held[path].discard(one["data"]["decision_no"])
    for number, one in enumerate(log.told):
        for field, commitment in one.get("commitments", {}).items():
            words = beside.pop((number, field), {})
            if "words" in words:
                if sha(bytes.fromhex(words["salt"]) + words["words"].encode()).hex() != commitment:
                    report.wrong(4, f"{log.at(number)}: {field} is not what the entry commits to")
                log.words[number, field] = words["words"]
            elif number in erased or ("withheld" in words and any(belongs(path, one["subject"]) for path in held if held[path])):
                gone += 1
            else:
                report.wrong(4, f"{log.at(number)}: {field} is missing and no entry says why")
    for number, field in beside:
        report.wrong(4, f"{WORDS}: {field} of entry {number}, which commits to no such words")
    report.ok(4, f"{len(log.words)} texts beside the log fit it, {gone} were erased or withheld by decision")
    return held


def belongs(path, subject):
    parts = tuple(subject.split("/")[:4])
    return path == parts or path == parts[: len(path)] or parts == path[: len(parts)]


class Days:
    """Working days of one frozen holiday table, in the place."""

    def __init__(self, table, zone):
        self.free, self.weekend, self.zone = ({day for day, _name, _own in table["holidays"]}, set(table["weekend"]), zone)

    def works(self, day):
        return day.weekday() not in self.weekend and day.isoformat() not in self.free

    def after(self, day, count):
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def between(self, start, end):
        return sum(self.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def of(self, at):
        return instant(at).astimezone(self.zone).date()


def check_tables(report, log, told):
    """The holiday tables by version, each as it was frozen."""
    found, zone, sure = {}, ZoneInfo(told["timezone"]), 0
    frozen = {one["subject"]: number for number, one in enumerate(log.told) if one.get("kind") == "place:calendar:frozen"}
    for number, one in enumerate(log.told):
        if one.get("kind") == "place:place:created" and "timezone" in one["data"]:
            report.same(5, log.at(number), "the time zone of calendars.json", told["timezone"], one["data"]["timezone"])
    for table in told["tables"]:
        number = frozen.pop(f"calendars/{table['version']}", None)
        found[table["version"]] = Days(table, zone)
        if number is None:
            report.wrong(5, f"holiday table {table['version']}: no entry froze it")
            continue
        data, sure = log.told[number]["data"], sure + ("sha256" in log.told[number]["data"])
        hashed = sha(WRITE(table).encode()).hex()
        report.same(5, log.at(number), f"the hash of table {table['version']}", hashed, data.get("sha256", hashed))
        report.same(5, log.at(number), "days without work", len(table["holidays"]), data["days"])
        report.same(5, log.at(number), "the weekend", table["weekend"], data.get("weekend", table["weekend"]))
    for subject, number in frozen.items():
        report.wrong(5, f"{log.at(number)}: {subject} is not in calendars.json")
    report.ok(5, f"{len(found)} holiday tables as they were frozen, of {sure} the log has the hash")
    return found


# --- 6: points, entry by entry -------------------------------------------------------------------------


class Clock:
    """Day 0, the due day, and what moved it: docs/rules/points.md sections 2 and 3."""

    def __init__(self, days, start, answer_days, turns):
        self.days, self.start, self.due = days, start, days.after(start, answer_days)
        self.extended = self.paused = False
        self.resumes, self.left = None, 0
        for turn in turns:
            self.turn(*turn)

    def turn(self, kind, day, more=0, other=None):
        self.go_on(day)
        if kind == "paused" and not self.paused and day <= self.due:
            self.left, self.resumes, self.paused = (self.days.between(day, self.due), self.days.after(day, LIMIT["stop"]), True)
            self.due = self.days.after(self.resumes, self.left)
        elif kind == "extended" and not self.extended and day < self.due:
            self.due, self.extended = self.days.after(self.due, min(more, LIMIT["more"])), True
        elif kind == "joined":
            self.due, self.extended, self.paused = (min(self.due, other.due), self.extended or other.extended, self.paused or other.paused)

    def go_on(self, day):
        if self.resumes is not None:
            self.due, self.resumes = self.days.after(min(day, self.resumes), self.left), None
            while not self.days.works(self.due):
                self.due += timedelta(days=1)

    def stopped(self, today):
        return self.resumes is not None and today < self.resumes


class Point:
    """What the log tells of one point."""

    def __init__(self, number, entry, told, beside):
        data = {**beside, **told["data"]}
        self.number, self.entry, self.came, self.state, self.public = (number, entry, told["at"], "raised", None)
        self.meeting, self.table, self.answer_days = (data.get("meeting"), data["calendar"], data["answer_days"])
        self.sort, self.words, self.title, self.sure = (data["sort"], data["words"], None, "calendar" in told["data"])
        self.turns, self.answers, self.team, self.offered, self.unhappy, self.back = ([], [], None, None, None, None)
        if data.get("public", told["data"]["at_meeting"] and beside.get("public_at") == self.came):
            self.state, self.public = "published", self.came


class Forum:
    """The log of one forum, followed from its first entry to its last."""

    def __init__(self, report, log, files, tables, held):
        self.report, self.log, self.tables, self.held, self.points, self.meetings = (report, log, tables, held, {}, {})
        self.told, beside = json.loads(files["forum.json"]), json.loads(files["points.json"])
        self.beside = {one["number"]: one for one in beside}
        self.slug, self.lead = self.told["slug"], self.told["lead"]
        own = []
        for number, told in enumerate(log.told):
            about = ABOUT.fullmatch(told.get("subject", ""))
            if told.get("subject") == "forums/" + self.slug and told["kind"] == "forum:forum:called":
                report.same(6, log.at(number), "the lead team in forum.json", self.lead, told["data"]["team"])
            if about and about[1] == self.slug:
                own.append((told["at"], number, about[2], about[3]))
        for _at, together in groupby(own, lambda each: each[0]):
            for _at, number, kind, name in sorted(together, key=lambda each: (self.rank(each[1]), each[1])):
                try:
                    (self.meeting if kind == "meetings" else self.point)(number, log.told[number], name)
                except (KeyError, ValueError, TypeError) as error:
                    report.wrong(6, f"{log.at(number)} does not follow from what was before ({type(error).__name__}: {error})")

    def rank(self, number):
        kind = self.log.told[number]["kind"]
        return ORDER.index(kind) if kind in ORDER else -1

    def meeting(self, number, told, slug):
        kind, data, where = told["kind"].removeprefix("forum:"), told["data"], self.log.at(number)
        if kind == "meeting:called":
            beside = next(one for one in self.told["meetings"] if one["slug"] == slug)
            self.meetings[slug] = {"starts": data["starts_at"], "last": "", "first": None, "minutes": {}, "entry": number,
                                   **{name: data.get(name, beside[name]) for name in ("calendar", "minutes_days", "correction_days")}}  # fmt: skip
        elif kind == "meeting:changed" and "starts_at" in data:
            self.meetings[slug]["starts"] = data["starts_at"]
        elif kind.startswith("minutes:"):
            meeting, kind = self.meetings[slug], kind.removeprefix("minutes:")
            days = self.tables[meeting["calendar"]]
            if kind not in AFTER[meeting["last"]]:
                self.report.wrong(7, f"{where}: {kind} minutes cannot follow {meeting['last'] or 'none'}")
            meeting["first"] = meeting["first"] or days.of(told["at"])
            if kind == "approved" and days.of(told["at"]) <= days.after(meeting["first"], meeting["correction_days"]):
                self.report.wrong(7, f"{where}: approved before the days for corrections were over")
            meeting["last"], meeting["minutes"][data["version"]] = (kind, (number, kind, data["sha256"], told["at"]))

    def start(self, point):
        days = self.tables[point.table]
        if point.meeting:
            meeting = self.meetings[point.meeting]
            its = self.tables[meeting["calendar"]]
            latest, first = (its.after(its.of(meeting["starts"]), meeting["minutes_days"]), meeting["first"])
        else:
            latest, first = (days.after(days.of(point.came), 2), point.public and days.of(point.public))
        return min(first or latest, latest)

    def stands(self, point):
        """(clock, which answer is due or was given last, its due day, whether one is due)."""
        days, given = self.tables[point.table], point.answers
        clock = Clock(days, self.start(point), point.answer_days, point.turns)
        wants = not given or (given[-1]["again"] is not None and len(given) < 3)
        stage = len(given) + wants
        due = clock.due if stage == 1 else days.after(given[stage - 2]["again"], LIMIT["again"])
        return clock, stage, due, wants

    def late(self, point, today):
        """Working days for which the answer that is due is late; 0 where none is, or it is not."""
        clock, stage, due, wants = self.stands(point)
        waits = point.state == "published" and wants and not (stage == 1 and clock.stopped(today))
        return self.tables[point.table].between(due, today) if waits and today > due else 0, waits and today > due

    def point(self, number, told, name):
        kind, data, where, wrong = (told["kind"], told["data"], self.log.at(number), self.report.wrong)
        if kind == F + "raised":
            if int(name) in self.points:
                wrong(6, f"{where}: point {name} was raised before")
            self.points[int(name)] = Point(int(name), number, told, self.beside.get(int(name), {}))
            return
        point = self.points.get(int(name)) if name.isdigit() else None
        if point is None:
            wrong(6, f"{where}: no entry raised point {name}")
            return
        days = self.tables[point.table]
        today = days.of(told["at"])
        clock, stage, due, wants = self.stands(point)
        if kind in WHILE_OPEN and (point.state != "published" or not wants):
            wrong(6, f"{where}: point {name} is {point.state}, no answer was due")
        if "due" in data and kind in WHILE_OPEN:
            self.report.same(6, where, "its due day", data["due"], due.isoformat())
        first = stage == 1 and not point.answers
        if kind == F + "published":
            self.move(point, number, {"raised"} | ({"published"} if point.public == told["at"] else set()), "published")
            point.public = told["at"]
        elif kind == F + "refused":
            self.move(point, number, {"raised"}, "refused")
        elif kind == F + "withdrawn":
            self.report.same(6, where, "working days late", data.get("working_days_late", 0), self.late(point, today)[0])
            self.move(point, number, {"raised", "published"} if not point.answers else set(), "withdrawn")
            point.back = today
        elif kind == F + "went_on":
            self.move(point, number, {"withdrawn"}, "published" if point.public else "raised")
            if today > days.after(point.back or today, LIMIT["go_on"]):
                wrong(6, f"{where}: after the days in which one can go on with it")
        elif kind == "intake:thing:taken_back":
            point.state, point.public = "withdrawn", None
        elif kind == R + "assigned":
            point.team, point.offered = data["team"], None
        elif kind == R + "passed_on":
            point.offered = data["team"]
        elif kind == R + "taken":
            point.team, point.offered = point.offered, None
        elif kind == R + "extended":
            more = days.between(due, date.fromisoformat(data["due_after"]))
            if clock.extended or not first or clock.stopped(today) or not clock.start <= today < due or not 1 <= more <= LIMIT["more"]:
                wrong(6, f"{where}: more time is given once, before the due day {due}, and at most 10 working days")
            point.turns.append(("extended", today, more))
            self.report.same(6, where, "the due day before", data["due_before"], due.isoformat())
            self.report.same(6, where, "the due day after", data["due_after"], self.stands(point)[2].isoformat())
        elif kind == R + "paused":
            if clock.paused or not first or not clock.start <= today <= due:
                wrong(6, f"{where}: a clock is stopped once, and not after the due day {due}")
            point.turns.append(("paused", today))
            after = self.stands(point)[0]
            self.report.same(6, where, "working days left", data["working_days_left"], after.left)
            self.report.same(6, where, "the day on which it goes on", data["resumes_on"], str(after.resumes or ""))
        elif kind == R + "resumed":
            if not clock.stopped(today):
                wrong(6, f"{where}: the clock did not stand still")
            point.turns.append(("resumed", today))
        elif kind == R + "joined":
            stays = self.points[data["to"]]
            self.report.same(6, where, f"the due day of point {stays.number} before", data["due_before"], self.stands(stays)[2].isoformat())
            if stays.state != "published" or stays.answers or point.answers:
                wrong(6, f"{where}: points that are answered or gone are not joined")
            clock.go_on(today)
            stays.turns.append(("joined", today, 0, clock))
            self.move(point, number, {"published"}, "joined")
            self.report.same(6, where, "the due day after", data["due_after"], self.stands(stays)[2].isoformat())
        elif kind == "response:answer:published":
            self.report.same(6, where, "the number of the answer", data["answer"], stage)
            late = days.between(due, today) if today > due else 0
            self.report.same(6, where, "working days late", data["working_days_late"], late)
            point.answers.append(
                {"entry": number, "at": told["at"], "day": today, "due": due, "late": late, "kind": data["sort"], "again": None, "said": 0}
            )
            point.unhappy = None
        elif kind == "response:answer:assessed":
            answer = point.answers[data["answer"] - 1]
            answer["said"] += 1
            if today > days.after(answer["day"], LIMIT["say"]):
                wrong(6, f"{where}: after the 20 working days in which one can say it")
            if data["asker"]:
                point.unhappy = number if data["verdict"] != "yes" and answer["again"] is None and data["answer"] < 3 else None
        elif kind == R + "escalated":
            answer, by_asker = point.answers[-1], point.unhappy is not None
            if answer["again"] or len(point.answers) > 2 or not (by_asker or (data["replies"] >= 10 and 2 * data["no_or_partly"] >= data["replies"])):
                wrong(6, f"{where}: nothing made another answer due")
            if answer["said"] < data["replies"]:
                wrong(6, f"{where}: {data['replies']} replies, the log has {answer['said']}")
            answer["again"], point.unhappy = today, None
            self.report.same(6, where, "the day of another answer", data["due"], days.after(today, LIMIT["again"]).isoformat())
        elif kind in (F + "read", F + "kind_changed") and point.state != "published":
            wrong(6, f"{where}: point {name} is {point.state}")
        if kind in (F + "published", F + "read") and (number, "title") in self.log.words:
            point.title = number
        point.sort = data["after"] if kind == F + "kind_changed" else point.sort

    def move(self, point, number, before, after):
        if point.state not in before:
            self.report.wrong(6, f"{self.log.at(number)}: point {point.number} is {point.state}")
        point.state = after


# --- 7: minutes; 8: what the bundle says of points; 9: the figures of the pages --------------------------


def check_minutes(report, forum):
    """Every public version is logged, follows from the one before, and has the words of its hash."""
    count = 0
    for told in forum.told["meetings"]:
        logged = dict(forum.meetings[told["slug"]]["minutes"]) if told["slug"] in forum.meetings else {}
        path = "/".join(("forums", forum.slug, "meetings", told["slug"]))
        for one in told["minutes"]:
            number, kind, hashed, at = logged.pop(one["n"], (None, "", "", ""))
            if number is None:
                report.wrong(7, f"{path}: no entry made version {one['n']} of the minutes public")
                continue
            count, where = count + 1, forum.log.at(number)
            for what, here, there in (("its kind", one["kind"], kind), ("its hash", one["sha256"], hashed), ("its instant", one["at"], at)):
                report.same(7, where, f"version {one['n']} of the minutes in forum.json: {what}", here, there)
            if "text" in one:
                report.same(7, where, f"the hash of the words of version {one['n']}", sha(one["text"].encode()).hex(), hashed)
            elif not forum.held[tuple(path.split("/"))]:
                report.wrong(7, f"{where}: the words of version {one['n']} are missing and no decision keeps them away")
        for number, *_rest in logged.values():
            report.wrong(7, f"{forum.log.at(number)}: that version of the minutes is not in forum.json")
    shown = {told["slug"] for told in forum.told["meetings"]}
    for meeting in (each for slug, each in forum.meetings.items() if slug not in shown):
        report.wrong(7, f"{forum.log.at(meeting['entry'])}: that meeting is not in forum.json")
    report.ok(7, f"{count} versions of minutes have the words and the order that the log has")


def check_points(report, forum, today):
    """points.json says of each point what the log gives, and has the words that it commits to."""
    words = 0
    for number, point in sorted(forum.points.items()):
        told, where = forum.beside.pop(number, None), forum.log.at(point.entry)
        if told is None:
            report.wrong(8, f"{where}: point {number} is not in points.json")
            continue
        clock, _stage, due, _wants = forum.stands(point)
        found = {"state": point.state, "came_at": point.came, "public_at": point.public or "", "calendar": point.table, "sort": point.sort,
                 "answer_days": point.answer_days, "meeting": point.meeting or "", "start": str(clock.start), "due": str(due),
                 "late": forum.late(point, today)[0], "team": point.team or forum.lead}  # fmt: skip
        for name, worked_out in found.items():
            report.same(8, where, f"point {number} in points.json: {name}", told[name], worked_out)
        if len(told["answers"]) != len(point.answers):
            report.wrong(8, f"{where}: point {number} has {len(told['answers'])} answers in points.json, in the log {len(point.answers)}")
        for one, answer in zip(told["answers"], point.answers):
            entry, its = (forum.log.at(answer["entry"]), f"answer {one['n']} to point {number} in points.json: ")
            for name, worked_out in (("at", answer["at"]), ("day", str(answer["day"])), ("due", str(answer["due"])), ("late", answer["late"]),
                                     ("sort", answer["kind"]), ("again_on", str(answer["again"] or ""))):  # fmt: skip
                report.same(8, entry, its + name, one[name], worked_out)
            for name in ("sentence", "text"):
                logged = forum.log.words.get((answer["entry"], name))
                if logged is not None and name in one:
                    report.same(8, entry, its + name, one[name], logged)
        if "words" in told:
            words += 1
            report.same(
                8, where, f"the hash of the words of point {number}", sha(bytes.fromhex(told["salt"]) + told["words"].encode()).hex(), point.words
            )
        elif point.public and not forum.held[("forums", forum.slug, "points", str(number))]:
            report.wrong(8, f"{where}: the words of point {number} are missing and no decision keeps them away")
        if point.title is not None and "title" in told:
            report.same(8, forum.log.at(point.title), f"the title of point {number}", told["title"], forum.log.words[point.title, "title"])
    for number in forum.beside:
        report.wrong(8, f"points.json: no entry raised point {number}")
    report.ok(8, f"{len(forum.points)} points: every state, due day, answer and lateness follows from the log; {words} have their words")
    if unsure := sum(not point.sure for point in forum.points.values()):
        report.note(8, f"{unsure} points were raised before the log named their table: those days rest on points.json")


def half_by(marks):
    """The working day by which half are answered, those that wait counted as waiting (Kaplan-Meier)."""
    top, bottom, ordered = 1, 1, sorted((days, not answered) for days, answered, _late in marks)
    for place, (days, waits) in enumerate(ordered):
        if not waits:
            top, bottom = top * (len(ordered) - place - 1), bottom * (len(ordered) - place)
            if 2 * top <= bottom:
                return days
    return ""


def check_figures(report, forum, told, today):
    """Counts add up from the log, and so do the times of each team."""
    counts, teams = Counter(), defaultdict(list)
    for point in forum.points.values():
        public, days = bool(point.public) and point.state != "refused", forum.tables[point.table]
        counts["raised"] += public
        if not public or point.state != "published":
            counts[point.state] += public
            continue
        clock, _stage, _due, wants = forum.stands(point)
        late, given = forum.late(point, today)[1], point.answers
        in_time = bool(given) and given[0]["day"] <= clock.due
        group = ("in_time" if in_time else "late_answers") if given else "waiting_late" if late else "in_wait"
        counts.update({group: 1, "to_answer": 1, "yes_or_part": any(one["kind"] in ("yes", "part") for one in given),
                       "again": bool(given) and wants, "again_late": bool(given) and late})  # fmt: skip
        if given or late or clock.stopped(today) or today >= clock.start:
            end = given[0]["day"] if given else today
            teams[point.team or forum.lead].append((days.between(clock.start, end), bool(given), end > clock.due if given else late))
    for name, figure in told["points"].items():
        report.same(9, "figures.json", name, figure, counts[name])
    groups = ("in_time", "late_answers", "in_wait", "waiting_late")
    report.same(9, "figures.json", "the sum of its groups", sum(told["points"][name] for name in groups), told["points"]["to_answer"])
    shown = {one["team"]: one for one in told["teams"]}
    for team in sorted({*shown, *teams}):
        marks, one = teams.get(team, []), shown.get(team, {})
        found = {"in_time": sum(a and not late for _d, a, late in marks), "late": sum(a and late for _d, a, late in marks),
                 "waiting": sum(not a for _d, a, _late in marks), "half_by": half_by(marks)}  # fmt: skip
        for name, figure in found.items():
            report.same(9, f"figures.json, team {team}", name, one.get(name), figure)
    report.ok(9, f"on {today}: {counts['to_answer']} points that get an answer, {counts['in_time']} answered in time, "
                 f"{counts['late_answers']} late; {len(teams)} teams")  # fmt: skip


def check(report, files, args):
    """Every check in its order; one that cannot be read to its end is wrong."""

    def guarded(number, work, *given):
        try:
            return work(report, *given)
        except Exception as error:
            report.wrong(number, f"something is not as a bundle has it ({type(error).__name__}: {error})"[:300])
            return None

    guarded(0, check_files, files)
    if (log := guarded(2, Log, files.get(SITE, b""))) is None:
        return
    guarded(1, check_log, log, files, args)
    held = guarded(4, check_words, log, files.get(WORDS, b""))
    tables = guarded(5, lambda _report: check_tables(report, log, json.loads(files["calendars.json"])))
    if held is None or tables is None:
        return
    if (forum := guarded(6, Forum, log, files, tables, held)) is None:
        return
    for point in forum.points.values():
        if point.unhappy is not None:
            report.wrong(6, f"{log.at(point.unhappy)}: the asker is not content, and no other answer was made due")
    report.ok(6, f"forum {forum.slug}: {len(forum.points)} points and {len(forum.meetings)} meetings follow the rules, entry by entry")
    figures = json.loads(files["figures.json"])
    today = date.fromisoformat(figures["on"])
    for number, work, given in ((7, check_minutes, ()), (8, check_points, (today,)), (9, check_figures, (figures, today))):
        guarded(number, work, forum, *given)
    own = sha(Path(__file__).read_bytes()).hex()
    for number, one in enumerate(log.told):
        if one.get("kind") == "forum:programs:named" and one["subject"] == "forums/" + forum.slug:
            same = one["data"]["verifier_sha256"] == own
            report.note(10, f"{log.at(number)} names {'this program' if same else 'another verify_forum.py: ' + one['data']['verifier_sha256']}")


def main():
    parser = argparse.ArgumentParser(description="Check a bundle of a forum.")
    parser.add_argument("bundle", type=Path, help="the zip file, or the folder it was unpacked into")
    parser.add_argument("--key", nargs="+", default=[], help="keys of the log, or files with them")
    parser.add_argument("--pin", nargs="+", default=[], help="checkpoints that you kept")
    args = parser.parse_args()
    print(f"verify_forum.py {sha(Path(__file__).read_bytes()).hex()}")
    report = Report()
    try:
        files = read_files(args.bundle)
    except Exception as error:
        report.wrong(0, f"{args.bundle} cannot be read: {error}")
        return report.code
    check(report, files, args)
    if report.found > 50:
        print(f"WRONG     and {report.found - 50} more")
    print("It cannot see what was never written down, nor a log that was rewritten as a whole when nobody kept a checkpoint.")
    print(("RIGHT, as far as it goes", "WRONG", "NOT ALL OF IT COULD BE CHECKED")[report.code])
    return report.code


if __name__ == "__main__":
    sys.exit(main())
