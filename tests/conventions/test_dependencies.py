"""Every package the product needs has a line that says what it is for."""

from __future__ import annotations

import re

from config import ROOT


def test_every_runtime_dependency_is_explained() -> None:
    pinned = (ROOT / "requirements" / "run.in").read_text().splitlines()
    needed = {
        re.split(r"[\[~=<>]", line)[0] for line in pinned if line and not line.startswith("#")
    }
    page = (ROOT / "docs" / "dependencies.md").read_text()
    run = page.split("## To run")[1].split("\n## ")[0]
    told = re.findall(r"^\| ([a-z0-9-]+) \|", run, re.M)
    assert sorted(told) == sorted(needed)
