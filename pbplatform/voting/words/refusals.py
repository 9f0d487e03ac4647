"""Sentences of the voting slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# What the letter of a struck voter is told: the day, the reason, what became of a vote.
_STRUCK: dict[str, LazyString] = {
    "roll.struck_moved": _l(
        "This number was struck from the roll on %(day)s: its voter moved away. No vote by it is "
        "in the box. If that is wrong, object to the roll or tell us before voting ends."
    ),
    "roll.struck_moved_vote_stays": _l(
        "This number was struck from the roll on %(day)s: its voter moved away. The vote that was "
        "in the box by then stays and counts. It can no longer be changed."
    ),
    "roll.struck_died": _l(
        "This number was struck from the roll on %(day)s: we were told that its voter died. No "
        "vote by it is in the box. If that is wrong, object to the roll or tell us."
    ),
    "roll.struck_died_vote_stays": _l(
        "This number was struck from the roll on %(day)s: we were told that its voter died. The "
        "vote that was in the box by then stays and counts. If that is wrong, tell us."
    ),
    "roll.struck_double": _l(
        "This number was struck from the roll on %(day)s: its voter is on the roll under another "
        "number too. Vote with the other letter. If there is none, tell us before voting ends."
    ),
    "roll.struck_double_vote_out": _l(
        "This number was struck from the roll on %(day)s: its voter is on the roll under another "
        "number too, and voted by both. The vote by this number was taken out of the box."
    ),
    "roll.struck_not_entitled": _l(
        "This number was struck from the roll on %(day)s: its voter cannot vote in this round. If "
        "that is wrong, object to the roll or tell us before voting ends."
    ),
    "roll.struck_not_entitled_vote_out": _l(
        "This number was struck from the roll on %(day)s: its voter cannot vote in this round. Its "
        "vote was taken out of the box. If that is wrong, object to the roll or tell us."
    ),
    "roll.struck_replaced": _l(
        "This number was struck from the roll on %(day)s: its voter got another number and another "
        "letter. Use the code of that letter. If you have none, tell us before voting ends."
    ),
}

MESSAGES: dict[str, LazyString] = {
    **_STRUCK,
    "freeze.projects_not_ready": _l(
        "These projects cannot be frozen as they are: %(numbers)s. Their teams have yet to act, or "
        "you send them back to their committee."
    ),
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
        "You put in %(most)s votes within ten minutes. The last of them is in the box and counts. "
        "You can change it again from %(at)s."
    ),
    "vote.too_many": _l("You chose %(chosen)s. You can choose up to %(most)s. Take some out."),
    "vote.named_twice": _l("One of these projects is named twice. Choose again."),
    "vote.over_the_fund": _l("Your projects cost more than the fund. Take some out."),
    "vote.too_many_points": _l("You gave %(given)s points. You have %(most)s. Take some back."),
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
    "wish.only_staff": _l("Facilitators and clerks of this round note it."),
    "wish.too_late": _l("Voting is over. No other letter is given any more."),
    "wish.not_on_roll": _l("Nobody on the roll has this number. Check each digit with the person."),
    "wish.settled": _l("This wish is settled already."),
    "wish.too_often": _l("That was too often. Try again at %(at)s."),
    "wish.you_took_the_call": _l(
        "You took this voter’s call for another letter. Two others give it to them."
    ),
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
        "The ballot was not frozen: some voters have no letter yet (%(count)s). Make their "
        "letters first."
    ),
    "register.key_not_here": _l(
        "The key of this round’s register is not on this machine. Without it nobody can say who "
        "is on the roll already. Put the copy of the file back."
    ),
    "register.none_read": _l(
        "The roll of this round came from no register. Use the number on the roll."
    ),
    "register.nobody_has_it": _l(
        "Nobody on the roll has this number in the register. Look again, and type it anew"
    ),
    "register.file_missing": _l("Choose a file"),
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
        "Some voters who have no letter are not in this file (%(count)s). Choose the whole file"
    ),
    "register.confirm_rows": _l("Tick the box to go on without these rows, or mend the file"),
    "register.confirm_numbers": _l("Tick the box if these numbers are right"),
    "register.other_numbers": _l(
        "The roll or the file is not what this page showed. Look at the numbers, then press again."
    ),
    "roll.say_that_many": _l("Is this number right? Tick the box if it is right"),
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
        "another round: compare them. If both are right, it may be our mistake: tell us."
    ),
    "roll.my_name_not_yet": _l(
        "Nobody can have voted yet: the ballot is not frozen, and the roll can still change. Ask "
        "again when voting is open."
    ),
    "roll.my_name_gone": _l(
        "This can no longer be answered. Who voted was forgotten when the key of the box was "
        "destroyed."
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
        "box for your number. If you did not say so, tell us: you can still vote."
    ),
    "roll.letter_replaced_vote_in_box": _l(
        "This letter was replaced on %(day)s, because somebody said it was lost. A vote lies in "
        "the box for your number. If it is not yours, or you did not say so, tell us before "
        "voting ends: two people can take it out."
    ),
    "roll.spare_of_nobody": _l(
        "This is a spare letter that is nobody’s yet. Whoever gave it to you must bind it to your "
        "number first."
    ),
    "vote.letter_votes_once": _l(
        "A vote is in the box for your number. A replaced letter votes once and changes nothing. "
        "If that vote is not yours, tell us before voting ends."
    ),
    "urn.no_such_envelope": _l("This vote is not in the box any more. Nothing was changed."),
    "urn.letter_not_replaced": _l(
        "This voter’s letter was not replaced. Bind a spare letter to the voter first"
    ),
    "letters.no_key": _l("There is no key of this file."),
    "letters.key_taken": _l("Somebody else has taken the key of this file."),
    "letters.no_addition": _l("There is nothing to take back."),
    "letters.letters_exist": _l(
        "Somebody took the key of this file, so its letters can exist. It cannot be taken back any "
        "more. Strike its voters instead."
    ),
    "roll.struck_meanwhile": _l(
        "This number was struck from the roll. This vote was not put in the box. Type the code of "
        "your letter again: the page then says when and why it was struck."
    ),
    "roll.no_such_voters": _l("There are no voters of these numbers: %(numbers)s"),
    "roll.struck_already": _l("These are struck already: %(numbers)s"),
    "roll.not_struck": _l("These are not struck: %(numbers)s"),
    "roll.voter_struck": _l("This voter was struck from the roll. Put the voter back first"),
    "roll.struck_in_range": _l(
        "Voter %(voter)s is struck and gets no letter. Make the letters before and after that "
        "number"
    ),
    "roll.no_numbers": _l("Enter the numbers, like 17, 20-25"),
    "roll.numbers_unreadable": _l("We cannot read “%(part)s”. Write numbers like 17, 20-25"),
    "roll.numbers_backwards": _l("In “%(part)s” the last number comes before the first one"),
    "roll.numbers_run_together": _l(
        "Is “%(part)s” one number or several? Write 1000 for a thousand, and a space after each "
        "comma"
    ),
    "roll.too_many_numbers": _l("These are more than %(most)s voters. Strike them in parts"),
    "roll.one_at_a_time": _l("For this reason, enter one number at a time"),
    "roll.other_missing": _l("Enter the other number, which stays on the roll"),
    "roll.other_is_the_same": _l("This is the number that you strike. Enter the one that stays"),
    "roll.strike_the_other": _l(
        "A vote lies in the box by this number, and none by number %(other)s. Strike that one "
        "instead: then no vote is lost"
    ),
    "roll.voted_already": _l(
        "This voter has a vote in the box and needs no other number. Nothing was changed"
    ),
    "roll.spare_missing": _l("Enter the number of the sealed spare letter that the voter gets"),
    "roll.replaced_by": _l(
        "The same person is on the roll as number %(other)s now. Strike that number first"
    ),
    "roll.reason_missing": _l("Say why: everybody will read it"),
    "roll.objections_over": _l(
        "Objections to the roll are over: voting has ended, or the round was called off."
    ),
    "roll.objection_waits": _l(
        "You have an objection in this round that waits for its answer. Wait for it first."
    ),
    "roll.objections_open": _l(
        "The box is not closed while an objection to the roll is open. Answer first: %(numbers)s."
    ),
    "roll.objection_words_missing": _l("Say what is wrong, so that a clerk can look"),
    "roll.objection_not_found": _l("There is no objection of this number."),
    "roll.struck_with_paper": _l(
        "This number was struck from the roll on %(day)s. A ballot paper had been given out for "
        "it: if it comes back in time, it counts. If that is wrong, tell us."
    ),
    "roll.paper_is_out": _l(
        "Ballot papers are out for: %(numbers)s. Nobody can say whose paper comes back. Take the "
        "papers back unused first, or leave these numbers on the roll."
    ),
    "roll.votes_on_paper": _l("The roll says that you vote on paper. Tell us to change that."),
    "roll.changed_meanwhile": _l(
        "Somebody changed one of these numbers on the roll meanwhile. Look at them again"
    ),
    "roll.may_not_vote_here": _l("The roll does not let this voter vote online. Tell us."),
    "verify.no_code": _l(
        "A code has 16 letters and numbers. This has %(letters)s, or a sign that no code has."
    ),
    "verify.receipt_empty": _l("Paste your receipt, or choose the file that you saved"),
    "verify.file_no_text": _l("This file is no text. Choose the file of your receipt."),
    "verify.receipt_too_long": _l("This is too long for a receipt. Paste one receipt alone."),
    "verify.no_receipt": _l(
        "This is no receipt. A receipt has a line “Box code”, or a promise that ends with a "
        "signature. Paste all of it, from its first line to its last."
    ),
    "verify.receipt_with_tracker": _l(
        "Your tracker was in it. Nobody should see it, we neither. We kept nothing of it and took "
        "it out of the text below. Press “Check the receipt” again. A tracker is checked after the "
        "count, on its own."
    ),
    "verify.receipt_of_two": _l(
        "Box code, envelope and promise in it are not of the same vote. Paste one receipt, as you "
        "saved it."
    ),
    "lot.only_staff": _l("Only staff of this round type the lot number."),
    "lot.ten_digits": _l("Enter 10 to 40 digits, as the dice fell"),
    "lot.second_person": _l("A second person must type the number. You typed it the first time."),
    "lot.stands_already": _l("The lot number stands already."),
    "lot.missing": _l("First two people type the lot number that dice gave in public."),
    "urn.key_not_here": _l("The key of this box is not on this machine."),
    "urn.key_folder": _l(
        "The folder for the key cannot be written. Nothing was frozen. Ask whoever runs it."
    ),
    "vote.not_looked_at": _l(
        "Something about this is odd. Read the list, and tick that you have looked at it."
    ),
    "urn.key_damaged": _l("The file with the key of this box is damaged. Use the copy of it."),
    "urn.key_does_not_fit": _l("The key on this machine belongs to another box. Use its own key."),
    "urn.counts_differ": _l(
        "%(marked)s voters are marked, but %(envelopes)s envelopes are in the box. "
        "Nothing is opened."
    ),
    "urn.paper_complete": _l(
        "All paper of this round is decided, so no more of it goes into the box."
    ),
    "urn.paper_slot_taken": _l(
        "Another vote lies in the box for a sheet of this batch. Nothing was put in. Ask the "
        "auditor."
    ),
    "urn.more_paper_than_out": _l(
        "There are more ballot papers than can be: %(votes)s votes on paper are in the box, and "
        "at most %(out)s can be. Count them again: what is beyond that is set aside, or two "
        "people say in public that it counts."
    ),
    "urn.more_paper_came_back": _l(
        "More ballot papers came back than were given out: %(count)s. Count them again. If it "
        "stays so, two people decide about it on the page “Ballot papers” of the clerk’s desk. "
        "Then the box can be closed."
    ),
    "urn.only_clerk_and_auditor": _l(
        "A clerk and an auditor of this round confirm the numbers of the box and close it."
    ),
    "urn.not_closed": _l(
        "The box is not closed yet. A clerk and an auditor close it when voting is over."
    ),
    "urn.paper_undecided": _l(
        "Paper that came in time is not decided yet. Decide it first, then close the box."
    ),
    "urn.numbers_changed": _l(
        "The box changed after the first person looked at its numbers. Look at them again."
    ),
    "urn.reason_needed": _l("Say what is wrong with the numbers"),
    "urn.not_separated": _l(
        "The sealed votes are not separated from the voters yet. Separate them first."
    ),
    "urn.separated_already": _l("The sealed votes are separated from the voters already."),
    "urn.separation_differs": _l(
        "The separated votes are not those of the closed box. Nothing was opened. Compare the "
        "database with its backup."
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
        "The storage of the box could not be written anew: something is still reading the "
        "database, perhaps a backup. Wait until it has ended, then press again."
    ),
    "urn.open_by_command": _l(
        "This box holds more votes than a page can open. Run: pbplatform urn open %(round)s"
    ),
    "amend.not_frozen": _l(
        "The ballot is not frozen yet. Until then a committee takes a project off it."
    ),
    "amend.called_off": _l("This round was called off. Nothing of its vote changes any more."),
    "amend.too_late_to_withdraw": _l(
        "Voting is over, so nobody could choose again. If the project wins, its team stops it."
    ),
    "amend.withdrawn_already": _l("This project is withdrawn already."),
    "amend.last_project": _l(
        "It is the last project of this vote. Without it there is nothing to vote on: call the "
        "round off instead."
    ),
    "amend.reason_needed": _l("Say why. Everybody reads it."),
    "amend.reason_long": _l("Use 500 letters or fewer"),
    "amend.too_late_to_extend": _l(
        "The paper is complete, or the box is closed. Voting cannot go on any more."
    ),
    "amend.extended_after_the_end": _l(
        "Voting had ended once already and went on. That happens only once."
    ),
    "amend.outage_backwards": _l("It must end after it began"),
    "amend.outage_not_over": _l("Enter a time that has passed: wait until people can vote again"),
    "amend.outage_outside": _l("Enter a time in which voting was open"),
    "amend.outage_made_good": _l(
        "Voting was extended for a part of this time already. Enter another outage"
    ),
    "amend.only_later": _l("Enter an end that is still to come, and later than the present one"),
    "amend.longer_than_outage": _l("People get no more time than they lost. Enter an earlier end"),
    "vote.project_withdrawn": _l(
        "Withdrawn from this vote, and so not in your choices any more: project %(numbers)s. Your "
        "other choices are still here. Press “Continue” once more."
    ),
}
