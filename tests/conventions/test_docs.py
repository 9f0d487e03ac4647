"""The documents tell the truth about what a machine can check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest

from config import ROOT
from pbplatform.accounts.kinds import Role
from pbplatform.delivery.kinds import ProjectStanding, Step
from pbplatform.forums.kinds import MinutesKind
from pbplatform.points.kinds import PointState, Stand
from pbplatform.promises.kinds import PromiseState
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.review.kinds import Stage
from pbplatform.rounds.kinds import Phase
from pbplatform.web.slices import Slice

README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PARTS_OF_A_DECISION = ["Status", "Context", "Decision", "Alternatives refused", "Consequences"]
LONGEST_DECISION = 60
_NUMBERS = r"\d[\d., ]*(?:(?:and|to)\s+\d[\d.]*)?"
CITED = re.compile(rf"docs/rules/(\w+\.md)(?:\s+sections?\s+({_NUMBERS}))?")
GUIDES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "architecture.md",
    ROOT / "docs" / "recipes.md",
]
# The slice that the recipes work out, and the language that they begin: neither is there.
WORKED_EXAMPLES = ("arguments/", "translations/")
# Made by commands, ignored by git.
MADE = {"instance", "build", "node_modules"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def sources() -> Iterator[tuple[str, str]]:
    """(name, text) of everything that cites rules; line breaks and comment signs as blanks."""
    for path in [ROOT / "config.py", *(ROOT / "pbplatform").rglob("*.py")]:
        yield name_of(path), re.sub(r"\s*\n\s*#?\s*", " ", path.read_text())


def section(document: str, heading: str) -> str:
    """The text under a `## heading`, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", document, re.M | re.S)
    assert found, f"no section {heading}"
    return found.group(1)


def headings(path: Path) -> set[str]:
    """Numbers of sections of a rules document, and of the paragraphs listed in them: 4, 4.2."""
    numbers: set[str] = set()
    current = ""
    for line in path.read_text().splitlines():
        if found := re.match(r"## (\d+)\. ", line):
            current = found.group(1)
            numbers.add(current)
        elif current and (found := re.match(r"(\d+)\. ", line)):
            numbers.add(f"{current}.{found.group(1)}")
    return numbers


def cited_numbers(text: str) -> set[str]:
    """`1, 4 and 5` as three numbers, `2 to 4` as three numbers."""
    numbers = set(re.findall(r"\d+(?:\.\d+)?", text))
    if found := re.search(r"(\d+) to (\d+)", text):
        numbers |= {str(n) for n in range(int(found.group(1)), int(found.group(2)) + 1)}
    return numbers


def test_every_rule_that_code_cites_is_written_down() -> None:
    missing = []
    for name, text in sources():
        for file, numbers in CITED.findall(text):
            path = ROOT / "docs" / "rules" / file
            known = headings(path) if path.exists() else None
            if known is None:
                missing.append(f"{name}: no {file}")
            else:
                missing += [f"{name}: {file} {n}" for n in cited_numbers(numbers) - known]
    assert not missing


def test_every_ruling_that_is_cited_is_written_down() -> None:
    known = set(re.findall(r"^(\d+)\. \*\*", (ROOT / "docs" / "rulings.md").read_text(), re.M))
    missing = [
        f"{name}: ruling {number}"
        for name, text in sources()
        for cited in re.findall(r"\brulings? (\d+(?:(?:, | and |-)\d+)*)", text)
        for number in re.findall(r"\d+", cited)
        if number not in known
    ]
    assert known
    assert not missing


def test_every_house_rule_that_is_cited_is_written_down() -> None:
    known = set(re.findall(r"^- \*\*(3\.\d+) ", (ROOT / "CONTRIBUTING.md").read_text(), re.M))
    cited = {number for _, text in sources() for number in re.findall(r"house rule (\S+\d)", text)}
    assert cited
    assert cited <= known


def names_of_settings() -> set[str]:
    """Every name that the settings read from the environment."""
    text = (ROOT / "config.py").read_text()
    return set(re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', text))


def test_example_of_an_environment_names_settings_only() -> None:
    text = (ROOT / "deploy" / "environment.example").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.M))
    assert named
    assert named <= names_of_settings()


