"""What is public before anybody has read it. Rules: docs/rules/mishaps.md section 1.5."""

from __future__ import annotations

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums, roles
from tests.journeys.town import FORUM, Town

POINT = "/forums/town-forum/points/1"
SAID = "Mrs Okafor, 12 Mill Lane, plays music all night."


@mishap("1.5")
def public_before_anybody_read_it(town: Town) -> None:
    town.call_forum()
    roles.change_settings(town("Bea"), reads_points="after", reason="Points wait too long")
    forums.raise_point(town("Rosa"), FORUM, title="Noise at night", said=SAID)
    town.acts_next(
        POINT, SAID, "A facilitator of the forum", "It is public meanwhile.", "Friday 12 March"
    )
    town.mail_to("Rosa", "Your point 1 is public", "A facilitator reads it by 12 March 2027")
    town.no_mail_to("Rosa", "Point 1 is sent")
    town.log_says("Point 1 is public, and nobody has read it yet.")
    bea = town("Bea")
    assert "1 public point to read" in bea.open("/desk/facilitator").words
    forums.open_forum_desk(bea, FORUM)
    bea.press("Open point 1")
    bea.press("Hide it, or strike words")
    bea.send(
        outcome="hidden",
        rule="private",
        reason="It gives away where somebody lives.",
        button="See it as everybody will",
    )
    bea.send(button="Hide it")
    assert "Okafor" not in town.stranger().open(POINT).text
    town.log_says("Decision 1: a text is hidden.")
    mail = town.mail_to("Rosa", "It gives away where somebody lives.", "second look")
    town.follow_link(town.stranger(), mail, "/moderation/1")
    town.acts_next("/moderation/1", "The author", "They can ask for a second look")
    assert "public point to read" not in bea.open("/desk/facilitator").words
    town.acts_next(POINT, "Waste", "Answers in writing, unless a facilitator gives the point")
