"""What this slice announces of itself. Forums, meetings, minutes."""

from __future__ import annotations

from pbplatform.forums import models
from pbplatform.forums.jobs.worker import steps
from pbplatform.forums.pages import bp
from pbplatform.forums.services.forgetting import forget_person
from pbplatform.forums.words.facts import FACTS
from pbplatform.forums.words.log import LOG
from pbplatform.forums.words.mails import MAILS
from pbplatform.forums.words.news import NEWS
from pbplatform.forums.words.open_acts import OPEN_ACTS
from pbplatform.forums.words.own_data import OWN_DATA
from pbplatform.forums.words.refusals import MESSAGES
from pbplatform.forums.words.texts import TEXTS
from pbplatform.forums.words.thread import THREADS
from pbplatform.forums.words.to_do import (
    corrections_to_decide,
    minutes_to_approve,
    minutes_to_write,
)
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="forums",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    log=LOG,
    texts=TEXTS,
    threads=THREADS,
    blueprints=(bp,),
    open_acts=(OPEN_ACTS,),
    refusals=MESSAGES,
    steps=steps,
    mails=MAILS,
    facts=FACTS,
    news=NEWS,
    to_dos=(minutes_to_write, corrections_to_decide, minutes_to_approve),
)
