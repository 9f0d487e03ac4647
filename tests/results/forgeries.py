"""Ways to forge a bundle: each takes its files and gives others that look as true.

The list of hashes is made again every time. What operators can do who have the key of the logs,
they do: `signed_again`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from pbplatform.audit.domain.notes import Checkpoint, signed
from pbplatform.audit.domain.tree import Head, leaf_hash
from pbplatform.core.canonical import canonical_json
from tests.results.bundles import KEY, PROGRAM, Files, entries_in, lines_of, listed

LOG, SITE, WORDS = "ballot-log.jsonl", "site.jsonl", "site.words.jsonl"
STUFFED = "ab" * 32
Entries = list[dict[str, Any]]


def root_of(bodies: list[bytes]) -> bytes:
    return Head().grown(map(leaf_hash, bodies)).root


def signed_again(files: Files) -> Files:
    """Both checkpoints over whatever the logs are now, by the true key."""
    made = dict(files)
    for name, log in (("site", SITE), ("ballot-log", LOG)):
        bodies = files[log].splitlines()
        origin = files[f"{name}.checkpoint"].decode().split("\n")[0]
        point = Checkpoint(origin, len(bodies), root_of(bodies))
        made[f"{name}.checkpoint"] = signed(point, KEY).encode()
    return listed(made)


def with_log(files: Files, name: str, change: Callable[[Entries], object]) -> Files:
    """A log in which something was changed, signed again."""
    entries = entries_in(files, name)
    change(entries)
    return signed_again({**files, name: lines_of(entries)})


def at(entries: Entries, kind: str) -> int:
    """Where the last entry of a kind is."""
    return max(number for number, one in enumerate(entries) if one["kind"] == kind)


def stuffed_without_log(files: Files) -> Files:
    hashes = sorted([*files["envelopes.txt"].decode().split(), STUFFED])
    return listed({**files, "envelopes.txt": "".join(f"{one}\n" for one in hashes).encode()})


def stuffed_in_log(files: Files) -> Files:
    def change(entries: Entries) -> None:
        cast = {"h": STUFFED, "kind": "vote:envelope:cast", "v": 1}
        entries.insert(at(entries, "vote:paper:complete"), cast)

    return with_log(stuffed_without_log(files), LOG, change)


def dropped_from_box(files: Files) -> Files:
    entries = entries_in(files, LOG)
    gone = f"{entries[_cast(entries, files)]['h']}\n".encode()
    return listed({**files, "envelopes.txt": files["envelopes.txt"].replace(gone, b"")})


def dropped_from_log(files: Files) -> Files:
    return with_log(
        dropped_from_box(files), LOG, lambda entries: entries.pop(_cast(entries, files))
    )


def _cast(entries: Entries, files: Files) -> int:
    """Where a vote was put in that nobody replaced and that replaces none."""
    inside = set(files["envelopes.txt"].decode().split())
    return next(
        number
        for number, one in enumerate(entries)
        if one["kind"] == "vote:envelope:cast" and one["h"] in inside and "x" not in one
    )


def cast_after_close(files: Files) -> Files:
    return with_log(
        files,
        LOG,
        lambda entries: entries.append({"h": STUFFED, "kind": "vote:envelope:cast", "v": 1}),
    )


def replaced_what_is_not_there(files: Files) -> Files:
    def change(entries: Entries) -> None:
        next(one for one in entries if "x" in one)["x"] = STUFFED

    return with_log(files, LOG, change)


def cast_twice(files: Files) -> Files:
    def change(entries: Entries) -> None:
        number = _cast(entries, files)
        entries.insert(number, entries[number])

    return with_log(files, LOG, change)


def other_definition_file(files: Files) -> Files:
    told = json.loads(files["definition.json"])
    body = canonical_json({**told, "money_minor": told["money_minor"] + 1})
    return listed({**files, "definition.json": body})


def other_definition_in_ballot_log(files: Files) -> Files:
    made = other_definition_file(files)

    def change(entries: Entries) -> None:
        entries[0]["definition"] = made["definition.json"].decode()

    return with_log(made, LOG, change)


def other_definition_with_its_hash(files: Files) -> Files:
    made = other_definition_in_ballot_log(files)

    def change(entries: Entries) -> None:
        entries[0]["sha256"] = hashlib.sha256(made["definition.json"]).hexdigest()

    return with_log(made, LOG, change)


def definition_frozen_again(files: Files) -> Files:
    return with_log(files, LOG, lambda entries: entries.insert(2, entries[0]))


def frozen_again_about_something_else(files: Files) -> Files:
    def change(entries: Entries) -> None:
        entries.insert(2, {**entries[0], "subject": "rounds/other"})

    return with_log(files, LOG, change)


def closed_at_another_time(files: Files) -> Files:
    """The site log repeats the time of the ballot log, and was written at another."""

    def in_log(entries: Entries) -> None:
        entries[at(entries, "vote:urn:closed")]["closed_at"] = "2027-03-19T09:00:00.000000Z"

    def in_site(entries: Entries) -> None:
        data = entries[at(entries, "vote:urn:closed")]["data"]
        data["closed_at"] = "2027-03-19T09:00:00.000000Z"

    return with_log(with_log(files, LOG, in_log), SITE, in_site)


def number_left_out_of_the_close(files: Files) -> Files:
    """The voters for paper, in both logs, with a fingerprint that fits what is left."""

    def change(entries: Entries) -> None:
        told = entries[at(entries, "vote:urn:closed")]
        told.get("data", told).pop("paper")

    return with_log(with_log(files, LOG, change), SITE, change)


def amendment_taken_out(files: Files) -> Files:
    def change(entries: Entries) -> None:
        entries.pop(at(entries, "vote:window:extended"))

    kept = files["amendments.jsonl"].splitlines(True)[:1]
    return with_log({**files, "amendments.jsonl": b"".join(kept)}, LOG, change)


def amendment_changed(files: Files) -> Files:
    def change(entries: Entries) -> None:
        entries[at(entries, "vote:project:withdrawn")]["project"] = 4

    return with_log(files, LOG, change)


def amendments_swapped(files: Files) -> Files:
    def change(entries: Entries) -> None:
        one, two = at(entries, "vote:project:withdrawn"), at(entries, "vote:window:extended")
        entries[one], entries[two] = entries[two], entries[one]

    return with_log(files, LOG, change)


def ballots_swapped(files: Files) -> Files:
    head, *rows = files["ballots.csv"].decode().splitlines(True)
    cells = [row.split(",") for row in rows]
    # Rows stand by tracker, which is drawn: the first two may choose the same, or one be invalid.
    one, *others = [row for row in cells if not row[2].strip()]
    other = next(row for row in others if row[1] != one[1])
    one[1], other[1] = other[1], one[1]
    text = "".join([head, *(",".join(row) for row in cells)])
    return listed({**files, "ballots.csv": text.encode()})


def invalid_made_valid(files: Files) -> Files:
    """With the hash of the list and the numbers changed to match, in both logs."""
    made = {**files, "ballots.csv": files["ballots.csv"].replace(b"not-on-ballot", b"")}
    rows = [row.split(",") for row in made["ballots.csv"].decode().splitlines()[1:]]
    ballots = [[row[0], [int(one) for one in row[1].split()], row[2]] for row in rows]
    digest = hashlib.sha256(canonical_json({"v": 1, "ballots": ballots})).hexdigest()

    def change(entries: Entries) -> None:
        told = entries[at(entries, "vote:urn:opened")]
        told.get("data", told).update(list_sha256=digest, invalid=0)

    return with_log(with_log(made, LOG, change), SITE, change)


def result_changed(files: Files) -> Files:
    told = json.loads(files["result.json"])
    told["winners"].reverse()
    return listed({**files, "result.json": canonical_json(told)})


def result_changed_everywhere(files: Files) -> Files:
    made = result_changed(files)
    document, digest = made["result.json"], hashlib.sha256(made["result.json"]).hexdigest()

    def in_log(entries: Entries) -> None:
        entries[at(entries, "vote:result:counted")].update(sha256=digest, result=document.decode())

    def in_site(entries: Entries) -> None:
        data = entries[at(entries, "vote:result:counted")]["data"]
        data.update(sha256=digest, winners=json.loads(document)["winners"])

    return with_log(with_log(made, LOG, in_log), SITE, in_site)


def channels_changed(files: Files) -> Files:
    changed = files["channels.csv"].replace(b"votes_on_paper,1", b"votes_on_paper,2")
    return listed({**files, "channels.csv": changed})


def channels_left_out(files: Files) -> Files:
    return listed({name: body for name, body in files.items() if name != "channels.csv"})


def close_changed(files: Files) -> Files:
    """One more voter for each paper, in both logs."""

    def change(entries: Entries) -> None:
        told = entries[at(entries, "vote:urn:closed")]
        told = told.get("data", told)
        told.update(struck=told["struck"] + 1)

    return with_log(with_log(files, LOG, change), SITE, change)


def site_says_another_number(files: Files) -> Files:
    def change(entries: Entries) -> None:
        entries[at(entries, "vote:urn:closed")]["data"]["marked"] += 1

    return with_log(files, SITE, change)


def voters_added_to_site_log(files: Files) -> Files:
    def change(entries: Entries) -> None:
        entries[at(entries, "vote:roll:imported")]["data"]["added"] += 3

    return with_log(files, SITE, change)


def word_changed(files: Files) -> Files:
    return listed({**files, WORDS: files[WORDS].replace(b"The land", b"The sand")})


def word_left_out(files: Files) -> Files:
    return listed({**files, WORDS: b"".join(files[WORDS].splitlines(True)[1:])})


def word_put_in(files: Files) -> Files:
    line = lines_of([{"entry": 0, "field": "reason", "salt": "00", "words": "Because."}])
    return listed({**files, WORDS: files[WORDS] + line})


def site_log_shortened(files: Files) -> Files:
    return listed({**files, SITE: b"".join(files[SITE].splitlines(True)[:-1])})


def ballot_log_shortened(files: Files) -> Files:
    return with_log(files, LOG, lambda entries: entries.pop())


def tie_changed(files: Files) -> Files:
    def change(entries: Entries) -> None:
        entries[at(entries, "place:log:tied")]["data"]["root"] = STUFFED

    return with_log(files, SITE, change)


def signed_by_another(files: Files) -> Files:
    note = files["site.checkpoint"].decode().replace("\u2014 budget", "\u2014 another")
    return listed({**files, "site.checkpoint": note.encode()})


# What each is told by: a piece of a line that says WRONG.
FORGERIES: dict[Callable[[Files], Files], str] = {
    stuffed_without_log: f"envelopes.txt: {STUFFED}, see no entry",
    stuffed_in_log: "(vote:urn:closed) envelopes is 7, expected 8",
    dropped_from_box: "(vote:envelope:cast)",
    dropped_from_log: "(vote:urn:closed) envelopes is 7, expected 6",
    cast_after_close: f"(vote:envelope:cast): envelope {STUFFED} came after the box was complete",
    replaced_what_is_not_there: f"envelope {STUFFED} is not in the box",
    cast_twice: "already",
    other_definition_file: "definition.json is not what ballot-log.jsonl entry 0",
    other_definition_in_ballot_log: "entry 0 (round:definition:frozen): sha256 is",
    other_definition_with_its_hash: "(round:definition:frozen): sha256 is",
    definition_frozen_again: "entry 2 (round:definition:frozen): expected vote:paper:complete",
    frozen_again_about_something_else: "(round:definition:frozen): expected vote:paper:complete",
    closed_at_another_time: "(vote:urn:closed): closed_at is",
    number_left_out_of_the_close: "(KeyError: 'paper')",
    amendment_taken_out: "none, but in the other log site.jsonl entry",
    amendment_changed: "(vote:project:withdrawn): project is 9, expected 4",
    amendments_swapped: "(vote:window:extended) amendment is 2, expected 1",
    ballots_swapped: "(vote:urn:opened), ballots.csv: list_sha256 is",
    invalid_made_valid: "is marked 'valid', by the rule it is 'not-on-ballot'",
    result_changed: "(vote:result:counted) has another result than result.json",
    result_changed_everywhere: "(vote:result:counted), counted again: winners is 7, expected 15",
    channels_changed: "channels.csv: votes_on_paper is 2, expected 1",
    channels_left_out: "channels.csv is missing",
    close_changed: "(vote:urn:closed): two people confirmed",
    site_says_another_number: "(vote:urn:closed): marked is 7, expected 6",
    voters_added_to_site_log: "(vote:urn:closed): voters on the roll is 9, expected 12",
    word_changed: "(vote:project:withdrawn): reason is not what the entry commits to",
    word_left_out: "is missing and no entry says why",
    word_put_in: "site.words.jsonl: reason of entry 0, which commits to no such words",
    site_log_shortened: "other entries of site.jsonl, which now has",
    ballot_log_shortened: "there is no entry vote:result:counted",
    tie_changed: "(place:log:tied): the first",
    signed_by_another: "site.checkpoint of budget.example/log/site is not signed by that log's key",
}


def one_vote_less(files: Files) -> Files:
    """A vote dropped by whoever has everything: no number anywhere shows it."""
    made, entries = dict(files), entries_in(files, LOG)
    told = entries[at(entries, "vote:urn:closed")]
    gone = entries.pop(_cast(entries, files))["h"]
    made["envelopes.txt"] = files["envelopes.txt"].replace(f"{gone}\n".encode(), b"")
    digest = hashlib.sha256(bytes.fromhex(made["envelopes.txt"].decode().replace("\n", "")))
    head, *rows = files["ballots.csv"].decode().splitlines(True)
    dropped = next(row for row in rows if row.rstrip().endswith(",") and row.split(",")[1] == "15")
    rows.remove(dropped)
    made["ballots.csv"] = "".join([head, *rows]).encode()
    listed_ = [
        [a, [int(n) for n in b.split()], c.strip()] for a, b, c in (r.split(",") for r in rows)
    ]
    definition, valid = json.loads(entries[0]["definition"]), [b for _, b, c in listed_ if not c]
    lot = entries_in(files, SITE)
    seed = lot[at(lot, "vote:lot:seeded")]["data"]["digits"]
    result = json.loads(files["result.json"])
    found = PROGRAM.Count(definition, {9}, valid, seed).result()
    pairs = zip(result["projects"], found["projects"], strict=True)
    result |= {**found, "projects": [{**one, **other} for one, other in pairs]}
    made["result.json"] = canonical_json(result)
    box = {"envelopes": told["envelopes"] - 1, "envelopes_sha256": digest.hexdigest()}
    close = {**box, "marked": told["marked"] - 1}
    close["by_kind"] = told["by_kind"].replace(
        f"person={told['marked']}", f"person={close['marked']}"
    )
    close["fingerprint"] = PROGRAM.fingerprint(
        {**told, **close}, told["taken_out"], at(entries, "vote:paper:complete")
    )
    hash_ = hashlib.sha256(canonical_json({"v": 1, "ballots": listed_})).hexdigest()
    opened = {"ballots": box["envelopes"], "list_sha256": hash_}
    opened["envelopes_sha256"] = box["envelopes_sha256"]
    counted = {"sha256": hashlib.sha256(made["result.json"]).hexdigest()}
    site = entries_in(files, SITE)
    for kind, facts in (("vote:urn:closed", close), ("vote:urn:separated", box),
                        ("vote:urn:opened", opened), ("vote:result:counted", counted)):  # fmt: skip
        entries[at(entries, kind)].update(facts)
        site[at(site, kind)]["data"].update(facts)
    entries[at(entries, "vote:result:counted")]["result"] = made["result.json"].decode()
    site[at(site, "vote:result:counted")]["data"].update(
        valid=result["ballots"], winners=result["winners"], spent_minor=result["spent_minor"]
    )
    tied = site[at(site, "place:log:tied")]["data"]
    bodies = lines_of(entries).splitlines()[: tied["entries"] - 1]
    tied.update(entries=len(bodies), root=root_of(bodies).hex())
    channels = files["channels.csv"].decode()
    for name, number in (("votes", 7), ("votes_online", 6), ("votes_that_count", 6)):
        channels = channels.replace(f"\n{name},{number},", f"\n{name},{number - 1},")
    made["channels.csv"] = channels.encode()
    return signed_again({**made, LOG: lines_of(entries), SITE: lines_of(site)})
