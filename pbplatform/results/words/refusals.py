"""Sentences of the results slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "result.not_opened": _l("The box is not opened yet, so there is nothing to count."),
    "result.counted_already": _l("The result stands already and never changes."),
    "result.not_published": _l("The result of this round is not published yet."),
    "bundle.older_order": _l(
        "This vote was counted under the older order, before closed votes were laid apart in "
        "public. There is no file to check it with in one step. Its other files are there."
    ),
    "result.no_such_file": _l("The count has no file of this name."),
    "result.no_such_tracker": _l(
        "No ballot in this list has this tracker. Check each letter. If you changed your vote, "
        "only your newest tracker is in the list."
    ),
    "result.certified_stands": _l("The result is certified. It stands."),
    "objection.certified": _l("The result is certified, so nobody can object any more."),
    "objection.counted_again": _l(
        "This count was found wrong and is counted again. Then you can object to the new count."
    ),
    "objection.days_over": _l("The days to object to the count are over."),
    "objection.kind_needed": _l("Choose what is wrong"),
    "objection.words_needed": _l("Say what is wrong, and how you know"),
    "objection.words_too_long": _l("Use 1,500 letters or fewer"),
    "objection.not_found": _l("There is no objection of this number."),
    "objection.draft_gone": _l("This objection was sent already, or it is older than 7 days."),
    "objection.only_its_author": _l("Only who sent an objection can withdraw it."),
    "objection.ended": _l("This objection was answered or withdrawn already."),
    "objection.only_facilitator": _l("A facilitator of this round answers this objection."),
    "objection.only_auditor": _l(
        "An auditor answers this objection: it is about what the facilitator did."
    ),
    "objection.own": _l("This is your own objection. Somebody else has to answer it."),
    "objection.counted_since": _l("The votes were counted again since. This answer stands."),
    "objection.verdict_needed": _l("Choose what your answer is"),
    "objection.reason_needed": _l("Say why. The reason is public."),
    "recount.owed_already": _l("It was decided already that the votes are counted again."),
    "recount.open_objections": _l(
        "Objections that wait for an answer: %(count)s. Answer them first, then count again."
    ),
    "recount.not_owed": _l("Nobody decided that this count was wrong, so it is not done again."),
    "certificate.stands": _l(
        "This result is certified already, or was counted before there was one."
    ),
    "certificate.recount_owed": _l(
        "This count was found wrong. Have the votes counted again first."
    ),
    "certificate.days_to_object": _l(
        "Everybody can still object. Certify when the days to object are over."
    ),
    "certificate.open_objections": _l("Objections that wait for an answer: %(count)s."),
    "certificate.opened_again_differs": _l(
        "Somebody opened the box again, and another list of votes came out (%(number)s). Answer "
        "that first."
    ),
    "certificate.recount_differs": _l(
        "The published votes, counted again now, give another result than the stored one. Do not "
        "certify it. Two people can have the votes counted again in public."
    ),
    "result.is_a_box_code": _l(
        "This is a box code, which never shows a choice. Enter your tracker, the private code."
    ),
}
