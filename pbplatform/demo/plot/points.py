"""What people said at Hackford's Town Forum, and what officials answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pbplatform.points.domain.composing import AnswerText, PromiseText, ReasonText


@dataclass(frozen=True)
class Said:
    """One point of a meeting.

    Attributes:
        key: short name inside the seed.
        who: key of the person who said it.
    """

    key: str
    who: str
    kind: str
    title: str
    words: str
    team: str
    area: str = ""


NOVEMBER = (
    Said(
        "crossing-lights",
        "owen",
        "request",
        "Longer green for people at Market Cross",
        "You cannot get across with a stick before it turns red.",
        "highways",
        "Central",
    ),
    Said(
        "compost",
        "tariq",
        "request",
        "Food waste bins for flats",
        "Houses have one, we in the flats do not. We want to sort our waste too.",
        "environment",
        "North",
    ),
    Said(
        "toilet",
        "joan",
        "request",
        "Toilet in Market Park open in winter",
        "Old people and small children need it in January as well.",
        "parks",
        "Central",
    ),
    Said(
        "hall-rent",
        "leila",
        "question",
        "Why did the rent of Fenn Hall go up?",
        "Our lunch club now pays a third more. Who decided that and why?",
        "libraries-and-culture",
        "Central",
    ),
)
JANUARY = (
    Said(
        "bins",
        "rosa",
        "request",
        "Bins behind Sidings Row",
        "The bins behind Sidings Row have not been emptied since before Christmas. There are rats.",
        "environment",
        "East",
    ),
    Said(
        "lighting",
        "nadia",
        "request",
        "Lighting on Mill Lane",
        "Three lamps are out between the clinic and the mill. I walk there at six.",
        "highways",
        "East",
    ),
    Said(
        "bus",
        "kofi",
        "concern",
        "The 38 bus comes in pairs",
        "We wait half an hour and then two come at once.",
        "highways",
        "South",
    ),
    Said(
        "dogs",
        "mei",
        "request",
        "A fenced place for dogs in Fenn Park",
        "Dogs and small children need places of their own.",
        "parks",
        "Central",
    ),
    Said(
        "noise",
        "george",
        "concern",
        "Bottle bank emptied at five in the morning",
        "The whole street is awake when the glass falls.",
        "environment",
        "North",
    ),
    Said(
        "books",
        "joan",
        "question",
        "When does the library lift work again?",
        "I have not been on the first floor since October.",
        "libraries-and-culture",
        "Central",
    ),
    Said(
        "verge",
        "priya",
        "request",
        "Let the verges flower until July",
        "They are mown when everything begins to bloom.",
        "parks",
        "South",
    ),
)
OUTSIDE = Said(
    "crossing-school",
    "owen",
    "request",
    "A lollipop person at Station Road",
    "Until the crossing is built somebody has to stop the vans for our children.",
    "highways",
    "North",
)

ANSWERS: dict[str, AnswerText] = {
    "crossing-lights": AnswerText(
        kind="yes",
        sentence="Yes. People get six seconds more from 11 January.",
        explanation="We measured how long people take. The lights now wait 24 seconds.",
        promises=(
            PromiseText("Set the lights to 24 seconds", "Highways engineer", date(2027, 1, 11)),
        ),
    ),
    "compost": AnswerText(
        kind="part",
        sentence="Yes for blocks with a bin store, not yet for the others.",
        explanation="Forty-one of our sixty-three blocks have a store where food bins can stand. "
        "The others need one built first.",
        reasons=(
            ReasonText(
                "money",
                "£310,000 for 22 bin stores",
                "A grant of the waste authority, which decides in September",
            ),
        ),
        promises=(
            PromiseText("Food bins for 41 blocks", "Street services manager", date(2027, 4, 30)),
        ),
    ),
    "toilet": AnswerText(
        kind="no",
        sentence="No. The pipes freeze, and we cannot heat the building.",
        explanation="The building has no insulation. Heating it would cost more than a new one.",
        reasons=(
            ReasonText(
                "money", "£85,000 for a building that can be heated", "A budget line in 2028"
            ),
        ),
    ),
    "hall-rent": AnswerText(
        kind="answer",
        sentence="The council raised all hall rents by a third on 1 October to cover heating.",
        explanation="The decision was taken on 14 July in public. Clubs that feed people can ask "
        "for half rent; we have sent the form.",
    ),
    "lighting": AnswerText(
        kind="yes",
        sentence="Yes. All three lamps are mended by 26 March.",
        explanation="The cable was cut by the water works. The new part is ordered.",
        promises=(PromiseText("Mend the three lamps", "Highways engineer", date(2027, 3, 26)),),
    ),
    "bus": AnswerText(
        kind="no",
        sentence="We cannot decide this: the buses are run by the region.",
        explanation="We have sent your words and our own count of the 38 to the region.",
        reasons=(
            ReasonText(
                "power", "The regional transport body", "A change of the timetable in September"
            ),
        ),
    ),
    "dogs": AnswerText(
        kind="yes",
        sentence="Yes. A fenced half acre at the south gate, open in May.",
        explanation="The corner by the south gate is free and has water.",
        promises=(
            PromiseText("Fence and gate at the south corner", "Head of Parks", date(2027, 5, 14)),
        ),
    ),
    "books": AnswerText(
        kind="answer",
        sentence="The lift has been working again since 1 March.",
        explanation="The firm waited for a part from abroad for four months. We are sorry.",
    ),
}
