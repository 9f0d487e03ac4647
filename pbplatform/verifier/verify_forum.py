"""Check a bundle of a forum without trusting whoever made it.

    python -I verify_forum.py BUNDLE [--key VKEY ...] [--pin OLD.checkpoint ...]

BUNDLE is the zip file or its folder. The program follows the log of the forum entry by entry, works
out every due day, and counts again what the pages publish. The log as such, words and holiday
tables are read by check_forum_log.py, known by its hash. Both were written apart from the program
that runs the forum, after docs/rules/points.md, forums.md and audit.md section 12, which numbers
the checks. It ends with 0: all that can be checked is right; 1: something is wrong, and where; 2:
something could not be checked. It needs Python 3.11 alone, reads no network, writes nothing.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

SUMS, DAY = "SHA256SUMS", timedelta(days=1)
FOLLOWS = {"": "circulated", "circulated": "circulated approved"}  # minutes; then they are amended
OF_ANSWERS = ("at", "day", "due", "late", "sort", "again_on")
OF_POINTS = ("state", "public_at", "calendar", "sort", "answer_days", "start", "due", "late")
GROUPS = ("in_wait", "waiting_late", "in_time", "late_answers")
OTHERS = ("raised", "joined", "withdrawn", "to_answer", "yes_or_part", "again", "again_late")
# Acts on a point, those of one instant in the order in which they happen: the section of points.md,
# the phases in which each may be, the state after it ("-": the same), and which values of its entry
# are what of the point: before it | after it. A public point is "waiting" for its first answer, or
# "answered", or waits for one "again". What else must be so stands in MAY.
ACTS = """
raised 1.1 new - |
published 1.3 raised,waiting published |
read,kind_changed 1.13 waiting,again,answered - |
came_back,assigned,passed_on,sent_back,taken,noted 4 waiting,again - due=due |
extended 3.3 waiting - due_before=due | due_after=due
paused 3.4 waiting - | working_days_left=left resumes_on=resumes
resumed 3.4 waiting - |
joined 3.6 waiting joined |
took_in 3.6 waiting - due_before=due | due_after=due
answer:published 5 waiting,again - due=due answer=stage working_days_late=late |
answer:assessed 6.1 again,answered - |
escalated 6.2 answered - | due=due
went_up 4.5 waiting,again - due=due |
refused 1.3 raised refused |
withdrawn 1.6 raised,waiting withdrawn working_days_late=late |
thing:taken_back 1.6 raised,waiting withdrawn |
went_on 1.8 withdrawn - |
"""
RULES = {act: row.split() for row in ACTS.strip().split("\n") for act in row.split()[0].split(",")}
RANK = {act: n for n, act in enumerate(RULES)}
MAY = {  # of a point as it stood before the act; `told` is what the entry says
    "published": lambda now: now.state == "raised" or now.public_at == now.entry.at,
    "extended": lambda now: not (now.extended or now.stopped) and now.start <= now.today < now.due
    and 1 <= now.days.until(now.due, now.told["due_after"]) <= 10,
    "paused": lambda now: not now.paused and now.start <= now.today <= now.due,
    "resumed": lambda now: now.stopped,
    "taken": lambda now: now.told["team"] == now.offered,
    "answer:assessed": lambda now: now.today
    <= now.days.after(now.answers[now.told["answer"] - 1]["day"], 20),
    "escalated": lambda now: now.stage < 3 and now.answers[-1]["said"] >= now.told["replies"]
    and (now.answers[-1]["unhappy"] or 2 * now.told["no_or_partly"] >= now.told["replies"] >= 10),
    "went_on": lambda now: now.today <= now.days.after(now.since, 5),
}
# With this hash in it, the hash of this file names both.
PART = "check_forum_log.py"
PART_SHA256 = "8884955c528c9d7e3e7998011fc8d3d095ac9797b0dd16f5b55c109b1d342bb4"
PROGRAM = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()

def sha(data):
    return hashlib.sha256(data).digest()

def hash_of(one):
    """The salted hash of words that are told; None where they are missing."""
    words = one.get("words", one.get("text"))
    return None if words is None else sha(bytes.fromhex(one.get("salt", "")) + words.encode()).hex()

def half_by(marks):
    """The working day by which half are answered, those that wait counted too (Kaplan-Meier)."""
    left = Fraction(1)
    for place, (days, waits, _late) in enumerate(sorted(marks)):
        left *= 1 - Fraction(not waits, len(marks) - place)
        if left <= Fraction(1, 2):
            return days
    return ""

class Point:
    """What the log tells of one point: its acts; and by points.md where it stands."""

    def __init__(self, bundle, entry, beside):
        self.bundle, self.entry, self.data = bundle, entry, {**beside, **entry.data}
        self.data["meeting"] = self.data.get("meeting") or ""
        self.days = bundle.days[self.data["calendar"]]
        at_once = self.data["at_meeting"] and beside.get("public_at") == entry.at
        published = ("published", self.days.of(entry.at), entry, None)
        self.acts = [published] if self.data.get("public", at_once) else []

    def ended(self, now, day):
        """The due day where a stop ends on that day, or by itself: the days left are still left."""
        due = now.resumes and self.days.after(min(day, now.resumes), now.left)
        return self.days.after(due - DAY, 1) if due else now.due

    def stand(self, today):
        """Where it stands: state, clock (section 3), which answer is due or came last (5, 6)."""
        days, now = self.days, SimpleNamespace(today=today, **self.data)
        published = [day for act, day, *_rest in self.acts if act == "published"]
        now.start = min([days.after(days.of(self.entry.at), 2), *published])  # day 0: section 2
        now.start = self.bundle.meetings[now.meeting].start if now.meeting else now.start
        now.due, now.resumes, now.left = days.after(now.start, now.answer_days), "", 0
        now.state, now.public_at, now.answers, now.team = "raised", "", [], self.bundle.lead
        now.extended, now.paused, now.title, now.offered = False, False, None, None
        for act, day, entry, other in self.acts:
            self.apply(now, act, day, entry, other)
        wants = not now.answers or (now.answers[-1]["again_on"] and len(now.answers) < 3)
        now.stage, now.phase = len(now.answers) + bool(wants), now.state
        if now.state == "published":
            now.phase = "answered" if not wants else "again" if now.answers else "waiting"
        now.stopped = now.stage == 1 and now.resumes and today < now.resumes
        now.is_late = now.phase in ("waiting", "again") and not now.stopped and today > now.due
        now.late = days.until(now.due, today) if now.is_late else 0
        return now

    def apply(self, now, act, day, entry, other):
        """What an act changes; `other` is how the point stood that was joined to this one."""
        days = self.days
        data, then, now.title = entry.data, RULES[act][3], entry.words.get("title", now.title)
        if then != "-":
            now.state, now.since = then, day
        if act in ("extended", "paused", "resumed", "took_in"):
            now.due, now.resumes = self.ended(now, day), ""
        if act in ("published", "thing:taken_back"):
            now.public_at = entry.at if act == "published" else ""
        elif act == "went_on":
            now.state = "published" if now.public_at else "raised"
        elif act in ("assigned", "taken"):
            now.team, now.offered = data["team"], None
        elif act in ("passed_on", "sent_back"):
            now.offered = data["team"] if act == "passed_on" else None
        elif act == "kind_changed":
            now.sort = data["after"]
        elif act == "extended":
            more = days.until(now.due, data["due_after"])
            now.due, now.extended = days.after(now.due, more), True
        elif act == "paused":
            now.left, now.resumes = days.until(day, now.due), days.after(day, 10)
            now.due, now.paused = days.after(now.resumes, now.left), True
        elif act == "took_in":
            now.due, now.paused = min(now.due, other.due), now.paused or other.paused
            now.extended = now.extended or other.extended
        elif act == "answer:published":
            values = (entry.at, day, now.due, days.until(now.due, day), data["sort"], "")
            more = {"entry": entry, "said": 0, "unhappy": None}
            now.answers.append(dict(zip(OF_ANSWERS, values)) | more)
        elif act == "answer:assessed":
            answer = now.answers[data["answer"] - 1]
            answer["said"] += 1
            if data["asker"]:
                answer["unhappy"] = entry if data["verdict"] != "yes" else None
        elif act == "escalated":
            now.answers[-1]["again_on"], now.due = day, days.after(day, 10)

def read_files(path):
    """{name: bytes} of a zip, or of those files of a folder that its list of hashes names."""
    if path.is_dir():
        listed = (path / SUMS).read_text() + f"{'':64}  {SUMS}\n"
        return {one.name: one.read_bytes() for one in path.iterdir() if f"  {one.name}\n" in listed}
    with zipfile.ZipFile(path) as packed:
        sizes = {one.filename: one.file_size for one in packed.infolist()}
        if len(sizes) < len(packed.namelist()) or sum(sizes.values()) > 2**33:
            raise ValueError("a name that comes twice, or more than 8 GB")
        return {name: packed.read(name) for name in sizes}

class Bundle:
    """The files of a forum, and what follows from its log."""

    def __init__(self, args, files=None):
        self.args, self.files, self.code, self.failed = args, files, 0, set()
        self.part, self.log, self.at, self.here = {}, [], {}, ""
        self.days, self.points, self.meetings = {}, {}, {}

    def wrong(self, check, words):
        self.code = 1
        self.failed.add(check)
        print(f"WRONG  {check}  {words}"[:300])

    def note(self, check, words, unchecked=False):
        self.code = self.code or 2 * unchecked
        print(f"{'CANNOT' if unchecked else '--    '} {check}  {words}")

    def same(self, check, told, found, *path):
        """What is told against what was worked out, value by value, and where it follows from."""
        if isinstance(told, dict) and isinstance(found, dict):
            for name in sorted({*told, *found}):
                self.same(check, told.get(name), found.get(name), *path, name)
        elif str(told) != str(found):
            near = [self.at[path[:n]] for n in range(1, len(path) + 1) if path[:n] in self.at]
            what = f"{', '.join([*near[-1:], *path[:-1]])}: {path[-1]}"
            self.wrong(check, f"{what} is {told!s:.60}, worked out it is {found!s:.60}")

    def is_away(self, subject):
        """Whether a decision that holds keeps words of this text away."""
        parts = subject.split("/")[:4]
        return any(all(a == b for a, b in zip(path, parts)) for path in self.away)

    def check_files(self):
        self.files = self.files or read_files(self.args.bundle)
        told = {line[66:]: line[:64] for line in self.files[SUMS].decode().splitlines()}
        found = {name: sha(data).hex() for name, data in self.files.items() if name != SUMS}
        self.same(0, told, found, SUMS)
        return f"{len(self.files)} files are those that {SUMS} lists"

    def take_part(self):
        """check_forum_log.py, beside this file or in the bundle: by its hash, or not at all."""
        beside, held = Path(__file__).with_name(PART), self.files.get(PART, b"")
        program = self.files.get("verify_forum.py")
        if program is not None and sha(program).hex() != PROGRAM:
            self.note(10, "verify_forum.py in the bundle is another, with its own part, or none")
        elif PART in self.files and sha(held).hex() != PART_SHA256:
            self.wrong(10, f"{PART} in the bundle is another")
        text = beside.read_bytes() if beside.is_file() else held
        if sha(text).hex() != PART_SHA256:
            words = "is not here, and no other is run: get it where you got this program"
            return self.note(1, f"{PART} with the hash {PART_SHA256} {words}", unchecked=True)
        sys.modules["verify_forum"] = this = type(sys)("verify_forum")
        vars(this).update(globals())
        exec(text, self.part)
        return f"{PART} is the one that this program names"

    def check_acts(self):
        """The log of the forum, entry by entry."""
        told = {}
        for self.here in ("forum.json", "points.json", "figures.json"):
            told[self.here] = json.loads(self.files[self.here])
        self.told, points, self.figures = told.values()
        self.slug, self.lead = self.told["slug"], self.told["lead"]
        self.today = date.fromisoformat(self.figures["on"])
        self.beside = {one["number"]: one for one in points}
        own = [one for one in self.log if one.subject.split("/")[:2] == ["forums", self.slug]]
        for _at, together in groupby(own, lambda one: one.at):
            for entry in sorted(together, key=lambda one: RANK.get(one.act, -1)):
                self.here, path = entry.where, [*entry.subject.split("/"), "", ""]
                what, name = path[2:4]
                number = int(name) if name.isdigit() else 0
                if entry.act == "forum:called":
                    self.same(6, self.lead, entry.data["team"], entry.where, "the lead team")
                elif entry.act == "programs:named":
                    same = "this" if entry.data["verifier_sha256"] == PROGRAM else "another"
                    self.note(10, f"{entry.where} names {same} program")
                elif what == "meetings":
                    self.of_meeting(entry, name)
                elif entry.act == "raised" and number not in self.points:
                    self.points[number] = Point(self, entry, self.beside.get(number, {}))
                elif what == "points" and entry.act in RULES:
                    self.of_point(self.points[number], entry.act, entry)
        return f"{len(self.points)} points and {len(self.meetings)} meetings follow the rules"

    def of_meeting(self, entry, slug):
        """A meeting, day 0 of its points (points.md 2), and its minutes (forums.md)."""
        if entry.act == "meeting:called":
            beside = next((one for one in self.told["meetings"] if one["slug"] == slug), {})
            more = {"versions": {}, "last": "", "first": None}
            self.meetings[slug] = SimpleNamespace(**beside | entry.data | more)
        meeting, what = self.meetings[slug], entry.act.removeprefix("minutes:")
        meeting.starts_at = entry.data.get("starts_at", meeting.starts_at)
        days = self.days[meeting.calendar]
        if what != entry.act:
            today, last, meeting.last = days.of(entry.at), meeting.last, what
            meeting.first, version = meeting.first or today, f"version {entry.data['version']}"
            if what not in FOLLOWS.get(last, "amended").split():
                self.wrong(7, f"{entry.where}: {what} minutes cannot follow {last or 'none'}")
            if what == "approved" and today <= days.after(meeting.first, meeting.correction_days):
                self.wrong(7, f"{entry.where}: approved before the days for corrections were over")
            values = (what, entry.at, entry.data["sha256"], entry.data["sha256"])
            meeting.versions[version] = dict(zip(("kind", "at", "sha256", "text"), values))
            self.at["forum.json", slug, version] = entry.where
        latest = days.after(days.of(meeting.starts_at), meeting.minutes_days)
        meeting.start = min(meeting.first or latest, latest)

    def of_point(self, point, act, entry, other=None):
        """An act on a point: whether it may be, and whether its entry says the right days."""
        today, (_acts, section, phases, _then, *values) = point.days.of(entry.at), RULES[act]
        before = point.stand(today)
        before.entry, before.told, before.days = entry, entry.data, point.days
        if before.phase not in phases.split(",") or not MAY.get(act, bool)(before):
            is_so = f"it is {before.phase}, due on {before.due}"
            self.wrong(6, f"{entry.where}: points.md section {section} does not allow it: {is_so}")
        point.acts.append((act, today, entry, other))
        told = {"due": before.due, "working_days_late": 0} | entry.data
        for now, pairs in zip((before, point.stand(today)), " ".join(values).split("|")):
            for name, what in (pair.split("=") for pair in pairs.split()):
                self.same(6, told.get(name), getattr(now, what), entry.where, name)
        if act == "joined":
            before.due = point.ended(before, today)
            self.of_point(self.points[entry.data["to"]], "took_in", entry, before)

    def check_minutes(self):
        """Every public version is logged, and has its words or a decision that took them."""
        told, found = {}, {slug: one.versions for slug, one in self.meetings.items()}
        for meeting in self.told["meetings"]:
            may_miss = self.is_away("/".join(["forums", self.slug, "meetings", meeting["slug"]]))
            told[meeting["slug"]] = {f"version {one['n']}": {
                "text": hash_of(one) or (one["sha256"] if may_miss else None),
                **{name: one.get(name) for name in ("kind", "at", "sha256")}}
                for one in meeting["minutes"]}  # fmt: skip
        self.same(7, told, found, "forum.json")
        return f"{sum(map(len, found.values()))} versions of minutes have the words of the log"

    def check_points(self):
        """points.json says of each point what the log gives, and has the words of its hashes."""
        file, told, found, unsure = "points.json", {}, {}, 0
        for number, one in self.beside.items():
            answers = {f"answer {each['n']}": each for each in one["answers"]}
            told[f"point {number}"] = one | {"words": hash_of(one), "answers": answers}
        for number, point in self.points.items():
            name, now, entry, answers = f"point {number}", point.stand(self.today), point.entry, {}
            one, unsure = told.get(name, {"answers": {}}), unsure + ("calendar" not in entry.data)
            self.at[file, name] = entry.where
            for n, answer in enumerate(now.answers, 1):
                is_so, logged = one["answers"].get(f"answer {n}", {}), answer["entry"].words
                self.at[file, name, "answers", f"answer {n}"] = answer["entry"].where
                logged = {field: words for field, words in logged.items() if field in is_so}
                logged |= {field: answer[field] for field in OF_ANSWERS}
                answers[f"answer {n}"] = is_so | logged
                if answer["unhappy"] and not answer["again_on"] and n == len(now.answers) < 3:
                    self.wrong(6, f"{answer['unhappy'].where}: it made no other answer due")
            found[name] = one | {"answers": answers, "came_at": entry.at}
            found[name] |= {field: getattr(now, field) for field in (*OF_POINTS, "team", "meeting")}
            if one.get("words") or (now.public_at and not self.is_away(entry.subject)):
                found[name]["words"] = point.data["words"]
            if now.title and "title" in one:
                found[name]["title"] = now.title
        self.same(8, told, found, file)
        if unsure:
            self.note(8, f"of {unsure} older points the table is from {file}, not from the log")
        return f"{len(found)} points: state, days, answers, lateness and words follow from the log"

    def check_figures(self):
        """The counts and times on the pages are those of the points: points.md section 8."""
        counts, marks = Counter(), defaultdict(list)
        for now, days in ((point.stand(self.today), point.days) for point in self.points.values()):
            if now.public_at and now.state != "refused":
                counts.update(["raised", now.state])
            if now.public_at and now.state == "published":
                first = now.answers[0] if now.answers else {"day": self.today, "due": now.due}
                late = first["day"] > first["due"] if now.answers else now.is_late
                counts.update(["to_answer", GROUPS[2 * bool(now.answers) + late]])
                counts["yes_or_part"] += any(one["sort"] in ("yes", "part") for one in now.answers)
                again = now.phase == "again"
                counts.update({"again": again, "again_late": again and now.is_late})
                if now.answers or late or now.stopped or self.today >= now.start:
                    taken = days.until(now.start, first["day"])
                    marks[now.team].append((taken, not now.answers, late))
        found = {name: counts[name] for name in (*GROUPS, *OTHERS)}
        teams = {f"team {one['team']}": one for one in self.figures["teams"]}
        for team, them in marks.items():
            waiting, late = sum(one[1] for one in them), sum(one[2] > one[1] for one in them)
            is_so = {"waiting": waiting, "late": late, "in_time": len(them) - waiting - late}
            is_so["half_by"] = half_by(them)
            found[f"team {team}"] = teams.get(f"team {team}", {}) | is_so
        self.same(9, self.figures["points"] | teams, found, "figures.json")
        return f"on {self.today}: {counts['to_answer']} points get an answer; {len(marks)} teams"

    def run(self):
        """Every check in its order; what cannot be read to its end is wrong, and ends it."""
        for name, (number, self.here) in CHECKS.items():
            try:
                words = getattr(self, name)() if hasattr(self, name) else self.part[name](self)
            except Exception as error:
                what = f"{type(error).__name__}: {error}"
                self.wrong(number, f"{self.here} is not as a bundle has it: {what}")
                break
            if not words:
                break
            if number not in self.failed:
                print(f"ok     {number}  {words}")
        print("It cannot see what was never written down, nor a log made anew that nobody pinned.")
        print(("RIGHT, as far as it goes", "WRONG", "NOT ALL OF IT COULD BE CHECKED")[self.code])
        return self.code

CHECKS = {  # the number of each, and what it reads
    "check_files": (0, "the bundle"), "take_part": (10, PART), "check_log": (2, "site.jsonl"),
    "check_words": (4, "site.words.jsonl"), "check_tables": (5, "calendars.json"),
    "check_acts": (6, "forum.json"), "check_minutes": (7, "forum.json"),
    "check_points": (8, "points.json"), "check_figures": (9, "figures.json"),
}

def main():
    parser = argparse.ArgumentParser(description="Check a bundle of a forum.")
    parser.add_argument("bundle", type=Path, help="the zip file, or its folder")
    parser.add_argument("--key", nargs="+", default=[], help="keys of the log, or files with them")
    parser.add_argument("--pin", nargs="+", default=[], help="checkpoints that you kept")
    print(f"verify_forum.py {PROGRAM}")
    return Bundle(parser.parse_args()).run()

if __name__ == "__main__":
    sys.exit(main())
