"""Sentences of the accounts slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "account.sign_in_first": _l("Sign in first. What you typed is kept."),
    "account.link_no_longer_works": _l(
        "This link was used before or is older than 15 minutes. Ask for a new one."
    ),
    "account.name_needed": _l("Enter the name we should use"),
    "account.name_of_somebody_public": _l(
        "Somebody who acts for the public has this name, or one that looks the same. "
        "Add something that tells you apart, like a second name."
    ),
    "account.name_too_long": _l("Use 80 letters or fewer"),
    "contact.address_needed": _l("Enter an e-mail address like name@example.org"),
    "contact.news_is_over": _l("There is no more news of this, so we keep no address."),
    "contact.not_found": _l(
        "We keep no address for this link. You get no news by it. Perhaps you stopped it before."
    ),
    "role.only_facilitators_grant": _l("Only a facilitator can give or end roles."),
    "role.does_nothing_yet": _l("This role does nothing yet, so nobody is given it."),
    "role.outside_your_scope": _l("This role is outside what you look after."),
    "role.not_narrower": _l("You can give and end roles narrower than your own, not the same one."),
    "role.expiry_in_the_past": _l("Enter a date that is still to come"),
    "role.held_already": _l(
        "This person holds this role there until that day or longer. Check the list above"
    ),
    "role.not_found": _l("There is no such role."),
    "role.reason_needed": _l("Say why the role ends. The reason is public."),
    "account.roles_first": _l(
        "You hold a public role. It must be ended or handed over first: a facilitator does that."
    ),
    "account.no_address": _l("You have no e-mail address here, so we cannot send you the link."),
    "account.address_same": _l("This is your address already"),
    "account.address_taken": _l(
        "Another account has this address. Nothing was changed. Sign in with that address, or "
        "take another one."
    ),
    "account.links_enough": _l(
        "We have sent you three links within the hour. Look in your mailbox, or try again later."
    ),
    "account.account_link_ended": _l(
        "This link was used before or is older than an hour. Ask for a new one on “Your data”."
    ),
    "role.ended_already": _l("This role has ended already."),
    "role.not_yours": _l("You can lay down a role of your own only."),
    "role.last_facilitator": _l(
        "Nobody else looks after the whole place. Ask somebody to be facilitator first; "
        "the role can end once they have accepted."
    ),
    "offer.not_found": _l("There is no such offer for you."),
    "offer.over": _l("This offer was answered or taken back, or nobody answered it in time."),
    "offer.fell": _l("Whoever offered this no longer holds the role. Somebody else must ask you."),
    "offer.yourself": _l(
        "Nobody makes their own role longer alone. Ask another facilitator or an auditor, or "
        "whoever runs the server: “pbplatform grant” does it."
    ),
    "offer.waits_already": _l("This person was asked already. They have not answered yet."),
    "offer.no_facilitator": _l("A facilitator of the place must ask for this."),
    "offer.nothing_to_hand_over": _l("You hold no such role there, so there is none to hand over."),
    "handing.no_such_receiver": _l("Choose somebody else who holds the same role there"),
    "handing.nothing": _l("Choose at least one thing, and to whom it goes"),
    "role.auditor_by_two": _l(
        "Two people give and end the role of auditor: you ask, and an auditor confirms."
    ),
    "pair.same_person": _l("A second person must do this. You did the first part."),
    "pair.one_is_auditor": _l("One of the two people must be an auditor."),
    "pair.role_too_new": _l(
        "The role is too new for this. It must have been public for two working days, "
        "or since the ballot was frozen."
    ),
    "pair.gave_the_role": _l(
        "One of you gave the other their role less than two working days ago. "
        "Another person must do this."
    ),
    "pair.not_your_role": _l("Your role does not do this."),
    "pair.asker_lost_role": _l(
        "Whoever asked no longer holds the role. Somebody else must ask again."
    ),
    "pair.not_found": _l("Nothing like this waits for a second person."),
    "pair.waits_already": _l("This waits for a second person already."),
    "pair.decided": _l("This was decided meanwhile. Nothing more was done."),
    "pair.lapsed": _l("Nobody confirmed this in time. Ask for it again."),
    "pair.other_facts": _l("What was asked for changed. Read it again, then decide."),
}
