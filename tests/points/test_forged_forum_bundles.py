"""Every kind of forged bundle of a forum is found, and the entry named. docs/rules/audit.md 12."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pbplatform.audit.domain.notes import LogKey
from pbplatform.core.transaction import transaction
from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.places import services as places
from pbplatform.points import services
from tests.factories import COMMAND, make_meeting
from tests.points.bundles import HOST, KEY, changed, judged, write_forum_bundle
from tests.points.people import CAME, World
from tests.results.bundles import Files, entries_in, files_of, lines_of, listed

pytestmark = pytest.mark.one_database
DAY = timedelta(days=1)
END = CAME + 60 * DAY
assert transaction  # the services below are called as pages call them, in the test's transaction


@pytest.fixture
def files(world: World, tmp_path: Path) -> Files:
    """A forum in which much happened, signed."""
    session = world.session
    evening = datetime(2027, 2, 10, 18, tzinfo=UTC)
    meeting = make_meeting(session, world.forum, evening)
    given = {"actor": world.bea, "meeting_id": meeting.id}
    said = services.record_point(
        session, kind="question", title="Lamps", verbatim="When?", now=evening + DAY / 24, **given
    )
    for days, kind, text in (
        (3, MinutesKind.CIRCULATED, "We met."),
        (25, MinutesKind.APPROVED, "We met."),
        (30, MinutesKind.AMENDED, "We met. It rained."),
    ):
        at = evening + days * DAY
        forums.write_minutes(session, kind=kind, text=text, reason="More", now=at, **given)
    waits, late = world.point(), world.point(now=CAME + DAY)
    team = {"actor": world.leena, "point_id": waits.id}
    services.take_more_time(session, days=5, reason="Snow", now=CAME + 5 * DAY, **team)
    services.ask_the_asker(session, question="Which one?", now=CAME + 6 * DAY, **team)
    world.answer(waits, now=CAME + 9 * DAY)
    world.says(world.rosa, waits, "no", now=CAME + 10 * DAY)
    world.answer(late, now=CAME + 40 * DAY)
    world.answer(said, by=world.tom, now=evening + 20 * DAY)
    return files_of(write_forum_bundle(session, tmp_path, now=END))


def numbered(files: Files, kind: str, which: int = 0) -> int:
    """The number of an entry of this kind."""
    found = [n for n, one in enumerate(entries_in(files, "site.jsonl")) if one["kind"] == kind]
    return found[which]


def rewritten(files: Files, change: Callable[[list[dict[str, Any]]], None]) -> Files:
    """The log changed, and signed no more: an operator with the key makes it anew."""
    entries = entries_in(files, "site.jsonl")
    change(entries)
    left = {name: data for name, data in files.items() if name not in ("site.checkpoint",)}
    return listed({**left, "site.jsonl": lines_of(entries)})


def test_true_bundle_is_right_by_its_key(files: Files) -> None:
    key = LogKey(f"{HOST}/log/site", KEY.public_key().public_bytes_raw()).line
    told = judged(files, key=key)
    assert told.code == 0, told.text
    assert "3 points" in told.text
    assert "3 versions of minutes" in told.text


def answer_dated_back(files: Files) -> Files:
    def change(points: Any) -> None:
        answer = points[2]["answers"][0]
        answer["at"], answer["day"] = "2027-03-01T09:00:00.000000Z", "2027-03-01"

    return changed(files, "points.json", change)


def due_day_moved(files: Files) -> Files:
    return changed(files, "points.json", lambda points: points[2].update(due="2027-04-30"))


def lateness_hidden(files: Files) -> Files:
    return changed(files, "points.json", lambda points: points[2]["answers"][0].update(late=0))


def point_removed(files: Files) -> Files:
    return changed(files, "points.json", lambda points: points.pop(1))


def point_made_up(files: Files) -> Files:
    return changed(files, "points.json", lambda points: points.append({**points[0], "number": 9}))


def holiday_added_afterwards(files: Files) -> Files:
    def change(told: Any) -> None:
        told["tables"][0]["holidays"][-1][0] = "2027-02-22"

    return changed(files, "calendars.json", change)


def minutes_edited_after_approval(files: Files) -> Files:
    def change(forum: Any) -> None:
        forum["meetings"][0]["minutes"][2]["text"] = "We met. The sun shone."

    return changed(files, "forum.json", change)


def minutes_version_dropped(files: Files) -> Files:
    return changed(files, "forum.json", lambda forum: forum["meetings"][0]["minutes"].pop())


def share_changed(files: Files) -> Files:
    def change(figures: Any) -> None:
        figures["points"]["in_time"] += 1
        figures["points"]["late_answers"] -= 1

    return changed(files, "figures.json", change)


def time_of_a_team_changed(files: Files) -> Files:
    return changed(files, "figures.json", lambda told: told["teams"][0].update(half_by=1))


def words_of_a_point_changed(files: Files) -> Files:
    return changed(files, "points.json", lambda points: points[1].update(words="All is well."))


def words_of_an_answer_changed(files: Files) -> Files:
    return changed(
        files, "points.json", lambda points: points[1]["answers"][0].update(sentence="Yes.")
    )


def reason_beside_the_log_changed(files: Files) -> Files:
    words = files["site.words.jsonl"].replace(b'"Snow"', b'"Rain"')
    assert words != files["site.words.jsonl"]
    return listed({**files, "site.words.jsonl": words})


def entry_edited(files: Files) -> Files:
    number = numbered(files, "response:answer:published", -1)
    return rewritten(files, lambda log: log[number]["data"].update(working_days_late=0))


def due_day_of_an_entry_moved(files: Files) -> Files:
    number = numbered(files, "response:point:extended")
    return rewritten(files, lambda log: log[number]["data"].update(due_after="2027-03-30"))


def entry_dated_back(files: Files) -> Files:
    number = numbered(files, "response:answer:published", -1)
    return rewritten(files, lambda log: log[number].update(at="2027-02-20T09:00:00.000000Z"))


def answer_taken_out_of_the_log(files: Files) -> Files:
    number = numbered(files, "response:answer:published", -1)
    return rewritten(files, lambda log: log.pop(number))


def second_answer_never_made_due(files: Files) -> Files:
    number = numbered(files, "response:point:escalated")
    return rewritten(files, lambda log: log.pop(number))


NAMES = {
    answer_dated_back: "response:answer:published",
    due_day_moved: "forum:point:raised",
    lateness_hidden: "response:answer:published",
    point_removed: "forum:point:raised",
    point_made_up: "point 9",
    holiday_added_afterwards: "place:calendar:frozen",
    minutes_edited_after_approval: "forum:minutes:amended",
    minutes_version_dropped: "forum:minutes:amended",
    share_changed: "figures.json: in_time",
    time_of_a_team_changed: "figures.json, team environment: half_by",
    words_of_a_point_changed: "forum:point:raised",
    words_of_an_answer_changed: "response:answer:published",
    reason_beside_the_log_changed: "response:point:extended",
    entry_edited: "response:answer:published",
    due_day_of_an_entry_moved: "response:point:extended",
    entry_dated_back: "response:answer:published",
    answer_taken_out_of_the_log: "forum:point:raised",
    second_answer_never_made_due: "response:answer:assessed",
}


@pytest.mark.parametrize("forge", NAMES, ids=lambda forge: forge.__name__)
def test_forged_bundle_is_found_and_the_entry_named(
    files: Files, forge: Callable[[Files], Files]
) -> None:
    told = judged(forge(files))
    assert told.code == 1, told.text
    assert any(NAMES[forge] in line for line in told.wrong), told.text


@pytest.mark.parametrize("name", ["site.jsonl", "points.json", "forum.json", "calendars.json"])
def test_file_that_is_not_listed_so_is_found(files: Files, name: str) -> None:
    told = judged({**files, name: files[name].replace(b"town-forum", b"town-fOrum", 1) + b" "})
    assert told.code == 1, told.text


def test_edited_log_does_not_fit_what_was_signed(files: Files) -> None:
    number = numbered(files, "response:point:noted") if b"noted" in files["site.jsonl"] else 3
    entries = entries_in(files, "site.jsonl")
    entries[number]["actor"]["role"] = "official"
    told = judged(listed({**files, "site.jsonl": lines_of(entries)}))
    assert any("are not those of the checkpoint" in line for line in told.wrong)


def test_older_checkpoint_that_does_not_fit_is_told(files: Files, tmp_path: Path) -> None:
    kept = tmp_path / "old.checkpoint"
    kept.write_bytes(files["site.checkpoint"])
    cut = entries_in(files, "site.jsonl")[:-1]
    left = {name: data for name, data in files.items() if name != "site.checkpoint"}
    told = judged(listed({**left, "site.jsonl": lines_of(cut)}), pins=(kept,))
    assert any("old.checkpoint" in line for line in told.wrong)


def test_no_person_is_in_it(world: World, files: Files) -> None:
    for who in ("rosa", "sam"):
        assert who.encode() not in b"".join(
            data.lower() for name, data in files.items() if name.endswith((".json", ".jsonl"))
        )
    assert json.loads(files["points.json"])[1]["words"].startswith("The shared bins")
    assert world.forum.slug == json.loads(files["forum.json"])["slug"]


def test_a_later_table_moves_no_day(world: World, tmp_path: Path) -> None:
    point = world.point()
    places.freeze_calendar(
        world.session,
        actor=COMMAND,
        region="GB-ENG",
        first_year=2026,
        last_year=2030,
        closures=[(CAME.date() + 2 * DAY, "Closed")],
        reason="Snow",
        now=CAME + DAY,
    )
    world.answer(point, now=CAME + 3 * DAY)
    told = judged(files_of(write_forum_bundle(world.session, tmp_path, now=END)))
    assert told.code == 0, told.text
    assert "2 holiday tables" in told.text
