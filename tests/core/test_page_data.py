"""What pages hand to macros is finished data, with people's words marked as theirs."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup

from pbplatform.web.figures import SummaryRow, numbered_name, summary_rows, task_items


def _words(text: object) -> Markup:
    return Markup("<p>{}</p>").format(text)


def test_title_that_people_wrote_is_escaped_beside_its_number() -> None:
    assert numbered_name(15, "<b>Park") == '15 <bdi translate="no">&lt;b&gt;Park</bdi>'


def test_summary_rows_show_words_steps_and_a_way_to_change(app: Flask) -> None:
    rows: list[SummaryRow] = [
        {"key": "Title", "value": "<Shade>", "user": True, "url": "/edit"},
        {"key": "Rule", "steps": ["Count & sort", "Decide"]},
        {"key": "Sent", "value": "4 March", "url": "/when", "change": "the day"},
    ]
    with app.test_request_context():
        title, rule, sent = summary_rows(rows, _words)
    assert title["value"] == {"html": "<p>&lt;Shade&gt;</p>"}
    assert title["actions"]["items"][0]["visuallyHiddenText"] == "Title"
    assert rule["value"]["html"] == (
        '<ol class="pb-list"><li>Count &amp; sort</li><li>Decide</li></ol>'
    )
    assert rule["actions"] is None
    assert sent["value"] == {"text": "4 March"}
    assert sent["actions"]["items"][0]["visuallyHiddenText"] == "the day"


def test_task_without_address_or_hint_has_none() -> None:
    def tag(text: str, kind: str) -> Markup:
        return Markup("<i>{} {}</i>").format(text, kind)

    first, last = task_items(
        [
            {"text": "Describe it", "status": "Done", "url": "/it", "kind": "ok", "hint": "Short"},
            {"text": "Decide", "status": "Later"},
        ],
        tag,
    )
    assert (first["href"], first["hint"]) == ("/it", {"text": "Short"})
    assert first["status"] == {"html": "<i>Done ok</i>"}
    assert (last["href"], last["hint"], last["status"]) == (None, None, {"html": "<i>Later </i>"})
