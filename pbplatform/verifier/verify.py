"""Check a bundle of a vote without trusting whoever made it.

    python -I verify.py BUNDLE [--key VKEY] [--witness VKEY] [--pin OLD.checkpoint] [--receipt MINE]

BUNDLE is the zip file of a round, or the folder it was unpacked into. One line for each check;
what is wrong is told with the file, the entry and the numbers. Ends with 0: all that could be
checked is right; 1: something is wrong; 2: something could not be checked, the line says what.

It needs Python 3.11 and nothing else, reads no network and writes nothing. It was written apart
from the program that ran the vote, after its public rules: docs/rules/audit.md section 10.
Signatures, and what you kept of the logs and of your vote, are in check_signed.py, by its hash.
"""
import argparse
import hashlib
import json
import re
import sys
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from heapq import heappop, heappush
from math import lcm
from pathlib import Path

SUMS, SITE, BALLOTS, WORDS = "SHA256SUMS", "site.jsonl", "ballot-log.jsonl", "site.words.jsonl"
STAGES = FROZEN, PAPER, CLOSED, APART, OPENED, COUNTED, DESTROYED = (
    *("round:definition:frozen", "vote:paper:complete", "vote:urn:closed", "vote:urn:separated"),
    *("vote:urn:opened", "vote:result:counted", "vote:key:destroyed"))
CAST, TAKEN, LOT = "vote:envelope:cast", "vote:envelope:taken_out", "vote:lot:seeded"
WITHDRAWN, EXTENDED = "vote:project:withdrawn", "vote:window:extended"
AGAIN, CERTIFIED = "vote:result:counted_again", "result:count:certified"
IN_BOTH_LOGS = (*STAGES, AGAIN, WITHDRAWN, EXTENDED)
# What the site log need not repeat of such an entry of the ballot log. All else it must.
ONLY_HERE = ("v", "round", "definition", "result", "site_entries", "site_root", "roll_rows",
             "roll_root")
ROLL = {"added": 1, "returned": 1, "removed": -1, "left": -1}  # what entries do to its length
HIDING = ("moderation:text:hidden", "moderation:words:struck", "moderation:text:erased")
# With this hash in it, the hash of this file names both.
SIGNED = "check_signed.py"
SIGNED_SHA256 = "f44f36a0df810d5033882bf3e063d963d6d603cbe7103a447564926c00b595cd"
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

    def must(self, check, holds, words, right=None):
        if not holds:
            self.wrong(check, words)
        elif right:
            self.ok(check, right)

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

def read_files(path):
    """{name: bytes} of a zip, or of those files of a folder that its list of hashes names."""
    if path.is_dir():
        names = re.findall(r"^.{66}([A-Za-z0-9._-]+)$", (path / SUMS).read_text(), re.M)
        found = [path / name for name in [SUMS, *names]]
        return {one.name: one.read_bytes() for one in found if one.is_file()}
    with zipfile.ZipFile(path) as packed:
        names, size = packed.namelist(), sum(info.file_size for info in packed.infolist())
        if len(set(names)) < len(names) or size > 2**33:
            raise ValueError("a name that comes twice, or more than 8 GB")
        return {name: packed.read(name) for name in names}

def check_files(b, args):
    """0: the files are those that the list of hashes names."""
    b.files = b.files or read_files(args.bundle)
    names, told = sorted(b.files.keys() - {SUMS}), b.files[SUMS].decode(errors="replace")
    expected = "".join(f"{sha(b.files[name]).hex()}  {name}\n" for name in names)
    strange = {line[66:] for line in {*told.splitlines()} ^ {*expected.splitlines()}}
    b.must(0, told == expected, f"not the files that {SUMS} lists: {sorted(strange)!r:.300}",
           f"{len(b.files)} files are those that {SUMS} lists")

def read_json(data, where):
    """What canonical JSON (RFC 8785) of whole numbers and texts says; else it is refused."""
    told = json.loads(data, parse_float=str, parse_constant=str)
    if not isinstance(told, dict) or WRITE(told).encode() != data:
        raise ValueError(f"{where} is not canonical JSON")
    return told