def test_every_setting_is_in_the_table_of_settings() -> None:
    names = names_of_settings()
    table = section((ROOT / "docs" / "settings.md").read_text(), "The table")
    listed = set(re.findall(r"^\| `([A-Z_]+)`", table, re.M))
    assert "DATABASE_URL" in names
    assert listed == names


def test_every_folder_and_slice_is_on_the_map() -> None:
    told = section(README.read_text(), "Map")
    slices = {path.parent.name for path in (ROOT / "pbplatform").glob("*/__init__.py")}
    folders = {
        path.parts[0]
        for path in (file.relative_to(ROOT) for file in ROOT.glob("*/*"))
        if not path.parts[0].startswith((".", "__")) and path.parts[0] not in MADE
    }
    missing = [name for name in sorted(slices | folders) if f"`{name}/`" not in told]
    gone = [
        name
        for name in re.findall(r"^\| `(\w+)/`", told, re.M)
        if name not in slices and name not in folders
    ]
    assert not missing
    assert not gone


@pytest.mark.parametrize(
    "states",
    [
        Role, Phase, IdeaState, ProposalState, Stage, PointState, MinutesKind, Stand, PromiseState,
        Step, ProjectStanding,
    ],
    ids=lambda states: states.__name__,
)  # fmt: skip
def test_every_role_and_state_is_in_the_glossary(states: type[StrEnum]) -> None:
    told = (ROOT / "docs" / "glossary.md").read_text().lower()
    words = {re.sub("[-_]", " ", state.value) for state in states}
    assert {word for word in words if not re.search(rf"\b{word}\b", told)} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_of_documents_lead_to_files(path: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        aim = (path.parent / file).resolve() if file else path
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            broken.append(target)
    assert not broken


def anchors(path: Path) -> set[str]:
    """The anchors that readers of Markdown make of headings."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_decision_is_short_and_has_its_parts(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_DECISION
    assert re.findall(r"^## (.+)$", text, re.M) == PARTS_OF_A_DECISION
    assert re.match(rf"# {int(path.name[:4])}\. ", text)
    assert re.search(r"^1\. ", section(text, "Decision"), re.M)


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]


def test_every_pinned_need_says_what_it_is_for() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text()
    needs = {
        found.group(1)
        for path in (ROOT / "requirements").glob("*.in")
        for line in path.read_text().splitlines()
        if (found := re.match(r"([a-z][\w-]*)", line))
    }
    assert {name for name in needs if f"| {name} |" not in told} == set()


def test_every_field_of_a_slice_is_in_the_table_of_the_architecture() -> None:
    told = section((ROOT / "docs" / "architecture.md").read_text(), "What a slice announces")
    assert set(re.findall(r"^\| `(\w+)` \|", told, re.M)) == {each.name for each in fields(Slice)}


def cited_files(text: str) -> set[str]:
    """Whatever stands as code and is the path of a file or a folder, with its folder named."""
    spans = re.findall(r"`([\w./-]+)`", re.sub(r"^(```|    ).*$", "", text, flags=re.M))
    return {
        span
        for span in spans
        if re.match(r"[a-z]", span)
        and (span.endswith("/") or re.search(r"/[\w.-]+\.[a-z]+$", span))
        and not any(example in span for example in WORKED_EXAMPLES)
    }


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_file_that_a_guide_names_is_there(path: Path) -> None:
    """Named from the top, from the program's folder or the tests', or as a module of some slice."""
    cited = cited_files(path.read_text())
    gone = [
        name
        for name in sorted(cited)
        if not (ROOT / name).exists()
        and not (ROOT / "pbplatform" / name).exists()
        and not (ROOT / "tests" / name).exists()
        and not list((ROOT / "pbplatform").glob(f"*/{name}"))
    ]
    assert cited
    assert not [name for name in gone if name.rstrip("/") not in MADE | {"vendor"}]


def test_drawing_of_the_architecture_says_in_words_what_it_shows() -> None:
    drawing = (ROOT / "docs" / "images" / "architecture.svg").read_text()
    title, described = (
        re.search(rf"<{tag} [^>]*>([^<]+)</{tag}>", drawing) for tag in ("title", "desc")
    )
    assert title
    assert described
    slices = {path.parent.name for path in (ROOT / "pbplatform").glob("*/__init__.py")}
    assert {name for name in slices if not re.search(rf"\b{name}\b", described.group(1))} == set()
    assert {name for name in slices if f">{name}</text>" not in drawing} == set()
