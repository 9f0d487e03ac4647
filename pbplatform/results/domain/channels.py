"""How many votes came how: sums only, never what was chosen by which way.

Source: docs/rules/results.md section 14.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from pbplatform.core.undecided import PaperNumbers

COLUMNS = ("what", "number", "part_of", "by")


@dataclass(frozen=True)
class Channels:
    """The votes of a counted round by how they came, and its ballot papers.

    Attributes:
        closed: closed votes in the box at its close, however they came.
        on_paper: those of them that came on paper.
        valid, invalid: votes that count and that do not, of all ways together.
        papers: where the ballot papers are.
    """

    closed: int
    on_paper: int
    valid: int
    invalid: int
    papers: PaperNumbers

    @property
    def online(self) -> int:
        """Closed votes that came on a screen, at home or at a voting place."""
        return self.closed - self.on_paper

    @property
    def adds_up(self) -> bool:
        """Whether both ways are all votes, and all papers are somewhere."""
        known = self.papers.spoiled + self.papers.unused + self.papers.returned
        return (
            self.valid + self.invalid == self.closed
            and self.online >= 0
            and self.on_paper + self.papers.set_aside == self.papers.returned
            and known + self.papers.not_returned == self.papers.issued + self.papers.more
            and self.papers.conditional
            == self.papers.conditional_counted + self.papers.conditional_refused
        )

    @property
    def lines(self) -> list[tuple[str, int, str, str]]:
        """What, how many, part of which line, parted by what; such parts add up to their line."""
        papers = self.papers
        # With papers beyond those given out, both together are all papers.
        whole = "papers" if papers.more else "papers_given_out"
        return [
            ("votes", self.closed, "", ""),
            ("votes_online", self.online, "votes", "way"),
            ("votes_on_paper", self.on_paper, "votes", "way"),
            ("votes_that_count", self.valid, "votes", "count"),
            ("votes_that_do_not_count", self.invalid, "votes", "count"),
            *self._origins,
            ("papers_spoiled", papers.spoiled, whole, "place"),
            ("papers_given_back_unused", papers.unused, whole, "place"),
            ("papers_returned", papers.returned, whole, "place"),
            ("papers_not_returned", papers.not_returned, whole, "place"),
            ("papers_in_the_box", self.on_paper, "papers_returned", "place"),
            ("papers_set_aside", papers.set_aside, "papers_returned", "place"),
            *self._under_a_condition,
        ]

    @property
    def _origins(self) -> list[tuple[str, int, str, str]]:
        given, more = self.papers.issued, self.papers.more
        if not more:
            return [("papers_given_out", given, "", "")]
        return [
            ("papers", given + more, "", ""),
            ("papers_given_out", given, "papers", "origin"),
            ("papers_beyond_those_given_out", more, "papers", "origin"),
        ]

    @property
    def _under_a_condition(self) -> list[tuple[str, int, str, str]]:
        papers, name = self.papers, "papers_given_under_a_condition"
        if not papers.conditional:
            return []
        return [
            (name, papers.conditional, "", ""),
            (f"{name}_that_count", papers.conditional_counted, name, "count"),
            (f"{name}_that_do_not_count", papers.conditional_refused, name, "count"),
        ]


def channels_csv(channels: Channels) -> bytes:
    """`channels.csv`: one line for each number, the same bytes on every request."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(channels.lines)
    return text.getvalue().encode()
