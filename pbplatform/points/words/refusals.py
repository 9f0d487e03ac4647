"""Sentences of the points slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "point.answered_already": _l("This point is answered, so it can no longer be withdrawn."),
    "point.not_to_withdraw": _l("This point cannot be withdrawn now."),
    "point.not_withdrawn": _l("This point is not withdrawn."),
    "point.too_late_to_go_on": _l("The days to go on with this point are over. Raise a new one."),
    "point.only_its_people": _l("Only who raised the point or supports it can go on with it."),
    "point.photo_alt_needed": _l("Describe the picture, or remove it"),
    "point.photo_gone": _l("We no longer have the picture. Choose it again."),
    "point.draft_gone": _l("This point was sent, or it is older than 7 days."),
    "point.why_too_long": _l("Use 500 letters or fewer"),
    "point.not_found": _l("There is no such point."),
    "point.title_needed": _l("Say it in a few words"),
    "point.words_needed": _l("Say what you want to change"),
    "point.words_too_long": _l("Use 1,500 letters or fewer"),
    "point.kind_unknown": _l("Choose a request, a question or a concern"),
    "point.not_your_own": _l("You raised this point, so another facilitator must read it."),
    "point.read_already": _l("This point was read before, or it is not open any more."),
    "point.reason_needed": _l("Give a reason. The person who asked reads it."),
    "point.not_public": _l("This point is not open."),
    "point.own_point": _l("You raised this point, so you are counted already."),
    "point.only_its_asker": _l("Only the person who raised the point can do this."),
    "point.no_answer_due": _l("No answer is due for this point now."),
    "point.not_offered": _l("Nobody has passed this point on."),
    "point.passed_on_already": _l(
        "This point was passed on once already. Ask the facilitator if it is not yours."
    ),
    "point.same_team": _l("Choose another team"),
    "point.join_another": _l("Choose another point of this forum"),
    "point.join_open_only": _l("Only points without an answer can be joined."),
    "clock.extended_already": _l("More time was asked for once already."),
    "clock.paused_already": _l("The clock was stopped once already."),
    "clock.is_stopped": _l("The clock is stopped while the resident answers a question."),
    "clock.not_started": _l("The clock has not started yet."),
    "clock.too_late_for_more": _l("More time must be asked for before the promised day."),
    "clock.too_late_to_ask": _l("The promised day has passed, so the clock cannot stop."),
    "clock.second_answer": _l("A second answer has its own date. It cannot be moved."),
    "clock.nobody_to_ask": _l("Nobody with an account raised this point, so nobody can reply."),
    "clock.nothing_asked": _l("Nobody has asked you a question about this point."),
    "clock.replied_already": _l("You have replied already."),
    "clock.days_out_of_range": _l("Enter 1 to 10 working days"),
    "text.needed": _l("Write what people should read"),
    "text.reason_needed": _l("Give a reason. It is public."),
    "answer.draft_changed": _l(
        "You saved other words in another window meanwhile. These are not saved yet"
    ),
    "answer.writes_own": _l(
        "This person writes an answer to that point already. Choose somebody else, or ask them to "
        "drop theirs first."
    ),
    "answer.draft_gone": _l("This draft is gone."),
    "answer.own_draft_only": _l("Only the person who wrote a draft can drop it."),
    "answer.not_found": _l("There is no such answer."),
    "answer.no_such_correction": _l("Choose what you correct"),
    "answer.correction_too_long": _l("Use 1,500 letters or fewer"),
    "point.nobody_there": _l(
        "Nobody acts for that team now, so nobody could take the point. Choose another team."
    ),
    "answer.elected_only": _l("Two answers did not answer this. The elected person answers now."),
    "answer.someone_more_senior": _l(
        "A second answer comes from somebody more senior, with another post."
    ),
    "answer.sentence_needed": _l("Say your answer in one sentence"),
    "answer.sentence_too_long": _l("Use 200 letters or fewer"),
    "answer.kind_unknown": _l("Choose what kind of answer it is"),
    "answer.questions_only": _l("“Answer” is for questions. For a request say yes, in part or no."),
    "answer.link_needed": _l("Link to where people can see it"),
    "answer.about_unknown": _l(
        "Give the address of a point or a project on this site, or the number of a point"
    ),
    "answer.project_unknown": _l("Give the address of a project on this site"),
    "answer.about_itself": _l("This is the point that you answer. Name another one, or none"),
    "answer.about_not_public": _l("There is no such point or project that everybody may see"),
    "answer.link_not_web": _l("Enter an address that begins with https:// or http://"),
    "answer.too_many_words": _l("Use 300 words or fewer"),
    "answer.reason_needed": _l("Choose a reason"),
    "answer.detail_needed": _l("Add the figure, the link, whose it is, or your reason in words"),
    "answer.detail_needs_link": _l("Add the link, an address that begins with https://"),
    "answer.detail_needs_figure": _l("Add the figure: how much money"),
    "answer.change_needed": _l("Say what would change it"),
    "answer.promise_needed": _l("Add a date, or choose ‘No’ and say why."),
    "answer.promise_incomplete": _l("A promise needs what, who and by when"),
    "answer.promise_in_the_past": _l("Enter a day that is still to come"),
    "assessment.not_part_of_it": _l(
        "The asker, the supporters and those who were at the meeting can say this."
    ),
    "assessment.only_staff": _l("Facilitators and clerks of this forum write this down."),
    "assessment.asker_has_account": _l(
        "The person who asked has an account. They say it there themselves."
    ),
    "assessment.you_answer": _l("You answer here. Somebody else writes down what people say."),
    "assessment.no_answer_yet": _l("There is no answer yet."),
    "assessment.window_over": _l("The time to say this is over."),
    "assessment.too_long": _l("Use %(letters)s letters or fewer."),
    "assessment.consent_needed": _l("Read the sentence out. Tick this when the person says yes."),
    "point.only_staff_for": _l("Facilitators and clerks of this forum write this down."),
    "point.name_too_long": _l("Use %(letters)s letters or fewer."),
    "point.asker_has_account": _l("Whoever raised it has an account. They do it there."),
    "assessment.verdict_needed": _l("Choose yes, partly or no"),
}
