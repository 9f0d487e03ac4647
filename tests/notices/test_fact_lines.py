"""What every fact says, word by word, in `golden_facts.txt`; and in every other language.

A sentence that changes in the program changes there too, so that whoever reviews reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask

from config import ROOT
from pbplatform.core.facts import FactKind, kinds_in
from pbplatform.core.mails import LONGEST_SUBJECT, subject_line
from pbplatform.slices import SLICES
from pbplatform.web.languages import in_language
from tests.notices.fact_samples import SAMPLES

GOLDEN = ROOT / "tests" / "notices" / "golden_facts.txt"
KINDS = kinds_in(each.facts for each in SLICES)


def said(kinds: dict[str, FactKind]) -> Iterator[tuple[str, str, str]]:
    """Kind, line and detail of every sample, in the language of now."""
    for kind in sorted(SAMPLES):
        for payload in SAMPLES[kind]:
            yield kind, kinds[kind].line(payload), kinds[kind].detail(payload)


def test_every_kind_has_a_sample_and_says_what_its_golden_line_says(app: Flask) -> None:
    assert set(SAMPLES) == set(KINDS)
    with app.test_request_context():
        lines = [
            f"{kind}\n  {line}" + (f"\n  {detail}" if detail else "")
            for kind, line, detail in said(KINDS)
        ]
    assert "\n".join([*lines, ""]) == GOLDEN.read_text()


def test_every_line_is_one_subject_and_ends_as_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        for kind, line, _detail in said(KINDS):
            assert subject_line(line) == line, kind
            assert len(line) < LONGEST_SUBJECT, kind
            assert line.endswith((".", "!", "”.")), kind
            assert len(line.split()) <= 24, kind  # names and days count too


@pytest.mark.parametrize("language", ["en-x-qps", "en-x-qpr"])
def test_every_line_is_said_in_another_language_from_left_or_right(
    app: Flask, language: str
) -> None:
    with app.test_request_context(), in_language(language):
        for kind, line, _detail in said(KINDS):
            assert re.search(r"[åéîöûýɱ]", line), kind
            assert not any(unicodedata.category(letter) == "Cc" for letter in line), kind