# Nearly all entries are these: the pattern is there for speed, and one value stands for all.
CAST_LINE = re.compile(rb'\{"h":"([0-9a-f]{64})","kind":"vote:envelope:cast","v":1'
                       rb'(?:,"x":"([0-9a-f]{64})")?\}')
ONE_CAST = {"kind": CAST}

class Log:
    """Entries of a log, what each tells, where those of a kind (about a subject) are, the tree."""

    def __init__(self, name, data, subject=None):
        self.name, self.own = name, {}
        *self.lines, rest = data.split(b"\n")
        if rest:
            raise ValueError(f"{name}: the last entry is cut off")
        self.told = [ONE_CAST if CAST_LINE.fullmatch(line) else read_json(line, f"{name} entry {n}")
                     for n, line in enumerate(self.lines)]
        leaves = [sha(b"\0" + line) for line in self.lines]
        for number, told in enumerate(self.told):
            if "withheld_leaf" in told:  # its words had to go; its place in the tree stays
                leaves[number] = bytes.fromhex(told["withheld_leaf"])
            if told is not ONE_CAST and subject in (None, told.get("subject")):
                self.own.setdefault(told.get("kind"), []).append(number)
        self.levels = [leaves]  # RFC 9162: level by level the hashes of full subtrees
        while len(below := self.levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2])
            self.levels.append([sha(b"\1" + left + right) for left, right in pairs])

    def all(self, *kinds):
        """(where, what it tells) of each entry of these; of the site log, about this round."""
        return [(self.at(n), self.told[n]) for kind in kinds for n in self.own.get(kind, [])]

    def at(self, number):
        return f"{self.name} entry {number} ({self.told[number].get('kind')})"

    def root(self, size):
        """The root over the first entries: full subtrees, joined from the right."""
        found = b""
        for height, level in enumerate(self.levels):
            if size >> height & 1:
                left = level[(size >> height) - 1]
                found = sha(b"\1" + left + found) if found else left
        return found or sha(b"")

def read_logs(b, _args):
    """1: all entries are canonical, and hashed again."""
    b.log = Log(BALLOTS, b.files[BALLOTS])
    b.frozen = b.log.told[0]["definition"].encode()
    b.definition = read_json(b.frozen, "the definition")
    b.site = Log(SITE, b.files[SITE], f"rounds/{b.definition['round']}")

def check_replay(b, _args):
    """4: the ballot log, entry by entry: stages in order, each envelope in once and out once."""
    log, due, changes, b.ends = b.log, 0, [], b.definition["closes_at"]
    b.same(4, f"{log.at(0)}: sha256", log.told[0]["sha256"], sha(b.frozen).hex())
    for number, (line, told) in enumerate(zip(log.lines, log.told)):
        kind, new, old = told.get("kind"), "", ""
        if told is ONE_CAST:
            new, old = map(bytes.decode, CAST_LINE.fullmatch(line).groups(b""))
        elif kind == TAKEN:
            old = told["x"]
        elif kind in STAGES:
            expected = [*STAGES, "nothing more"][due]
            b.must(4, kind == expected, f"{log.at(number)}: expected {expected} here")
            due = max(due, STAGES.index(kind) + 1)
        elif kind in (WITHDRAWN, EXTENDED):
            changes.append(line + b"\n")
            b.must(4, due == 1, f"{log.at(number)}: an amendment after the box was complete")
            amend(b, log.at(number), len(changes), told)
        elif kind != AGAIN:
            b.note(4, f"{log.at(number)}: a kind that I do not know", cannot=True)
        if old:
            if due > 2 or old not in b.put or old in b.gone:  # closed
                b.wrong(4, f"{log.at(number)}: envelope {old} is not in the box")
            b.gone[old] = number
        if new:
            if due > 1 or new in b.put:
                b.wrong(4, f"{log.at(number)}: envelope {new} came after the box was complete, "
                           f"or came already: {b.put.get(new)}")
            b.put[new] = number
    for kind in STAGES[:-1]:
        b.must(4, kind in log.own, f"{log.name}: there is no entry {kind}")
    b.ok(4, f"{len(log.lines)} entries follow each other, {len(b.put) - len(b.gone)} in the box")
    for name, expected in (("definition.json", b.frozen), ("amendments.jsonl", b"".join(changes))):
        b.must(4, b.files.get(name) == expected, f"{name} is not what {log.at(0)} and others have")

