"""What this slice announces of itself. Promised days, checks by residents, and evidence."""

from __future__ import annotations

from pbplatform.promises import models
from pbplatform.promises.pages import bp
from pbplatform.promises.services.forgetting import forget_person
from pbplatform.promises.words.facts import AUDIENCES, FACTS
from pbplatform.promises.words.log import LOG
from pbplatform.promises.words.mails import MAILS
from pbplatform.promises.words.own_data import OWN_DATA
from pbplatform.promises.words.refusals import MESSAGES
from pbplatform.promises.words.texts import TEXTS
from pbplatform.promises.words.to_do import replies_owed
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="promises",
    models=(models,),
    own_data=OWN_DATA,
    forget=forget_person,
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    audiences=AUDIENCES,
    texts=TEXTS,
    to_dos=(replies_owed,),
)
