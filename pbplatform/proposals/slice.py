"""What this slice announces of itself. Ideas, support, proposals and their versions."""

from __future__ import annotations

from pbplatform.proposals import models
from pbplatform.proposals.pages import (
    author_link,
    facilitator,
    feeds,
    idea_drafts,
    ideas,
    joins,
    new_idea,
    pictures,
    second_looks,
    versions,
)
from pbplatform.proposals.pages.panels import PANELS
from pbplatform.proposals.queries.concerned import people_of_ideas
from pbplatform.proposals.queries.drafts import pictures_of_drafts
from pbplatform.proposals.services.forgetting import forget_person
from pbplatform.proposals.services.handing import hand_claim
from pbplatform.proposals.words.audiences import AUDIENCES
from pbplatform.proposals.words.facts import FACTS
from pbplatform.proposals.words.log import LOG
from pbplatform.proposals.words.mails import MAILS
from pbplatform.proposals.words.news import NEWS
from pbplatform.proposals.words.open_acts import (
    BUSY_WITH_IDEAS,
    CLAIM,
    ideas_open_with,
    stays_with_committee,
)
from pbplatform.proposals.words.own_data import OWN_DATA
from pbplatform.proposals.words.refusals import MESSAGES
from pbplatform.proposals.words.texts import TEXTS
from pbplatform.proposals.words.thread import THREADS
from pbplatform.proposals.words.to_do import ideas_to_act_on
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="proposals",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    log=LOG,
    blueprints=(
        ideas.bp,
        new_idea.bp,
        idea_drafts.bp,
        facilitator.bp,
        pictures.bp,
        second_looks.bp,
        joins.bp,
        versions.bp,
        author_link.bp,
        feeds.bp,
    ),
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    audiences=AUDIENCES,
    news=NEWS,
    to_dos=(ideas_to_act_on,),
    open_acts=(
        OpenActs(
            CLAIM,
            bound=ideas_open_with,
            busy=BUSY_WITH_IDEAS,
            hand=hand_claim,
            staying=stays_with_committee,
        ),
    ),
    concerned={"rounds.round": people_of_ideas},
    files=(pictures_of_drafts,),
    texts=TEXTS,
    threads=THREADS,
    panels=PANELS,
)