def amend(b, where, place, told):
    """The rules of docs/rules/amendments.md; whether the site log says the same is check 5."""
    b.same(4, where, told, {"definition": b.log.told[0]["sha256"], "amendment": place})
    if told["kind"] == WITHDRAWN:
        left = {project["n"] for project in b.definition["projects"]} - b.withdrawn
        fits = told["project"] in left and len(left) > 1
        b.must(4, fits, f"{where}: project {told['project']} cannot be withdrawn")
        b.withdrawn.add(told["project"])
        return b.note(4, f"project {told['project']} was withdrawn ({where})")
    begins, ends = told["before"], told["closes_at"]
    if told["after_shut"]:  # then from the instant at which two people said so, and once
        begins = max([begins, *(theirs["at"] for _, theirs in b.site.all(EXTENDED)
                                if theirs["data"]["amendment"] == place)])
        reopened = sum(bool(one["after_shut"]) for _, one in b.log.all(EXTENDED))
        b.must(4, reopened == 1, f"{where}: voting was reopened twice")
    times = (ends, begins, told["down_until"], told["down_from"])
    end, begin, up, down = map(datetime.fromisoformat, times)
    fits = told["before"] == b.ends < ends and end - begin <= up - down
    b.must(4, fits, f"{where}: from {begins} to {ends} is no extension of {b.ends}")
    b.ends = ends
    return b.note(4, f"voting was open until {ends}, not {told['before']} ({where})")

def check_both_logs(b, _args):
    """5: act by act what both say, in which order of time, and how far each saw the other."""
    log, site, acts, before = b.log, b.site, [], ""
    for kind in IN_BOTH_LOGS:
        ours, theirs = log.own.get(kind, []), site.own.get(kind, [])
        acts += zip(ours, theirs)
        if len(ours) != len(theirs):
            ours, theirs = (", ".join(where for where, _ in one.all(kind)) for one in (log, site))
            b.wrong(5, f"{kind}: {ours or 'none'}, but in the other log {theirs or 'none'}")
    ties = [(where, log, told["data"]["entries"], told["data"]["root"])
            for where, told in site.all("place:log:tied")]
    for number, their in sorted(acts):
        told, entry, where = log.told[number], site.told[their], site.at(their)
        data = {**entry["data"], "kind": entry["kind"], "closed_at": entry["at"],
                "destroyed_at": entry["at"], "site_sha256": sha(site.lines[their]).hex()}
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
    for where, other, entries, root in ties:
        held = 0 <= entries <= len(other.lines) and other.root(entries).hex()
        b.must(5, held == root, f"{where}: the first {entries} entries of {other.name} were others")
    where, opened = log.all(OPENED)[0]
    if "signatures" in opened:  # by trustees, away from the server
        shares, need = opened["shares"], b.definition["opening"]["need"]
        fits = len(opened["signatures"]) == len(shares) == len(set(shares)) >= need
        b.must(5, fits, f"{where}: not a signature for each of at least {need} shares")
        b.note(5, f"{where}: signatures of {len(shares)} shares, which this program does not check")
    codes = [box_code(told["x"]) for _, told in log.all(TAKEN)]
    told = [entry["data"]["box_code"].replace("-", "") for _, entry in site.all(TAKEN)]
    b.same(5, f"{TAKEN} in {BALLOTS}, by box codes,", sorted(codes), sorted(told))
    b.same(5, f"{SITE}: the number of {LOT}", len(site.own.get(LOT, [])), 1)
    b.ok(5, f"{len(acts)} acts were compared in both logs")

