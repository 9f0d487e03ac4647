"""Words, days, times and numbers are read and shown in one way each: there is no second one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from config import ROOT
from tests.conventions.trees import tree_of

CODE = sorted((ROOT / "pbplatform").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Counting imports nothing of ours, so it reads files by itself.
APART = ("pbplatform/counting/",)
ENDS = r"(?:closes_at|ideas_close_at|review_close_at|results_at|ends_at|expires_at|act\.by|\bby)"
SHOWN = r"(?:long_date|day_month|short_date|clock_time)"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def sources() -> list[tuple[str, str]]:
    found = [(name_of(path), path.read_text()) for path in CODE]
    return [(name, text) for name, text in found if not name.startswith(APART)]


# What is done in one way: a pattern of doing it by hand, and who may.
BY_HAND = {
    "letters are folded and composed": (
        r"\bunicodedata\b",
        # Words of two answers are compared as they look; nothing of it is stored or shown.
        {"core/text.py", "core/text_fold.py", "core/local_paths.py", "points/domain/likeness.py"},
    ),
    "words become an address": (r"\[\^a-z0-9", {"core/text_slug.py"}),
    "the number of an address is read": (r"\(\\d\{1,9\}\)|\[0-9\]\{1,9\}", {"core/text_slug.py"}),
    "searching folds letters": (
        r"\.i?like\(|\.icontains\(|\.istartswith\(",
        {"proposals/queries/__init__.py"},
    ),
    "an answer is made while it is sent": (r"\bstream_with_context\b", {"web/streaming.py"}),
    "times are read": (r"strptime\(|(?<!date)time\.fromisoformat", set()),
    "a day ends": (r"timedelta\(days=1\), time\(", {"core/local_time.py"}),
    "lists are cut into pages": (
        r"\.offset\(\(|(?:page|number) - 1\) \*|(?:page|number) \* (?:PER_)?PAGE",
        # Four lists on one page, each read one row further than it shows, and not counted.
        {"core/paging.py", "front/my_things.py"},
    ),
    "holiday tables become clocks": (
        r"(?<!class )\bWorkingDays\(",
        {"places/queries/__init__.py", "places/domain/working_days.py"},
    ),
    "a point's clock starts": (
        r"\bstart_at_meeting\(|\bstart_outside\(",
        {"points/domain/starting.py", "points/queries/load.py"},
    ),
    "a draft is hidden": (r"NotFound\(\"round\.not_found\"", {"rounds/queries/__init__.py"}),
    "projects are shuffled": (
        r"\.shuffle\(",
        # The ideas of the demonstration's city come in some order.
        {"rounds/queries/reading_order.py", "demo/city/ideas.py"},
    ),
    "an envelope has a box code": (r"BOX_CODE_BYTES\]", {"voting/domain/sealing.py"}),
    "money is read": (r"parse_decimal|get_group_symbol", {"core/money.py"}),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_there_is_one_way_in_which(what: str) -> None:
    pattern, may = BY_HAND[what]
    found = [name for name, text in sources() if re.search(pattern, text)]
    assert {name.removeprefix("pbplatform/") for name in found} == may


def test_forms_take_their_fields_from_one_place() -> None:
    """One-line fields hold one line, and numbers, days and times are read in one way."""
    of_wtforms = {
        *("StringField", "TextAreaField", "IntegerField", "EmailField", "DateField", "TimeField"),
        *("DateTimeField", "DateTimeLocalField", "DecimalField", "FloatField", "SearchField"),
        *("URLField", "TelField", "MonthField", "WeekField", "IntegerRangeField", "PasswordField"),
    }
    found = [
        f"{name}: {alias.name}"
        for name, text in sources()
        if not name.startswith("pbplatform/web/")
        for node in ast.walk(tree_of(ROOT / name))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for alias in node.names
        if alias.name in of_wtforms
    ]
    assert not found


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_end_of_a_window_is_shown_as_the_day_people_mean(path: Path) -> None:
    found = re.findall(rf"{ENDS}\s*\|\s*{SHOWN}", path.read_text())
    assert not found, "write closes_at|until|long_date"


def test_no_page_says_midnight() -> None:
    """It is the end of a day to one reader and its beginning to the next."""
    in_pages = [name_of(path) for path in TEMPLATES if "midnight" in path.read_text().lower()]
    said = [
        f"{name}:{node.lineno}"
        for name, text in sources()
        for node in ast.walk(tree_of(ROOT / name))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_", "_l", "gettext", "lazy_gettext"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and "midnight" in str(node.args[0].value).lower()
    ]
    assert not in_pages
    assert not said


# Every place that writes a file, a mail or a name of a file, and why its words cannot break it.
WRITERS = {
    "pbplatform/counting/files.py": "words go through counting/cells.py",
    "pbplatform/changes/pages/changed.py": "words go through counting/cells.py",
    "pbplatform/changes/pages/deciding.py": "a number and a name of ours",
    "pbplatform/delivery/pages/account.py": "numbers and codes only; the slug is a-z and 0-9",
    "pbplatform/intake/pages/table_file.py": "words go through counting/cells.py",
    "pbplatform/paper/pages/printing.py": "JSON by its module; the slug is a-z and 0-9",
    "pbplatform/points/pages/checking.py": "names of files are ours; the slug is a-z and 0-9",
    "pbplatform/results/pages/results.py": "trackers, numbers, codes; the slug is a-z and 0-9",
    "pbplatform/voting/domain/letter_files.py": "codes, and numbers through counting/cells.py",
    "pbplatform/voting/domain/registers/sifting.py": "numbers go through counting/cells.py",
    "pbplatform/venues/pages/from_file.py": "the name of the file is ours",
    "pbplatform/venues/pages/list_files.py": "words go through counting/cells.py",
    "pbplatform/venues/pages/where.py": "the slug is a-z and 0-9",
    "pbplatform/voting/pages/letter_parts.py": "names of files are ours; the slug is a-z and 0-9",
    "pbplatform/voting/pages/my_name.py": "numbers and hashes; the slug is a-z and 0-9",
    "pbplatform/voting/pages/register.py": "names of files are ours; the slug is a-z and 0-9",
    "pbplatform/voting/pages/roll.py": "names of files are ours; the slug is a-z and 0-9",
    "pbplatform/results/pages/count.py": "names of files are ours",
    "pbplatform/results/pages/opening_away.py": "lines of ours; the slug is a-z and 0-9",
    "pbplatform/results/pages/bundle.py": "files that others write; the slug is a-z and 0-9",
    "pbplatform/results/queries/ballots_file.py": "letters of trackers, numbers and words of ours",
    "pbplatform/results/domain/channels.py": "words of ours and numbers",
    "pbplatform/front/log_tiles.py": "hashes and entries as they are; the slug is a-z and 0-9",
    "pbplatform/front/log_views.py": "bytes of entries as they are; the slug is a-z and 0-9",
    "pbplatform/forums/pages/agenda.py": "the name is a day, a number and a part of a hash",
    "pbplatform/front/own_data.py": "JSON by its module, HTML by a template that escapes",
    "pbplatform/promises/pages/evidence.py": "a number and a name of ours",
    "pbplatform/web/handed_out.py": "files of ours, as they are; their names are ours",
    "pbplatform/web/feeds.py": "XML by its module; signs that XML cannot hold go",
    "pbplatform/web/calendars.py": "texts are escaped as RFC 5545 says, without control signs",
    "pbplatform/web/printing/answers.py": "the name goes through core/text_slug.py: a-z and 0-9",
    "pbplatform/web/uploads.py": "the name is a part of a hash",
    "pbplatform/notices/jobs/mailers.py": "EmailMessage refuses line breaks; subjects are one line",
}
WRITES = (
    r"csv\.writer\(|csv\.DictWriter\(|Content-Disposition|EmailMessage\(\)|text/calendar|atom\+xml"
)


def test_every_writer_of_a_file_is_known_and_escapes_for_its_format() -> None:
    found = {name_of(path) for path in CODE if re.search(WRITES, path.read_text())}
    assert found == WRITERS.keys()


# Pages that meet a refusal by hand, and why `post` does not fit.
REFUSED_BY_HAND = {
    "points/pages/raise_input.py": "a picture is read between two pages; nothing is sent yet",
    "moderation/pages/desk.py": "a decision is looked at before the page that makes it",
    "proposals/pages/idea_input.py": "a picture is read between two pages; nothing is sent yet",
    "reopening/pages/stating.py": "a hash is compared before the page that says it in public",
    "review/pages/costings.py": "the answer is looked at before the page that publishes it",
    "results/pages/desk.py": "opening has no form; a damaged box has a page of its own",
    "web/drafts.py": "a form goes on without its draft; nothing is sent yet",
    "intake/pages/table_file.py": "lines lie closed between two pages; the second one writes",
    "intake/pages/table_row.py": "a script saves a row; the page keeps what is refused",
    "intake/pages/stall.py": "a device sends; it keeps what is refused, with the reason",
    "voting/pages/register.py": "rows lie closed between two pages; nothing is written yet",
    "voting/pages/vote.py": "a vote: no account, nothing said on another page, never stored",
}
REFUSALS = {"DomainError", "Conflict", "NotAllowed", "TooMany", "ChangedMeanwhile"}


def caught(node: ast.Try) -> set[str]:
    """Names of what the handlers of a `try` catch."""
    return {
        name.id
        for handler in node.handlers
        for name in ast.walk(handler.type or ast.Constant(None))
        if isinstance(name, ast.Name)
    }


def test_forms_are_sent_in_one_way() -> None:
    """`post` does, refuses, says and leads on; a page that does it by hand forgets a part."""
    found = {
        name.removeprefix("pbplatform/")
        for name, text in sources()
        if "import flash" in text or "render_template" in text or ".forms import" in text
        for node in ast.walk(tree_of(ROOT / name))
        if isinstance(node, ast.Try) and caught(node) & REFUSALS
    }
    assert found == REFUSED_BY_HAND.keys()


# The steps of an opening, and who takes them outside the ceremony, and why.
STEPS_OF_OPENING = {
    "open_round": {"results/pages/desk.py"},  # looks into a damaged box, and keeps nothing
    "record_opening": {"voting/services/confirming_list.py"},  # with the last confirmation
    "separate_envelopes": set(),
    "record_separation": set(),
    "forget_in_older_order": set(),
    "rewrite_storage": set(),
    "record_rewritten": set(),
    "publish_result": set(),
}
OPENS = {
    *("cli/replay_steps.py", "results/commands/urn.py"),
    *("demo/voting_acts.py", "results/pages/desk.py"),
}


def callers_of(*called: str) -> dict[str, set[str]]:
    """Modules that call functions of these names, in whatever way."""
    found: dict[str, set[str]] = {name: set() for name in called}
    for name, text in sources():
        if not any(f"{each}(" in text for each in called):
            continue
        for node in ast.walk(tree_of(ROOT / name)):
            if isinstance(node, ast.Call):
                last = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
                if last in found:
                    found[last].add(name.removeprefix("pbplatform/"))
    return found


def test_a_box_is_opened_rewritten_and_counted_in_one_ceremony() -> None:
    """Desk, command line, replay and demonstration; a box opened otherwise would be half opened."""
    found = callers_of("open_and_count", "separate", *STEPS_OF_OPENING)
    assert found.pop("open_and_count") == found.pop("separate") == OPENS
    assert found == {
        step: {"results/jobs/ceremony.py", *others} for step, others in STEPS_OF_OPENING.items()
    }
