"""What an entry of the public log says, in words: for each kind its sentences, the fullest first.

The first sentence whose values are all in the entry is taken; the last one of each kind needs none.
`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.audit.kinds import Kind

SENTENCES: dict[Kind, tuple[LazyString, ...]] = {
    # The place and its people
    Kind.PLACE_CREATED: (_l("The place %(name)s was set up."), _l("The place was set up.")),
    Kind.PLACE_CHANGED: (_l("The settings of the place were changed."),),
    Kind.AREA_ADDED: (_l("The area %(name)s was added."), _l("An area was added.")),
    Kind.TEAM_ADDED: (_l("The team %(name)s was added."), _l("A team was added.")),
    Kind.LOG_ACCEPTED: (
        _l(
            "Whoever runs this place put another copy of the log %(log)s in its place: it has "
            "%(entries)s, the one before had %(seen_entries)s. %(reason)s"
        ),
        _l("Whoever runs this place put another copy of a log in its place."),
    ),
    Kind.CALENDAR_FROZEN: (
        _l(
            "A holiday table was frozen: %(region)s, %(days)s, %(own)s of them the place’s "
            "own. The weekend is %(weekend)s. Working days are counted by it."
        ),
        _l("A holiday table was frozen: %(region)s, %(days)s. Working days are counted by it."),
        _l("A holiday table was frozen. Working days are counted by it."),
    ),
    Kind.ROLE_GRANTED: (
        _l("%(name)s was given the role “%(role)s” until %(expires)s."),
        _l("A role was given."),
    ),
    Kind.ROLE_ENDED: (
        _l("The role “%(role)s” of %(name)s was ended: %(reason)s"),
        _l("A role was ended."),
    ),
    Kind.NAME_CHANGED: (
        _l("%(name_before)s, with the role “%(role)s”, is now called %(name)s."),
        _l("Somebody with a public role changed their name."),
    ),
    Kind.PAIR_ASKED: (
        _l("One person asked for something that two people do: %(act)s. It waits for a second."),
        _l("One person asked for something that two people do."),
    ),
    Kind.PAIR_CONFIRMED: (
        _l("Two people did it together: %(act)s. %(first)s asked, %(second)s confirmed."),
        _l("Two people did something together."),
    ),
    Kind.PAIR_TURNED_DOWN: (
        _l("A second person turned down what was asked for: %(act)s."),
        _l("A second person turned down what was asked for."),
    ),
    Kind.PAIR_TAKEN_BACK: (
        _l("Whoever asked took it back: %(act)s."),
        _l("Whoever asked for something took it back."),
    ),
    # A round
    Kind.ROUND_PUBLISHED: (
        _l("The round %(name)s was published: %(money_minor)s to spend."),
        _l("A round was published."),
    ),
    Kind.ROUND_DATES_MOVED: (
        _l("Dates of the round moved later: %(reason)s"),
        _l("Dates of the round moved later."),
    ),
    Kind.COMMITTEE_ADDED: (
        _l("The committee %(name)s was added."),
        _l("A committee was added."),
    ),
    Kind.DEFINITION_FROZEN: (
        _l(
            "Sealed: the rule and %(projects)s, with every cost. From here rule and "
            "money cannot change. Voting closes on %(closes_at)s."
        ),
        _l("The rule, the projects and their costs were sealed. Rule and money cannot change."),
    ),
    # Ideas and proposals
    Kind.IDEA_SENT: (
        _l("Idea %(n)s was sent in. It is read by %(read_by)s."),
        _l("An idea was sent in."),
    ),
    Kind.IDEA_PUBLISHED: (_l("Idea %(n)s was published."), _l("An idea was published.")),
    Kind.IDEA_REFUSED: (
        _l("Idea %(n)s was not published. %(rule)s."),
        _l("An idea was not published."),
    ),
    Kind.IDEA_CLAIMED: (
        _l("The committee %(committee)s took idea %(n)s."),
        _l("A committee took an idea."),
    ),
    Kind.IDEA_NOT_TAKEN: (
        _l("Idea %(n)s was not taken further: %(words)s"),
        _l("An idea was not taken further."),
    ),
    Kind.IDEA_HANDED_BACK: (
        _l("The committee %(committee)s handed idea %(n)s back: %(reason)s"),
        _l("A committee handed an idea back."),
    ),
    Kind.LEAVING_RECORDED: (
        _l("A delegate wants to leave idea %(n)s. A second one must confirm it."),
        _l("A delegate wants to leave an idea. A second one must confirm it."),
    ),
    Kind.LEAVING_OBJECTED: (
        _l("Idea %(n)s is not left: %(reason)s"),
        _l("An idea is not left."),
    ),
    Kind.IDEA_WITHDRAWN: (
        _l("Its author withdrew idea %(n)s."),
        _l("An author withdrew an idea."),
    ),
    Kind.IDEA_SECOND_LOOK: (
        _l("The author of idea %(n)s asked for a second look. It is due by %(read_by)s."),
        _l("An author asked for a second look at an idea."),
    ),
    Kind.INTEREST_DECLARED: (
        _l("A delegate declared an interest in %(ideas)s."),
        _l("A delegate declared their interests."),
    ),
    Kind.PROPOSAL_CREATED: (
        _l("Proposal %(n)s was begun from %(ideas)s: %(title)s"),
        _l("A proposal was begun."),
    ),
    Kind.PROPOSAL_CHANGED: (
        _l("Proposal %(n)s was changed, now version %(version)s: %(reason)s"),
        _l("A proposal was changed."),
    ),
    Kind.COSTING_ASKED: (
        _l("The team %(team)s was asked what proposal %(n)s costs, by %(due)s."),
        _l("A team was asked what a proposal costs."),
    ),
    Kind.COSTING_PASSED: (
        _l("The team %(team)s passed the question about proposal %(n)s to %(to)s: %(reason)s"),
        _l("A team passed a question about a proposal to another team."),
    ),
    Kind.COSTING_GIVEN: (
        _l("The team %(team)s said what proposal %(n)s costs, working days late: %(days_late)s."),
        _l("The team %(team)s said in time what proposal %(n)s costs."),
        _l("A team said what a proposal costs."),
    ),
    Kind.DECISION_RECORDED: (
        _l(
            "A decision on proposal %(n)s was written down. "
            "It stands when all who are named confirm it."
        ),
        _l("A delegate wrote down what a committee decided. It does not stand yet."),
    ),
    Kind.DECISION_OBJECTED: (
        _l("What was written down of the decision on proposal %(n)s does not stand: %(reason)s"),
        _l("What was written down of a decision does not stand."),
    ),
    Kind.PROPOSAL_DECIDED: (
        _l("The committee %(committee)s decided on proposal %(n)s: %(decision)s."),
        _l("A committee decided on a proposal."),
    ),
    # The vote
    Kind.ROLL_IMPORTED: (
        _l("Added to the roll: %(added)s. It now has %(size)s."),
        _l("Voters were added to the roll."),
    ),
    Kind.ROLL_CODE_CANCELLED: (
        _l("Cancelled before voting opened, and made again: %(letters)s."),
        _l("A lost letter was cancelled and a new code was issued."),
    ),
    Kind.ROLL_TAKEN_BACK: (
        _l("Taken off the roll again: %(removed)s. It now has %(size)s."),
        _l("Voters who had been added were taken off the roll before the freeze."),
    ),
    Kind.ROLL_ADDED_LATE: (
        _l(
            "Added to the roll after the freeze, with sealed spare letters: %(added)s. By "
            "%(first)s and %(second)s. The roll now has %(size)s."
        ),
        _l("Voters were added after the freeze by two people."),
    ),
    Kind.ROLL_SPARE_BOUND: (
        _l(
            "The letter of voter %(voter)s was replaced by spare letter %(spare)s, by %(first)s "
            "and %(second)s. It can put in a first vote and replaces none."
        ),
        _l("A letter was replaced by a sealed spare letter."),
    ),
    Kind.LETTER_KEY_TAKEN: (
        _l("The key of letter file %(file)s was taken by a second person."),
        _l("The key of a letter file was taken by a second person."),
    ),
    Kind.ENVELOPE_TAKEN_OUT: (
        _l(
            "%(first)s and %(second)s took a closed vote out of the box that was not its voter’s. "
            "Its box code: %(box_code)s."
        ),
        _l("A closed vote was taken out of the box by two people. Who and when: in the site log."),
    ),
    Kind.ENVELOPE_CAST: (
        _l("A closed vote went into the box and replaced an older one."),
        _l("A closed vote went into the box."),
    ),
    Kind.LOT_SEEDED: (
        _l("The lot was rolled: %(digits)s, typed by %(first_by)s and by %(second_by)s."),
        _l("The lot was rolled."),
    ),
    Kind.URN_CLOSED: (
        _l(
            "The box was closed: %(envelopes)s, %(roll)s on the roll. After the freeze two people "
            "added %(added)s, replaced %(reissued)s and took %(taken_out)s out."
        ),
        _l("The box was closed: %(envelopes)s, %(roll)s on the roll."),
        _l("The box was closed."),
    ),
    Kind.DAMAGE_ACCEPTED: (
        _l(
            "Votes that cannot be opened: %(damaged)s of %(held)s. %(first)s and %(second)s "
            "decided that the others are counted all the same."
        ),
        _l("Two people let the opening go on though many votes cannot be opened."),
    ),
    Kind.URN_OPENED: (
        _l(
            "The box was opened, earlier than promised: the hour was %(promised_at)s. Votes that "
            "do not count: %(invalid)s."
        ),
        _l("The box was opened. Votes that do not count: %(invalid)s."),
        _l("The box was opened and every vote was published without its voter."),
    ),
    Kind.STORAGE_REWRITTEN: (
        _l("The tables in which voters and sealed votes had stood were written anew."),
    ),
    Kind.RESULT_COUNTED: (
        _l("The votes were counted. Won: %(winners)s. Cost: %(spent_minor)s."),
        _l("The votes were counted."),
    ),
    # What comes of it
    Kind.BUDGET_LINE_GIVEN: (
        _l("%(title)s got its budget line %(line)s of %(amount_minor)s. Owner: %(team)s."),
        _l("A project that won got its budget line."),
    ),
    Kind.BUDGET_LINE_CHANGED: (
        _l("The budget line of %(title)s changed: %(reason)s"),
        _l("The budget line of a project changed."),
    ),
    Kind.PROJECT_STEP_SET: (
        _l("%(title)s is at the step “%(step)s”."),
        _l("A project that won is at a new step."),
    ),
    Kind.PROJECT_STEP_TAKEN_BACK: (
        _l("%(title)s is not at the step “%(step)s”. That was a mistake: %(reason)s"),
        _l("A step of a project that won was set by mistake and taken back."),
    ),
    Kind.PROJECT_STOPPED: (
        _l("%(title)s was stopped: %(reason)s Decided by: %(decided_by)s."),
        _l("A project that won was stopped."),
    ),
    Kind.PROJECT_NEXT_STEP_SET: (
        _l("Next for %(title)s, by %(due)s: %(words)s"),
        _l("A project that won has a next step with a date."),
    ),
    Kind.PROJECT_DATE_MOVED: (
        _l("The next step of %(title)s moved from %(due_before)s to %(due)s: %(reason)s"),
        _l("The next step of a project moved."),
    ),
    Kind.PROJECT_UPDATED: (
        _l("There is an update on %(title)s. Spent so far: %(spent_minor)s."),
        _l("There is an update on a project that won."),
    ),
    Kind.PROJECT_UPDATE_ASKED: (
        _l("There was no update on %(title)s for %(days)s. We asked %(team)s for one."),
        _l("A team was asked for an update."),
    ),
    # Forums
    Kind.FORUM_CALLED: (_l("The forum %(name)s was called."), _l("A forum was called.")),
    Kind.MEETING_CALLED: (
        _l("A meeting was called for %(starts_at)s, %(venue)s."),
        _l("A meeting was called."),
    ),
    Kind.MEETING_CANCELLED: (
        _l("A meeting was cancelled: %(reason)s"),
        _l("A meeting was cancelled."),
    ),
    Kind.MINUTES_CIRCULATED: (_l("The minutes of a meeting were published, to be approved."),),
    Kind.MINUTES_APPROVED: (_l("The minutes of a meeting were approved."),),
    Kind.MINUTES_AMENDED: (_l("The minutes of a meeting were amended."),),
    Kind.POINT_RAISED: (_l("Point %(n)s was raised."), _l("A point was raised.")),
    Kind.POINT_PUBLISHED: (
        _l("Point %(n)s was published: %(title)s"),
        _l("A point was published."),
    ),
    Kind.POINT_REFUSED: (_l("Point %(n)s was not published."), _l("A point was not published.")),
    Kind.POINT_KIND_CHANGED: (
        _l("Point %(n)s is now of another kind: %(reason)s"),
        _l("A point is now of another kind."),
    ),
    # Answers and promises
    Kind.POINT_ASSIGNED: (
        _l("Point %(n)s was given to a team to answer."),
        _l("A point was given to a team to answer."),
    ),
    Kind.POINT_PASSED_ON: (
        _l("Point %(n)s was passed on to another team: %(reason)s"),
        _l("A point was passed on to another team."),
    ),
    Kind.POINT_TAKEN: (
        _l("An official took point %(n)s."),
        _l("An official took a point."),
    ),
    Kind.POINT_SENT_BACK: (
        _l("Point %(n)s was sent back by its team: %(reason)s"),
        _l("A point was sent back by its team."),
    ),
    Kind.POINT_JOINED: (
        _l("Point %(n)s was joined with point %(to)s: %(reason)s"),
        _l("Two points were joined."),
    ),
    Kind.POINT_NOTED: (
        _l("A note was added to point %(n)s: %(note)s"),
        _l("A note was added to a point."),
    ),
    Kind.POINT_EXTENDED: (
        _l("The answer to point %(n)s moved from %(due_before)s to %(due_after)s: %(reason)s"),
        _l("The answer to a point was given more time."),
    ),
    Kind.POINT_PAUSED: (
        _l("Point %(n)s waits for its asker. Left of its time: %(working_days_left)s."),
        _l("A point waits for its asker."),
    ),
    Kind.POINT_RESUMED: (
        _l("Point %(n)s no longer waits. Its time runs again."),
        _l("The time of a point runs again."),
    ),
    Kind.ANSWER_PUBLISHED: (
        _l("Point %(n)s was answered, working days late: %(working_days_late)s. “%(sentence)s”"),
        _l("Point %(n)s was answered in time: “%(sentence)s”"),
        _l("A point was answered."),
    ),
    Kind.ANSWER_CORRECTED: (
        _l("The answer to point %(n)s was corrected: %(correction)s"),
        _l("An answer was corrected."),
    ),
    Kind.ANSWER_ASSESSED: (
        _l("Somebody said whether the answer to point %(n)s answers it."),
        _l("Somebody said whether an answer answers the point."),
    ),
    Kind.POINT_ESCALATED: (
        _l("Point %(n)s needs a second answer by somebody more senior, by %(due)s."),
        _l("A point needs an answer by somebody more senior."),
    ),
    Kind.COMMITMENT_MADE: (
        _l("%(owner)s promised, by %(due)s: %(what)s"),
        _l("A promise was made."),
    ),
    Kind.COMMITMENT_MOVED: (
        _l("A promise moved from %(due_before)s to %(due_after)s: %(reason)s"),
        _l("A promise moved."),
    ),
    Kind.COMMITMENT_DONE: (
        _l("A promise was said to be done on %(done_on)s: %(note)s"),
        _l("A promise was said to be done."),
    ),
    Kind.COMMITMENT_GIVEN_UP: (
        _l("A promise was given up: %(reason)s"),
        _l("A promise was given up."),
    ),
    Kind.COMMITMENT_TAKEN_BACK: (
        _l("What was said of the end of a promise was taken back: %(reason)s"),
        _l("What was said of the end of a promise was taken back."),
    ),
}

FAMILIES: dict[str, LazyString] = {
    "place": _l("The place and its people"),
    "round": _l("Rounds"),
    "idea": _l("Ideas"),
    "proposal": _l("Proposals"),
    "vote": _l("The vote and the count"),
    "delivery": _l("Projects that won"),
    "forum": _l("Forums"),
    "response": _l("Answers and promises"),
}
