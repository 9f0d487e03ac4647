"""What goes wrong with a register's file. Rules: docs/rules/mishaps.md section 15."""

from __future__ import annotations

import io
from datetime import date, timedelta

from pbplatform.voting.jobs import registers
from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import place, rounds, voting
from tests.journeys.town import LAST_DAY, Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
PAGE = f"/desk/clerk{HERE}/roll/register"
NOBODY_YET = "nobody has a letter yet, and nobody's address is known"


def _clerk(town: Town) -> Browser:
    """A public round, and its clerk."""
    bea, desk = town("Bea"), f"/desk/facilitator{HERE}"
    rounds.start_round(bea, name=FUND, money="500,000", first_day=date(2027, 4, 5))
    scope = "round:neighbour-fund-2027"
    place.give_role(bea, name="Carla", role="clerk", scope=scope, last_day=LAST_DAY)
    rounds.add_committee(bea, desk, "Streets")
    rounds.publish_round(bea, desk)
    return town("Carla")


def _choose(clerk: Browser, *rows: str) -> None:
    """From the desk over the roll to the page that checks the file."""
    voting.to_the_roll(clerk, FUND)
    clerk.press("Voters from a register’s file")
    text = "\n".join(("Number;Name", *rows)).encode()
    clerk.send(button="Read the file", files={"file": (io.BytesIO(text), "register.csv")})
    clerk.send(button="Check the numbers", expected="")


def _import(town: Town, clerk: Browser, **ticks: str) -> None:
    clerk.send("ticket", button="Add the new voters", **ticks)
    assert "The import has begun." in clerk.page.words
    with town.app.app_context():
        registers.import_registers(town.app.extensions["settings"])
    clerk.open(PAGE)


@mishap("15.1", untold=NOBODY_YET)
def register_with_mistakes(town: Town) -> None:
    clerk = _clerk(town)
    _choose(clerk, "0012;Zoë", ";Ed", "0013;Nadia", "0012;Zoë")
    checked = clerk.page
    clerk.send("ticket", button="Download the rows")
    assert "3,,The register’s number is missing" in clerk.page.text
    assert "5,0012,The same number as in row 2" in clerk.page.text
    assert "Zoë" not in clerk.page.text
    clerk.page = checked
    clerk.send("ticket", button="Add the new voters")
    assert "Tick the box to go on without these rows" in clerk.page.words
    _import(town, clerk, rows_ok="y")
    town.log_says(
        "Added to the roll from a register’s file: 2 voters. There already: 0 voters. No longer "
        "in the file: 0 voters. Rows left out: 2. The roll now has 2 voters."
    )
    town.acts_next("/desk/facilitator", "2 voters have no letter yet.", reader=town("Bea"))
    _choose(clerk, "0012;Zoë", "0014;Ed", "0013;Nadia")
    assert "Of them on the roll already 2" in clerk.page.words
    _import(town, clerk)
    town.log_says("Added to the roll from a register’s file: 1 voter. There already: 2 voters.")
    clerk.send("letters-column", button="Make their letters")
    assert "Voters without a letter" not in clerk.open(PAGE).words
    town.log_says("Letters were made for voters from a register’s file: 3 letters.")


@mishap("15.2", untold=NOBODY_YET, over="the roll is right, and its letters are made")
def register_of_another_town(town: Town) -> None:
    clerk = _clerk(town)
    _choose(clerk, "0012;Zoë")
    _import(town, clerk)
    _choose(clerk, *(f"9{number:03};Somebody" for number in range(12)))
    assert "Voters on the roll after this: 13. On it now: 1." in clerk.page.words
    assert "Voters on the roll who are not in this file: 1." in clerk.page.words
    clerk.send("ticket", button="Add the new voters")
    assert "Tick the box if these numbers are right" in clerk.page.words
    _import(town, clerk, sure="y")
    town.clock.at += timedelta(days=1)
    clerk = town("Carla")
    voting.to_the_roll(clerk, FUND)
    clerk.send(button="These were added wrongly")
    assert "voters 2 to 13." in clerk.page.words
    clerk.send(button="Take them off")
    town.log_says("Taken off the roll again: 12 voters. It now has 1 voter.")
    _choose(clerk, "0012;Zoë", "0013;Ed")
    _import(town, clerk)
    clerk.send("letters-column", button="Make their letters")
    voting.to_the_roll(clerk, FUND)
    assert "voters on the roll 2" in clerk.page.words


@mishap("15.3", untold=NOBODY_YET, over="the roll is right again")
def somebody_moved_away_since(town: Town) -> None:
    clerk = _clerk(town)
    _choose(clerk, "0012;Zoë", "0013;Ed", "0014;Nadia")
    _import(town, clerk)
    _choose(clerk, "0012;Zoë", "0014;Nadia", "0015;Rosa")
    assert "On the roll and no longer in the file 1" in clerk.page.words
    _import(town, clerk)
    assert "On the roll and not in that file: 1. The import took nobody off." in clerk.page.words
    clerk.press("Strike who is no longer in the file")
    clerk.send("numbers", why="moved")
    clerk.send("numbers", button="Strike")
    town.log_says("moved away")
    assert "Strike who is no longer in the file" not in clerk.open(PAGE).links
    visitor = town.stranger()
    visitor.open(f"{HERE}/roll")
    assert "3" in visitor.page.words
