"""Names keep their direction where a sentence was made plain. Source: docs/rules/thread.md 5."""

from __future__ import annotations

from markupsafe import Markup

from pbplatform.web.marked import marked, named, names_in, safe, with_names


def test_names_of_a_sentence_are_found_and_put_back() -> None:
    html = marked("<strong>Late.</strong> {who} waits.").format(**safe(who=named("A & B")))
    assert names_in(html) == ("A & B",)
    assert with_names(html.striptags(), names_in(html)) == Markup(
        'Late. <bdi translate="no">A &amp; B</bdi> waits.'
    )


def test_the_longer_name_wins_and_nothing_of_it_is_markup() -> None:
    shown = with_names("<Parks East> and <Parks", ["<Parks", "<Parks East>", ""])
    assert shown == Markup(
        '<bdi translate="no">&lt;Parks East&gt;</bdi> and <bdi translate="no">&lt;Parks</bdi>'
    )


def test_a_sentence_without_names_is_escaped() -> None:
    assert with_names("1 < 2", []) == Markup("1 &lt; 2")
