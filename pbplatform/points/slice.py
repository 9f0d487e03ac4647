"""What this slice announces of itself. Points: raised, given to a team, answered by a day."""

from __future__ import annotations

from pbplatform.points import models
from pbplatform.points.commands import check_points
from pbplatform.points.jobs.worker import steps
from pbplatform.points.models import kept
from pbplatform.points.pages import PANELS, bp
from pbplatform.points.queries import PointView, askers_at_meeting, pictures_of_drafts
from pbplatform.points.services.forgetting import forget_person
from pbplatform.points.services.handing import hand_draft
from pbplatform.points.words.facts import AUDIENCES, FACTS
from pbplatform.points.words.log import LOG
from pbplatform.points.words.mails import MAILS
from pbplatform.points.words.news import NEWS
from pbplatform.points.words.next_act import next_act
from pbplatform.points.words.open_acts import (
    BUSY_WITH_ANSWERS,
    DRAFT,
    drafts_open_with,
    stays_with_team,
)
from pbplatform.points.words.own_data import OWN_DATA
from pbplatform.points.words.refusals import MESSAGES
from pbplatform.points.words.texts import TEXTS
from pbplatform.points.words.thread import THREADS
from pbplatform.points.words.to_do import points_nobody_can_answer, points_to_read
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="points",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models, kept),
    commands=(check_points,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    audiences=AUDIENCES,
    news=NEWS,
    files=(pictures_of_drafts,),
    texts=TEXTS,
    threads=THREADS,
    to_dos=(points_to_read, points_nobody_can_answer),
    concerned={"forums.meeting": askers_at_meeting},
    steps=steps,
    open_acts=(
        OpenActs(
            DRAFT,
            bound=drafts_open_with,
            busy=BUSY_WITH_ANSWERS,
            hand=hand_draft,
            staying=stays_with_team,
        ),
    ),
    panels=PANELS,
    next_acts={
        PointView: lambda view, _now, _today: next_act(view),
    },
)