def box_code(digest):
    """The first 80 bits of a hash, as letters."""
    number, letters = int(digest[:20], 16), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(letters[number >> 5 * place & 31] for place in reversed(range(16)))

def check_box(b, _args):
    """5: live envelopes = closed = laid apart = opened, and every number of the close adds up."""
    log, hashes, taken = b.log, sorted(b.put.keys() - b.gone.keys()), len(b.log.all(TAKEN))
    listed = b.files["envelopes.txt"].decode().split("\n")
    b.must(5, listed == [*hashes, ""], "envelopes.txt is not the hash of each live one, ascending")
    for one in sorted({*listed[:-1]} ^ {*hashes})[:9]:
        at = [log.at(held[one]) for held in (b.put, b.gone) if one in held]
        b.wrong(5, f"envelopes.txt: {one}, see {' and '.join(at) or 'no entry'}")
    box = {"envelopes_sha256": sha(bytes.fromhex("".join(hashes))).hex()}
    for kind, name in ((CLOSED, "envelopes"), (APART, "envelopes"), (OPENED, "ballots")):
        b.same(5, *log.all(kind)[0], {**box, name: len(hashes)})
    where, told = log.all(CLOSED)[0]
    n = Counter({name[6:]: told[name] for name in told if name.startswith("paper_")})
    ways = (part.split("=") for part in told["by_kind"].split(",") if part)
    ways = Counter({way: int(number) for way, number in ways})
    on_roll, votes = 0, told["envelopes"]
    for _, entry in b.site.all(*(kind for kind in b.site.own if kind.startswith("vote:roll:"))):
        on_roll += sum(sign * int(entry["data"].get(name, 0)) for name, sign in ROLL.items())
    sums = {
        "votes by the way they came": (ways.total(), votes),
        "votes on a screen": (ways.total() - ways["paper"], told["marked"]),
        "replaced envelopes": (told["superseded"], len(b.gone) - taken),
        "envelopes taken out": (told["taken_out"], taken),
        "voters on the roll": (told["roll"], on_roll),
        "votes beyond the roll": (max(0, votes - told["roll"]), 0),
        "papers out": (n["issued"] + n["more"],
                       n["spoiled"] + n["unused"] + n["returned"] + n["not_returned"]),
        "papers that came back": (n["returned"] - n["set_aside"], ways["paper"]),
        "papers under a condition": (n["conditional"] - n["conditional_counted"],
                                     n["conditional_refused"]),
        "the least of all numbers": (min([0, *n.values(), *ways.values()]), 0),
    }
    for what, pair in sums.items():
        b.same(5, f"{where}: {what}", *pair)
    b.must(5, told["closed_at"] >= b.ends, f"{where}: {told['closed_at']}, before {b.ends}")
    seen = [fingerprint(told, taken, log.own[kind][0]) for kind in (PAPER, CLOSED)]
    words = f"{where}: two people confirmed {told['fingerprint']}, the numbers give {seen[0]}"
    b.must(5, told["fingerprint"] in seen, words)
    b.ok(5, f"{len(hashes)} envelopes: log, box, close and opening; {told['roll']} on the roll")
    check_channels(b, votes, ways["paper"], n)

