"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "venue.vote_over": _l("Voting is over. The list of voting places stays as it is."),
    "venue.is_the_same": _l("Nothing differs from what the list says. Change something first"),
    "venue.gone_already": _l("This voting place was taken away before. You can add it again."),
    "venue.only_its_staff": _l("A facilitator or clerk of this round looks after its places."),
    "venue.closing_is_over": _l("This time is over. Choose a later one"),
    "venue.closing_ends_first": _l("It must end after it begins, and after now. Check the times"),
    "venue.no_such_time": _l("The clocks go forward over this time on that day. Choose another"),
    "venue.not_open_then": _l("The place is not open then, so there is nothing to close"),
    "venue.open_already": _l("This closing does not hold any more. See what the list says now."),
    "venue.how_many_hours": _l("Enter at least one line of hours, and %(most)s at most"),
    "venue.not_hours": _l(
        "Line %(line)s is not a day and two times. Write it like 11 March 2027, 10:00 to 18:00"
    ),
    "venue.ends_before_it_begins": _l("Hours must begin before they end. Check the times"),
    "venue.outside_the_vote": _l("These hours are outside the days of voting. Check the days"),
    "venue.hours_overlap": _l("Two of these lines overlap. Make them one"),
    # A table of places, line by line
    "venue.choose_a_file": _l("Choose a file"),
    "venue.file_too_large": _l("This file is too large. It has 200 kB and 100 places at most"),
    "venue.columns_missing": _l("The first line needs these columns, too: %(columns)s"),
    "venue.no_lines": _l("There is no place below the names of the columns"),
    "venue.too_many_lines": _l("A file has %(most)s places at most. Make two of it"),
    "venue.nothing_to_add": _l("No line can be added as it is. Mend the file and send it again."),
    "venue.cell_is_empty": _l("The column %(column)s is empty"),
    "venue.cell_is_too_long": _l("The column %(column)s is longer than %(most)s characters"),
    "venue.not_a_code": _l("%(word)s in the column %(column)s is none of the words that we know"),
    "venue.twice_in_file": _l("The same place stands in line %(first)s"),
    "venue.on_list_already": _l("This place is on the list already"),
    # Places of an earlier round
    "venue.choose_places": _l("Choose at least one place"),
    "venue.not_among_them": _l("Choose only places from this list"),
    # Ways to vote
    "ways.frozen": _l("The ballot is frozen. The ways to vote stay as they are."),
    "ways.no_day_for_papers": _l("Enter the day until which the papers are kept"),
    "ways.day_without_papers": _l("This round takes no paper. Leave the day empty"),
    "ways.papers_kept_too_short": _l(
        "Papers are kept at least until the day after the result. Enter a later day"
    ),
    # Screens at voting places
    "kiosk.only_its_clerk": _l("A clerk of this round opens and closes its screens."),
    "kiosk.vote_over": _l("Voting is over. No screen can be opened for it any more."),
    "kiosk.over_already": _l("This screen is closed already."),
    "kiosk.no_such_place": _l("Choose a voting place that stands on the list"),
    "kiosk.wrong_code": _l("This is not the closing code of this screen. Ask the clerk for it"),
}
