"""The blueprint of the delivery pages."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from pbplatform.delivery.words import sentences as wording
from pbplatform.delivery.words.standing import standing

bp = Blueprint("delivery", __name__)


@bp.record_once
def _helpers(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        project_url=wording.project_url, step_name=wording.step_name, standing_of=standing
    )