def fingerprint(told, taken, entries):
    """The hash over the numbers that two people confirmed (docs/rules/ceremony.md section 4)."""
    names = ("roll", "struck", "marked", "paper", "envelopes", "by_kind", "superseded")
    facts = {name: told[name] for name in (*names, "envelopes_sha256")}
    facts |= {name: told[name] for name in told if name.startswith("paper_")}
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
    """5: nobody puts voters on the roll alone after the freeze; its root then and at the close."""
    frozen, (where, closed) = b.log.told[0], b.log.all(CLOSED)[0]
    freeze = datetime.fromisoformat(b.site.all(FROZEN)[0][1]["at"]) + timedelta(minutes=1)
    alone = ("vote:roll:imported", "vote:roll:register_imported", "vote:roll:taken_back")
    for at, told in b.site.all(*alone):
        fits = datetime.fromisoformat(told["at"]) <= freeze
        b.must(5, fits, f"{at}: the roll was changed by one person after the freeze")
    rooted = [[told["data"]["rows"], told["data"]["root"]]
              for _, told in b.site.all("vote:roll:rooted")]
    if not rooted and "roll_root" not in {**frozen, **closed}:
        return b.note(5, "the roll of this round has no root")
    later = b.site.all("vote:roll:added_late", "vote:roll:replaced")
    came = sum(told["data"]["added"] for _, told in later)
    b.same(5, "vote:roll:rooted", rooted, [[frozen["roll_rows"], frozen["roll_root"]]])
    for rows in (closed["roll"] + closed["struck"], frozen["roll_rows"] + came):
        b.same(5, f"{where}: roll_rows", closed["roll_rows"], rows)
    for told in (frozen, closed):
        fits = re.fullmatch("[0-9a-f]{64}", told["roll_root"]) and told["roll_rows"]
        b.must(5, fits or told["roll_root"] == sha(b"").hex(), f"{told['roll_root']} is no root")
    return b.ok(5, f"the roll has a root over {closed['roll_rows']} rows at the close")

def check_reopened(b, _args):
    """5: who says that the box was opened again, and whether the same votes came out."""
    logged, stated, differ = b.log.all(OPENED)[0][1]["list_sha256"], 1, {}
    for number in sorted(number for numbers in b.site.own.values() for number in numbers):
        told, where = b.site.told[number], b.site.at(number)
        if told["kind"] == "reopen:opening:stated":
            data, stated = told["data"], stated + 1
            agrees = int(data["list_sha256"] == logged)
            b.same(5, where, data, {"opening": stated, "logged_sha256": logged, "agrees": agrees})
            b.note(5, f"{where}: opening {stated} {'agreed' if agrees else 'did NOT agree'}")
            differ |= {} if agrees else {stated: where}
        elif told["kind"].startswith("reopen:opening:"):
            differ.pop(told["data"]["opening"], None)
        elif told["kind"] == CERTIFIED:
            b.must(5, not differ, f"{where}: certified while {differ} stood")

def check_words(b, _args):
    """5: words beside the log fit their commitments; missing ones have a decision."""
    words, checked, gone = {}, 0, 0
    for number, line in enumerate(b.files[WORDS].split(b"\n")[:-1], 1):
        told = read_json(line, f"{WORDS} line {number}")
        key = told.pop("entry"), told.pop("field")
        known = sorted(told) in ([], ["erased_by"], ["salt", "words"], ["withheld"])
        b.must(5, known and key not in words, f"{WORDS} line {number}: twice, or of another kind")
        words[key] = told
    decided = {one for number, told in enumerate(b.site.told)
               for one in told.get("data", {}).get("erased_entries", []) if one < number}
    # Decisions about the same text, or about what it is a part of, may withhold its words.
    hiding = [told["subject"].split("/")[:4] for told in b.site.told if told.get("kind") in HIDING]
    for number, told in enumerate(b.site.told):
        where = b.site.at(number)
        if "withheld_sha256" in told and number not in decided:
            b.note(5, f"{where} is withheld, and no later entry names it", cannot=True)
        for field, commitment in told.get("commitments", {}).items():
            one = words.pop((number, field), {})
            if "words" in one:
                checked, salt = checked + 1, bytes.fromhex(one["salt"])
                fits = len(salt) == 32 and salt.hex() == one["salt"]
                fits = fits and sha(salt + one["words"].encode()).hex() == commitment
                b.must(5, fits, f"{where}: {field} is not what the entry commits to")
            else:
                gone, about = gone + 1, told["subject"].split("/")[:4]
                hidden = any(about[: len(each)] == each[: len(about)] for each in hiding)
                known = number in decided or (hidden and "withheld" in one)
                b.must(5, known, f"{where}: {field} is missing and no entry says why")
    for number, field in words:
        b.wrong(5, f"{WORDS}: {field} of entry {number}, which commits to no such words")
    b.ok(5, f"{checked} texts beside the log fit it, {gone} were erased or withheld by decision")

