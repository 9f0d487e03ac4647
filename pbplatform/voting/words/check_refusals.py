"""What the program finds when it checks itself, and what to do. Source: docs/rules/audit.md."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "check.definition_unreadable": _l(
        "The frozen ballot of this round was damaged, so we show and take nothing. Whoever runs "
        "this place must put the database back from a copy, and say so in public."
    ),
    "check.definition_missing": _l(
        "The round is frozen or closed, but its frozen definition is gone. Nobody may vote, close "
        "or count. Put the database back from a copy, and say so in public."
    ),
    "check.definition_hash": _l(
        "The frozen definition is not the one whose hash was stored with it. Compare it with the "
        "first entry of the round’s ballot log, and say in public what was changed."
    ),
    "check.definition_log": _l(
        "The frozen definition is not the one in the first entry of the round’s ballot log. "
        "Compare the two, and say in public what was changed."
    ),
    "check.row_strayed": _l(
        "The database says something else than the frozen definition about: %(facts)s. The "
        "definition counts. Find out who changed it, and put it back."
    ),
    "check.projects_strayed": _l(
        "The list of projects in the database is not the frozen one. It differs at: %(numbers)s. "
        "The definition counts. Find out who changed it, and put it back."
    ),
    "check.not_taken": _l(
        "This vote was not cast. We found that somebody changed the frozen ballot in our "
        "database, so we take no vote until it is as everybody saw it. We were told. Your letter "
        "stays good: try again later, or tell us."
    ),
    "check.log_gap": _l(
        "The entries of the log %(log)s, %(entries)s in all, are not numbered from 0 without a "
        "gap. Entries are missing or were put in. Compare it with a copy that others have."
    ),
    "check.log_older": _l(
        "Entries in order in the log %(log)s: %(entries)s. This machine saw %(seen)s before. An "
        "older copy of the database was put in its place, or entries were deleted. If you put a "
        "copy back, say so in public: pbplatform accept-log %(log)s --by NAME --reason WORDS"
    ),
    "check.log_changed": _l(
        "The log %(log)s does not begin with the entries that this machine saw before, %(seen)s in "
        "all. Somebody changed, deleted or put in entries, or put another database in its "
        "place. If you put a copy back, say so in public: pbplatform accept-log %(log)s --by NAME "
        "--reason WORDS"
    ),
    "check.checkpoint_differs": _l(
        "The signed checkpoint of the log %(log)s over %(entries)s entries is not as it was "
        "signed. Compare it with one that others keep."
    ),
    "check.filing_differs": _l(
        "Pages would not find entry %(entry)s of the log %(log)s by its kind, its subject or its "
        "day: what stands beside it is not what its bytes say. Put these columns back from a copy."
    ),
    "check.unreadable": _l(
        "What stands in the database about %(about)s cannot be read to its end: %(error)s. Find "
        "out who changed it, and put it back from a copy."
    ),
    "check.roll_after_freeze": _l(
        "The public log has entries that put voters on the roll after the freeze by one person, "
        "which nobody may: %(count)s. Find out who wrote them, and say so in public."
    ),
    "check.taken_out_differs": _l(
        "Envelopes that left the box in one log and not in the other: %(count)s. Two people must "
        "have taken each one out in public. Compare both logs with copies that others have."
    ),
    "check.role_not_in_log": _l(
        "Roles that people hold and that no entry of the public log gave them: %(count)s. Find "
        "out who put them into the database, and end them."
    ),
    "check.minutes_differ": _l(
        "Minutes that are not as the public log has them, of %(count)s meetings, the first "
        "%(first)s. Find out who changed them, and put them back from a copy."
    ),
    "check.points_gone": _l(
        "Points that were published and are gone from the pages: %(count)s, the first %(first)s. "
        "Find out who changed them, and put them back from a copy."
    ),
    "check.answers_differ": _l(
        "Answers that are not as the public log has them, to %(count)s points, the first "
        "%(first)s. Find out who changed them, and put them back from a copy."
    ),
    "check.log_unreadable": _l(
        "Entry %(entry)s of the log %(log)s cannot be read. Compare it with a copy that others "
        "have."
    ),
    "check.envelope_twice": _l(
        "Envelopes that the ballot log names twice: %(count)s. Compare it with a copy that others "
        "have."
    ),
    "check.box_differs": _l(
        "The box is not what its log says. Envelopes in it without an entry: %(extra)s; entries "
        "whose envelope is not in it: %(missing)s. Nothing may be closed or opened. Ask the "
        "auditor, and say in public what was found."
    ),
    "check.envelope_changed": _l(
        "Envelopes in the box that are not as they were sealed, by their hash: %(count)s. "
        "Nothing may be opened. Ask the auditor, and say in public what was found."
    ),
    "check.marks_differ": _l(
        "Voters marked without an envelope, or with one and no mark: %(count)s. Nothing may "
        "be closed or opened. Ask the auditor, and say in public what was found."
    ),
    "check.more_paper_than_out": _l(
        "Votes on paper in the box: %(votes)s. Ballot papers given out and not taken back: "
        "%(out)s. Nothing may be closed or opened. Ask the auditor, and say in public what was "
        "found."
    ),
    "check.replaced_differs": _l(
        "The list of replaced envelopes is not what the log says. Differences: %(count)s. Ask the "
        "auditor, and say in public what was found."
    ),
    "check.roll_size": _l(
        "Voters on the roll: %(roll)s. The entries of the log about it add up to %(told)s. "
        "Somebody added or removed voters without an entry. Ask the clerk and the auditor."
    ),
    "check.struck_differ": _l(
        "Voters who are struck in the database and not by the log, or by the log alone: "
        "%(count)s. Somebody changed the roll without an entry. Ask the clerk and the auditor."
    ),
    "check.roll_root_differs": _l(
        "The two logs and the database do not say the same of the roll’s fingerprint, or of how "
        "many numbers it covers. Ask the auditor, and say in public what was found."
    ),
    "check.roll_not_of_root": _l(
        "The roll is not the one whose fingerprint the log has since the close. Somebody changed "
        "a number, a state or a mark. Ask the auditor, and say in public what was found."
    ),
    "check.stage_differs": _l(
        "The database and the ballot log do not agree whether, or when, this happened: %(what)s. "
        "Ask the auditor, and say in public what was found."
    ),
    "check.amendments_differ": _l(
        "The projects that count as withdrawn, or the end of voting, are not those of the ballot "
        "log. Ask the auditor, and say in public what was found."
    ),
    "check.amendment_site_log": _l(
        "Amendment %(number)s is not in the site log as the database tells it. Ask the auditor, "
        "and say in public what was found."
    ),
    "check.site_log_differs": _l(
        "The site log and the ballot log do not say the same about this: %(what)s. Somebody "
        "changed one of them. Compare both with copies that others have."
    ),
    "check.lot_differs": _l(
        "The lot number in the database is not the one that two people typed and the log names. "
        "Put the logged number back, and say in public what was found."
    ),
    "check.ballots_differ": _l(
        "The published votes are not the ones whose hash the log names. Nothing may be counted "
        "from them. Ask the auditor, and say in public what was found."
    ),
    "check.envelopes_differ": _l(
        "The published envelopes are not the ones whose hash the log names. Ask the auditor, and "
        "say in public what was found."
    ),
    "check.result_hash": _l(
        "The stored result is not the one whose hash the log names. Compare it with the log, and "
        "say in public what was changed."
    ),
    "check.result_recount": _l(
        "Counting the published votes again gives another result than the stored one. Ask the "
        "auditor, and say in public what was found."
    ),
    "check.channels": _l(
        "Votes online and on paper do not add up to all votes, or ballot papers are missing in the "
        "numbers. Compare them with the entry of the close, and say in public what was found."
    ),
    "check.result_page": _l(
        "The figures on the page of the result are not those of the stored result. They differ at: "
        "%(what)s. Put them back, and say in public what was changed."
    ),
    "urn.more_damaged_than_votes": _l("The box holds %(held)s votes. Enter no more than that"),
    "urn.few_damaged": _l("So few need nobody’s word. The trustees can bring the list"),
    "urn.too_many_damaged": _l(
        "%(damaged)s of %(held)s votes cannot be opened. That is too many for an accident, so "
        "nothing was published and nothing is counted. The votes stay sealed in the box. Look "
        "first whether this is the right key and the right database."
    ),
    "log.not_known": _l("There is no log of this name."),
    "log.nothing_to_accept": _l("This log is as this machine saw it. There is nothing to accept."),
    "log.reason_needed": _l("Say in words why. It is public."),
}
