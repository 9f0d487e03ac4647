"""Sentences that belong to no slice."""

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "page.not_found": _l("There is no such page."),
    "role.not_held": _l("Only a person with the role “%(role)s” can do this."),
    "clock.differs": _l(
        "Nothing was done. The clocks of our machines differ by more than two seconds, so we "
        "cannot say what is in time. Whoever runs them must set them right. Then try again."
    ),
    "clock.went_back": _l(
        "Nothing was done. The clock of our machine went back or stood still, so we cannot say "
        "what is in time. Whoever runs it must set it right and start it again. Then try again."
    ),
    "clock.behind_log": _l(
        "Nothing was done. The clock of our machine shows a time before the newest entry of the "
        "public log. Whoever runs it must set it right. Then try again."
    ),
    "state.not_from_here": _l("This was already changed by somebody. Look at the page again."),
    "confirmation.changed": _l(
        "This changed since you opened the page, so nothing was done. Look at it again."
    ),
    "confirmation.look_first": _l(
        "This page did not say what you were confirming, so nothing was done. Look at it again."
    ),
    "print.busy": _l(
        "Many pages are being made ready to print at this moment. Try again in a minute."
    ),
    "print.failed": _l(
        "We could not make this ready to print. Whoever runs the site can read why in its log."
    ),
    "print.no_fonts": _l(
        "We cannot make pages to print: their fonts are missing. Whoever runs the site must run "
        "“make assets”."
    ),
    "print.too_long": _l("This is too long to print in one piece."),
    "form.which_button": _l("Nothing was done yet. Press the button of what you want to do."),
    "storage.in_use": _l(
        "Somebody still reads an older state of the database, so it was not written anew yet."
    ),
    "file.too_large": _l("The picture must be smaller than 10 MB."),
    "file.too_many_pixels": _l(
        "The picture has too many pixels. Make it smaller: a photo at most 25 million, others 16."
    ),
    "file.without_form": _l("We could not take the picture with this page. Choose it once more."),
    "file.busy": _l(
        "Many pictures are arriving at this moment. What you typed is kept: choose the picture "
        "again in a minute, or go on without one."
    ),
    "file.not_a_picture": _l("This file is not a picture we can read. Use JPEG, PNG or WebP."),
    "table_file.file_too_large": _l(
        "This file is too large. Leave out columns or rows, or make several files of it"
    ),
    "table_file.old_spreadsheet": _l("This is an old kind of spreadsheet. Save it as .xlsx or CSV"),
    "table_file.empty_file": _l("There is nothing in this file"),
    "table_file.unreadable": _l("We cannot read this file. Save it as CSV (UTF-8) and try again"),
    "table_file.no_such_sheet": _l("This spreadsheet has no sheet of that name"),
    "table_file.file_is_gone": _l(
        "The file is no longer here: we keep it closed for an hour. Choose it again"
    ),
    "draft.too_large": _l(
        "No draft was saved: it is too long. What you typed is still on this page. Make it shorter."
    ),
}