NOT_IN_LIST = ("unknown-suite", "damaged", "not-a-ballot", "unreadable")  # judged where opened
CHOICE = "[1-9][0-9]*(?::[1-9][0-9]*)?"
ROW = re.compile(f'([^,"\r\n]*),((?:{CHOICE}(?: {CHOICE})*)?),([a-z-]*)')

def choices_in(text):
    return [[int(n) for n in one.split(":")] if ":" in one else int(one) for one in text.split()]

def check_ballots(b, _args):
    """6: each vote by the frozen rule, in order, and the hash of the list."""
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
    for one, other in zip(b.ballots, b.ballots[1:]):
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
    points = definition["ballot"].get("points")
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
        "over-the-fund": cost > definition["money_minor"],
        "too-many-points": points is not None and given > points,
    }
    return next((reason for reason, broken in rules.items() if broken), "")

class NotRecounted(Exception):
    """A rule, or a length of count, that this program does not do."""

class Count:
    """The count of docs/rules/counting.md. Ballots that are the same are one group."""

    def __init__(self, definition, withdrawn, ballots, seed):
        self.rule, self.kind = definition["rule"], definition["ballot"]["kind"]
        shares = self.rule["family"] == "equal-shares" and self.kind != "ranking"
        other = self.rule["caps"] or self.rule["last_project_percent"] is not None
        if other or not (shares or self.rule["family"] == "votes-greedy"):
            raise NotRecounted(f"{self.rule['family']} for {self.kind}, caps or a reserve")
        self.cost = {one["n"]: one["cost_minor"] for one in definition["projects"]}
        self.budget, self.voters = definition["money_minor"], len(ballots)
        points = self.kind == "points"
        groups = Counter(tuple(map(tuple, one) if points else one) for one in ballots)
        self.times, self.fans = list(groups.values()), {p: [] for p in self.cost}
        for group, (choices, times) in enumerate(groups.items()):
            for p, points in self.marks(choices):
                self.fans[p].append((group, points, points * times))
        self.votes = {p: sum(votes for *_, votes in self.fans[p]) for p in self.cost}
        self.people = {p: sum(self.times[g] for g, *_ in self.fans[p]) for p in self.cost}
        self.rivals = {p: {int(one) for keys in self.rule["conflicts"] if str(p) in keys
                           for one in keys} - {p} for p in self.cost}
        self.racing = [p for p in self.cost if p not in withdrawn
                       and all(self.reaches(p, one) for one in self.rule["thresholds"])]
        by = {"lower-cost": self.cost, "more-votes": {p: -n for p, n in self.people.items()}}
        self.order = {p: (*(by[tie][p] for tie in self.rule["ties"]),
                          place if seed is None else sha(f"{seed}|{p}".encode()))
                      for place, p in enumerate(self.cost)}

    def marks(self, choices):
        """What a ballot gives to which project (section 1)."""
        if self.kind != "ranking":
            return choices if self.kind == "points" else [(p, 1) for p in choices]
        positions = self.rule["positions"] or range(len(choices), 0, -1)
        return zip(choices, [*positions, *[0] * len(choices)])

    def reaches(self, p, threshold):
        kind, needed = threshold["kind"], Fraction(threshold["numerator"], threshold["denominator"])
        needed *= self.voters if kind in ("share", "cost-relative") else 1
        if kind == "cost-relative":
            needed *= Fraction(self.cost[p], self.budget) if self.budget else 0
        return (self.votes if kind == "score" else self.people)[p] >= needed

    def left(self, winners):
        return self.budget - sum(self.cost[p] for p in winners)

    def greedy(self, already=(), stop=False):
        """Most votes first (section 5), after those that won already."""
        winners = list(already)
        for p in sorted(self.racing, key=lambda p: (-self.votes[p], self.order[p])):
            if p in winners or self.rivals[p] & {*winners}:
                continue
            if self.cost[p] <= self.left(winners):
                winners.append(p)
            elif stop:
                break
        return winners

    def offer(self, p, money, unit):
        """(price of a point, points of those who pay in full), or None."""
        held, need, weight = {}, self.cost[p] * unit * self.scale, self.votes[p]
        for group, n, votes in self.fans[p]:  # by what they have for each point
            own = money[group] * (self.scale // n)
            held[own] = held.get(own, 0) + votes
        for own in sorted(held):
            if own * weight >= need:
                return Fraction(need, weight * unit * self.scale), weight
            need, weight = need - own * held[own], weight - held[own]
        return None

    def shares(self, start):
        """One run of Equal Shares (section 10), exactly: {winner: (price, weight)}.
        Each group has a whole number of times 1 / unit. The heap has for each project what it
        costs at least for its worth: prices only rise, and who has too little stays so."""
        money, unit, bought = [start.numerator] * len(self.times), start.denominator, {}
        worth = self.cost if self.rule["utility"] == "cost" else dict.fromkeys(self.cost, 1)
        alive = sorted((p for p in self.racing if self.votes[p]), key=self.order.get)
        for p in (p for p in alive if not self.cost[p] and not self.rivals[p] & bought.keys()):
            bought[p] = Fraction(0), self.votes[p]
        least = {p: Fraction(self.cost[p], self.votes[p] * worth[p]) for p in alive if self.cost[p]}
        heap, fresh = sorted((least[p], self.order[p], p) for p in least), {}
        while heap:
            at_least, order, p = heappop(heap)
            if p not in fresh:
                fresh[p] = self.offer(p, money, unit)
            offer = None if self.rivals[p] & bought.keys() else fresh[p]
            if offer and offer[0] > at_least * worth[p]:
                heappush(heap, (offer[0] / worth[p], order, p))
            elif offer:
                bought[p], finer, fresh = offer, lcm(unit, offer[0].denominator), {}
                money, unit = [own * (finer // unit) for own in money], finer
                each = int(offer[0] * finer)
                for group, n, _ in self.fans[p]:
                    money[group] = max(0, money[group] - each * n)
        return bought

    def add1(self):
        """Start again with more for every voter, up to the last run within the budget (11)."""
        self.scale = lcm(*{n for fans in self.fans.values() for _, n, _ in fans})
        start, more = Fraction(self.budget, self.voters or 1), self.rule["increment_minor"]
        run, base = self.shares(start), start // more * more if self.rule["start_whole"] else start
        racing = [p for p in self.racing if self.votes[p]]
        for step in range(1, 20_000):
            out = [p for p in racing if p not in run and not self.rivals[p] & run.keys()]
            full = self.rule["stop"] == "exhaustive" and all(
                self.cost[p] > self.left(run) for p in out)
            everything = len(run) == len(racing) or start >= sum(self.cost[p] for p in racing)
            if full or everything or self.rule["completion"] == "none" or not self.voters:
                return run
            start = Fraction(base + step * more)
            found = self.shares(start)
            if self.left(found) < 0:
                return run
            run = found
        raise NotRecounted("Equal Shares took more than 20,000 starts")

    def winners(self):
        """Who wins in which order, and what was paid for those of Equal Shares (section 12)."""
        stop = self.rule["misfit"] == "stop"
        if self.rule["family"] == "votes-greedy":
            return self.greedy(stop=stop), {}
        paid, gain = self.add1(), Counter()
        winners = self.greedy(paid, stop) if self.rule["top_up"] else list(paid)
        other = self.greedy() if self.rule["comparison"] else winners
        for p, fans in self.fans.items():
            for group, *_ in fans:
                gain[group] += (p in winners) - (p in other)
        worse = sum(self.times[g] * ((n < 0) - (n > 0)) for g, n in gain.items()) > 0
        return (other, {}) if worse else (winners, paid)

    def result(self):
        """What the rule decides, as in the document of a result; what explains it is left out."""
        winners, paid = self.winners()
        projects = {p: {"n": p, "votes": self.votes[p], "cost_minor": cost}
                    for p, cost in self.cost.items()}
        for place, p in enumerate(winners, 1):
            numbers = {"position": place, "left_minor": self.left(winners[:place])}
            if p in paid:
                price = f"{paid[p][0].numerator}/{paid[p][0].denominator}"
                numbers |= {"round": place, "price": price, "paid_in_full": paid[p][1]}
            projects[p] |= {"reason": "funded", "numbers": numbers}
        return {"ballots": self.voters, "budget_minor": self.budget, "winners": winners,
                "projects": [*projects.values()], "spent_minor": self.budget - self.left(winners),
                "rule_sha256": sha(WRITE(self.rule).encode()).hex()}

def check_count(b, _args):
    """7: the stored results are the logged ones, and the newest comes out again."""
    counts, slug = b.log.all(COUNTED, AGAIN), b.definition["round"]
    for place, (where, told) in enumerate(counts, start=1):
        name = "result.json" if place == len(counts) else f"result-{place}.json"
        held = b.files.get(name, b"")
        b.must(7, told["result"].encode() == held, f"{where} has another result than {name}")
        b.same(7, where, {"count": 1, **told}, {"count": place, "sha256": sha(held).hex()})
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

def by_signed(name, number, b, args):
    """A check of check_signed.py, beside this file or in the bundle: by its hash, or not at all."""
    beside = Path(__file__).with_name(SIGNED)
    text = beside.read_bytes() if beside.is_file() else b.files.get(SIGNED, b"")
    if sha(text).hex() != SIGNED_SHA256:
        return b.note(number, f"{SIGNED} with the hash {SIGNED_SHA256} is not here", cannot=True)
    sys.modules["verify"] = this = type(sys)("verify")
    vars(this).update(globals())
    exec(text, program := {})
    return program[name](b, args)

def check_checkpoints(b, args):
    """1, 2, 3: who signed the logs, and whether they still begin as somebody saw them."""
    by_signed("check_checkpoints", 1, b, args)

def check_receipts(b, args):
    """8: your receipts."""
    return by_signed("check_receipts", 8, b, args) if args.receipt else None

def check_program(b, _args):
    """9: whether this is the program that the log named when the ballot was frozen."""
    own = sha(Path(__file__).read_bytes()).hex()
    beside = sha(b.files["verify.py"]).hex() if "verify.py" in b.files else own
    for where, told in b.site.all("vote:programs:named"):
        named = told["data"]["verifier_sha256"]
        b.must(9, beside in (own, named), f"verify.py in the bundle is not that of {where}")
        other = beside == own and sha(b.files.get(SIGNED, b"")).hex() != SIGNED_SHA256
        b.must(9, SIGNED not in b.files or not other, f"{SIGNED} in the bundle is another")
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
            b.wrong(number, f"not as a bundle has it ({type(error).__name__}: {error!s:.200})")
        if (number and b.site is None) or (number == 4 and set(STAGES[:-1]) - b.log.own.keys()):
            return  # no other check can be made

def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("bundle", type=Path)
    for name in ("--key", "--witness", "--pin", "--receipt"):
        parser.add_argument(name, nargs="+", action="extend", default=[])
    print(f"verify.py {sha(Path(__file__).read_bytes()).hex()}")
    check(b := Bundle(), parser.parse_args())
    if b.found > 50:
        print(f"WRONG     and {b.found - 50} more")
    print("It cannot see what was in an envelope: only who looks up their own tracker can. It "
          "cannot see votes of voters who never look, nor who was put on the roll.")
    print(("RIGHT, as far as it goes", "WRONG", "NOT ALL OF IT COULD BE CHECKED")[b.code])
    return b.code

if __name__ == "__main__":
    sys.exit(main())
