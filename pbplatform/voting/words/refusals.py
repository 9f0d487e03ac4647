"""Sentences of the voting slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "vote.not_open_yet": _l("Voting is not open yet."),
    "vote.closed": _l("Voting closed while you were choosing. This vote was not put in the box."),
    "vote.still_open": _l("Voting is still open. The time for it ends by the clock."),
    "vote.closed_already": _l("The box is closed already."),
    "vote.newer_in_box": _l(
        "You have a newer vote in the box. This page is older, so nothing was changed."
    ),
    "vote.form_too_old": _l(
        "Nothing was sent on: this page was open too long, or your browser keeps no cookies. "
        "Your choices are still here. Press “Continue” once more."
    ),
    "vote.code_form_too_old": _l(
        "Nothing was sent on: this page was open too long, or your browser keeps no cookies. "
        "What you typed is still here. Press “Continue” once more."
    ),
    "vote.too_often": _l(
        "You put in %(most)d votes within ten minutes. The last of them is in the box and counts. "
        "You can change it again from %(at)s."
    ),
    "vote.too_many": _l("You chose %(chosen)d. You can choose up to %(most)d. Take some out."),
    "vote.named_twice": _l("One of these projects is named twice. Choose again."),
    "vote.over_the_fund": _l("Your projects cost more than the fund. Take some out."),
    "vote.too_many_points": _l("You gave %(given)d points. You have %(most)d. Take some back."),
    "vote.not_on_ballot": _l("One of these projects is not on the ballot. Choose again."),
    "vote.draft_too_long": _l("These are more choices than this page can keep. Take some out."),
    "vote.envelope_broken": _l(
        "Your browser closed this vote in a way that we cannot take. Go back and try again."
    ),
    "vote.envelope_used": _l(
        "This sealed vote was sent before. Go back to your choices, and cast them once more."
    ),
    "vote.proof_too_old": _l(
        "Show again that you can vote: the last time was more than an hour ago."
    ),
    "roll.only_its_keepers": _l("Only this round’s clerks and facilitators keep the roll."),
    "roll.changed": _l(
        "Voters were added since you opened this page. Look at the number above, then press again"
    ),
    "roll.frozen": _l(
        "The ballot is frozen. From now on nobody changes the roll alone: two people do."
    ),
    "roll.not_frozen": _l("The ballot is not frozen. Until then a clerk keeps the roll alone."),
    "roll.closed": _l("The box is closed. The roll no longer changes."),
    "roll.empty": _l("Enter how many voters to add"),
    "register.still_importing": _l(
        "Voters are being added from a register’s file. Wait until that has ended, or stop it."
    ),
    "register.none_runs": _l("No import is under way any more."),
    "register.no_import": _l("There is no such import."),
    "register.nothing_new": _l("Every voter of this file is on the roll already."),
    "register.changed": _l(
        "The roll changed since you opened this page. Look at the numbers, then press again."
    ),
    "register.letters_changed": _l(
        "The voters without a letter are others now. Look at the number, then press again."
    ),
    "register.letters_missing": _l(
        "The ballot was not frozen: some voters have no letter yet (%(count)d). Make their "
        "letters first."
    ),
    "register.key_not_here": _l(
        "The key of this round’s register is not on this machine. Without it nobody can say who "
        "is on the roll already. Put the copy of the file back."
    ),
    "register.file_missing": _l("Choose a file"),
    "register.file_too_large": _l(
        "This file is too large. A page takes 20 MB and 500,000 rows; leave out columns"
    ),
    "register.old_spreadsheet": _l("This is an old kind of spreadsheet. Save it as .xlsx or CSV"),
    "register.empty_file": _l("There is nothing in this file"),
    "register.unreadable": _l("We cannot read this file. Save it as CSV (UTF-8) and try again"),
    "register.no_such_sheet": _l("This spreadsheet has no sheet of that name"),
    "register.no_such_column": _l("The file has no such column. Choose again"),
    "register.column_twice": _l("You chose one column for two things"),
    "register.too_many_words": _l(
        "This column has more than 12 different words, so it does not say who is no voter. "
        "Choose another one, or none"
    ),
    "register.words_missing": _l(
        "Tick the words that say that somebody is no voter, or choose no such column"
    ),
    "register.first_row_is_a_person": _l(
        "The first row looks like a person, not like names of columns. Take the tick out"
    ),
    "register.not_all_in_file": _l(
        "Some voters who have no letter are not in this file (%(count)d). Choose the whole file"
    ),
    "register.file_is_gone": _l(
        "The file is no longer here: we keep it closed for an hour. Choose it again"
    ),
    "register.confirm_rows": _l("Tick the box to go on without these rows, or mend the file"),
    "register.confirm_numbers": _l("Tick the box if these numbers are right"),
    "register.other_numbers": _l(
        "The roll or the file is not what this page showed. Look at the numbers, then press again."
    ),
    "roll.say_that_many": _l("This is a very large number. Tick the box if it is right"),
    "roll.no_such_voter": _l("There is no voter of this number"),
    "roll.letters_backwards": _l("The last number comes before the first one"),
    "roll.no_such_spare": _l("There is no spare letter of this number"),
    "roll.spare_used": _l("This spare letter is somebody’s already. Take another one"),
    "roll.no_vote_in_box": _l("No vote of this voter is in the box"),
    "roll.letter_cancelled": _l(
        "This letter was cancelled, and a new one was given out. Use the code of the new letter."
    ),
    "roll.code_not_found": _l(
        "We do not find this code in this round. Often one letter is wrong, or the letter is of "
        "another round: compare them. If both are right, it may be our mistake: call us."
    ),
    "roll.too_many_codes": _l(
        "We do not find this code, and many wrong codes came from your connection; others may "
        "share it. Compare each letter, then try again from %(at)s. A right code is always taken."
    ),
    "roll.code_cancelled": _l(
        "This code was cancelled before voting, and a new letter was made. Use the new one."
    ),
    "roll.letter_replaced": _l(
        "This letter was replaced on %(day)s, because somebody said it was lost. No vote is in the "
        "box for your number. If you did not say so, call us: you can still vote."
    ),
    "roll.letter_replaced_vote_in_box": _l(
        "This letter was replaced on %(day)s, because somebody said it was lost. A vote lies in "
        "the box for your number. If it is not yours, or you did not say so, call us before "
        "voting ends: two people can take it out."
    ),
    "roll.spare_of_nobody": _l(
        "This is a spare letter that is nobody’s yet. Whoever gave it to you must bind it to your "
        "number first."
    ),
    "vote.letter_votes_once": _l(
        "A vote is in the box for your number. A replaced letter votes once and changes nothing. "
        "If that vote is not yours, call us before voting ends."
    ),
    "urn.no_such_envelope": _l("This vote is not in the box any more. Nothing was changed."),
    "urn.letter_not_replaced": _l(
        "This voter’s letter was not replaced. Bind a spare letter to the voter first"
    ),
    "letters.no_key": _l("There is no key of this file."),
    "letters.key_taken": _l("Somebody else has taken the key of this file."),
    "letters.no_addition": _l("There is nothing to take back."),
    "letters.newer_addition": _l("More voters were added after these. Take those back first."),
    "roll.votes_on_paper": _l("The roll says that you vote on paper. Call us to change that."),
    "roll.may_not_vote_here": _l("The roll does not let this voter vote online. Call us."),
    "verify.no_code": _l(
        "A code has 16 letters and numbers. This has %(letters)d, or a sign that no code has."
    ),
    "lot.only_staff": _l("Only staff of this round type the lot number."),
    "lot.ten_digits": _l("Enter 10 to 40 digits, as the dice fell"),
    "lot.second_person": _l("A second person must type the number. You typed it the first time."),
    "lot.stands_already": _l("The lot number stands already."),
    "lot.missing": _l("First two people type the lot number that dice gave in public."),
    "urn.key_not_here": _l("The key of this box is not on this machine."),
    "urn.key_damaged": _l("The file with the key of this box is damaged. Use the copy of it."),
    "urn.key_does_not_fit": _l("The key on this machine belongs to another box. Use its own key."),
    "urn.counts_differ": _l(
        "%(marked)d voters are marked, but %(envelopes)d envelopes are in the box. "
        "Nothing is opened."
    ),
    "urn.opened_already": _l("The box was opened already."),
    "urn.earlier_than_promised": _l(
        "The result was promised for a later hour. Nothing was opened. To open now, confirm that "
        "you open early: on the page of the box, or by pbplatform urn open %(round)s --early"
    ),
    "urn.changed_meanwhile": _l(
        "The box changed while it was being opened. Nothing was published."
    ),
    "urn.storage_in_use": _l(
        "The box is open, but its votes are not counted yet: something is still reading the "
        "database, perhaps a backup. Wait until it has ended, then open again."
    ),
    "urn.open_by_command": _l(
        "This box holds more votes than a page can open. Run: pbplatform urn open %(round)s"
    ),
}
