"""A press that staff cannot undo says so before it is pressed, or leads to the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conventions.wording import read_whole

TEMPLATES = Path(__file__).parents[2] / "templates"
NONE = ("cannot be taken back", "cannot be undone", "cannot be changed", "cannot be edited")

# Page of a final act: what it says or where it leads.
FINAL = {
    "delivery/step.html": ("delivery.take_back",),
    "delivery/stop.html": ("take it back",),
    "forums/call_meeting.html": ("You can change it later",),
    "forums/cancel.html": ("you can take this back",),
    "forums/decide_correction.html": ("You can decide otherwise",),
    "forums/drop_draft.html": NONE,
    "forums/minutes.html": ("never changed",),
    "forums/withdraw_correction.html": NONE,
    "intake/stall.html": NONE,
    "points/correct_check.html": ("can be corrected by another one",),
    "points/deed.html": NONE,
    "points/drop.html": NONE,
    "points/keep.html": NONE,
    "points/look_after.html": NONE,
    "points/preview.html": NONE,
    "points/promise_desk.html": ("can be taken back with a reason",),
    "points/publish.html": ("neither can be taken back",),
    "review/confirm_decision.html": ("delegates can have it decided again",),
    "review/answer_comment.html": ("You cannot change your answer later",),
    "review/confirm_leaving.html": NONE,
    "review/costing_check.html": NONE,
    "review/interests.html": NONE,
    "review/price_again.html": NONE,
    "review/stays.html": NONE,
    "review/leave.html": ("Other delegates must confirm it",),
    "rounds/add_money.html": NONE,
    "rounds/call_off.html": NONE,
    "rounds/drop.html": NONE,
    "voting/freeze.html": NONE,
}


@pytest.mark.parametrize("page", sorted(FINAL))
def test_final_press_says_so_first_or_leads_to_its_way_back(page: str) -> None:
    text = read_whole(TEMPLATES / page)
    assert any(words in text for words in FINAL[page])


def test_every_form_of_these_desks_is_on_the_list_or_can_be_done_again() -> None:
    again = {
        "delivery/correct.html",
        "delivery/date.html",
        "delivery/line.html",
        "delivery/next_step.html",
        "delivery/take_back.html",
        "delivery/update.html",
        "forums/add_paper.html",
        "forums/coming.html",
        "forums/news.html",
        "forums/register.html",
        "forums/remove_registration.html",
        "forums/agenda_desk.html",
        "forums/agenda_item.html",
        "forums/call_forum.html",
        "forums/change_meeting.html",
        "forums/restore.html",
        "forums/correct.html",
        "forums/read_in.html",
        "forums/take_in.html",
        "forums/write_attendance.html",
        "points/correct_promise.html",
        "forums/facts.html",
        "points/raise.html",
        "points/withdraw.html",
        "points/asker.html",
        "points/raise_check.html",
        "points/send_mailed.html",
        "points/answer_form.html",
        "points/correct.html",
        "points/record.html",
        "review/agree_to_reopen.html",
        "review/hold_price.html",
        "review/judge_condition.html",
        "review/recheck.html",
        "review/reopen_decision.html",
        "review/send_back.html",
        "review/show_condition.html",
        "review/ask.html",
        "review/change.html",
        "review/costing.html",
        "review/create.html",
        "review/decide.html",
        "review/hand_back.html",
        "review/holder.html",
        "review/reopen.html",
        "review/comment.html",
        "review/split.html",
        "review/score.html",
        "review/pass_costing.html",
    }
    forms = {
        path.relative_to(TEMPLATES).as_posix()
        for folder in ("delivery", "forums", "points", "review")
        for path in (TEMPLATES / folder).glob("*.html")
        if "form_page(" in path.read_text() or "hidden(form)" in path.read_text()
    }
    assert forms - set(FINAL) - again == set()
    assert again <= forms
