"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "intake.only_staff": _l("Only facilitators and clerks of this round or forum write down."),
    "intake.wrote_it_down": _l(
        "You wrote this down for somebody. Another facilitator reads and decides it."
    ),
    "intake.own_support": _l("You wrote this down for somebody, so you cannot support it."),
    "intake.consent_needed": _l("Read the sentence out. Tick this when the person says yes."),
    "intake.too_long": _l("Use %(letters)s letters or fewer."),
    "intake.slip_number": _l("Enter the number that is printed on the slip."),
    "intake.email_needed": _l("Enter the e-mail address."),
    "intake.addressee_needed": _l("Enter the name for the envelope."),
    "intake.address_needed": _l("Enter the postal address."),
    "intake.no_such_code": _l(
        "There is no slip with this code. Check each letter. What was taken down at a stall can "
        "take 3 days to arrive."
    ),
    "intake.stall_broken": _l("The device did not send this whole. Write it down again."),
    "intake.stall_too_old": _l("This was taken down more than 3 days ago. Ask the person again."),
    "intake.too_many_codes": _l("That was too often. Try again at %(at)s."),
    "intake.claimed_before": _l("This slip was used before. A slip works once."),
    "intake.not_its_writer": _l("You wrote this down for somebody. Only they can use the slip."),
    "intake.not_this_code": _l("This is not the code of this slip. Check each letter."),
    "intake.theirs_online": _l(
        "The person used their slip with an account. They do this there, under “My account”."
    ),
    "intake.you_saw_the_code": _l(
        "You wrote this down, or made its slip. Another facilitator or clerk writes this down."
    ),
    "intake.idea_stays_withdrawn": _l(
        "An idea that was taken back stays so. Write it down again as a new one."
    ),
    "calls.note_needed": _l("Say what the call back is about and how to reach the person."),
    "calls.note_too_long": _l("Use %(letters)s letters or fewer."),
    "calls.day_needed": _l("Choose a day from today until %(last)s."),
    "calls.where_needed": _l("Choose a round or forum of yours."),
    "calls.about_needed": _l("Tick what the call was about."),
    "calls.no_call_back": _l("There is no such call back any more."),
    "intake.has_somebody": _l("This has an author with an account already."),
    "intake.not_found": _l("Nothing was written down for somebody here."),
    "table.not_begun": _l("This meeting has not begun. Type its slips when it was held."),
    "table.slip_needed": _l("Enter the number of the slip."),
    "table.slip_twice": _l("Another row has this number. Each slip has one row."),
    "table.goes_needed": _l("Say where it goes."),
    "table.round_is_over": _l("This round takes no ideas of this meeting now."),
    "table.title_needed": _l("Say in a few words what it is about."),
    "table.text_needed": _l("Type what the slip says."),
    "table.text_too_long": _l("Use fewer letters: an idea has less room."),
    "table.no_such_area": _l("For the forum, enter the name of an area, or nothing."),
    "table.consent_needed": _l("Without a yes on the slip it stays here and is not published."),
    "table.reach_needed": _l("Enter how to reach the person, or choose not at all."),
    "table.you_typed_it": _l("You typed or changed it. Somebody else publishes it."),
    "table.given_back": _l("It was given back and waits for its typists."),
    "table.not_ready": _l("Something is missing in it."),
    "table.later": _l("It is one too many for this time. Publish again for the rest."),
    "table.other_first": _l("It says again what another row says. That one is published first."),
    "table.same_gone": _l("What it says again is not there any more. Say what it is now."),
    "table.same_wants_news": _l(
        "A slip that says something again gets no mail or letter of its own. Give it a row of its "
        "own, or ask the person whether the code is enough."
    ),
    "table.nothing_to_publish": _l("Nothing here waits for you to publish it."),
    "table.full": _l("Too many rows wait here. Publish or erase some first."),
    "table.cannot_open": _l(
        "Nobody can read how to reach the person of slip %(slip)s any more. Type it again."
    ),
    "table.only_its_publisher": _l("Only whoever published these slips can take them back."),
    "table.too_late": _l("It was published more than 24 hours ago."),
    "table.touched": _l("Somebody supported it, read it, decided on it or uses its code."),
    "table.said_again_since": _l("A slip that was published later says the same."),
    "table.choose_rows": _l("Choose the slips that go back."),
    "table.with_its_repeats": _l("Slips that say the same go back with it. Choose them too."),
    "table.no_row": _l("There is no such row in this table, or it is published."),
    "table.changed_meanwhile": _l(
        "Somebody changed this row meanwhile. It stands here as it is now."
    ),
    "table.broken": _l("This page did not come whole. Open the table again."),
    "table.file_missing": _l("Choose a file"),
    "table.no_columns": _l(
        "The first line needs names of columns: the number of the slip, the title and the words."
    ),
    "table.cell_no_words": _l(
        "This is a date, a rounded number or a fault of a formula. Type words."
    ),
    "table.cell_too_long": _l("This is too long for the table."),
    "table.cell_unknown": _l("We do not know this word. Use those of the file to fill in."),
    "table.cell_reach_unasked": _l("Say by e-mail or by letter, or leave this empty."),
    "table.cell_no_email": _l("This is no e-mail address."),
    "table.cell_no_address": _l("Write the name in the first line, the address in lines below it."),
    "table.reason_needed": _l("Say why you give it back."),
}
