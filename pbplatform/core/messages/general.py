"""Sentences that belong to no slice."""

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "page.not_found": _l("There is no such page."),
    "role.not_held": _l("Only a person with the role “%(role)s” can do this."),
    "state.not_from_here": _l("This was already changed by somebody. Look at the page again."),
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
}
