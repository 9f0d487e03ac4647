"""Every blueprint and every start-up hook, slice by slice, lowest first."""

from __future__ import annotations

from flask import Flask

from pbplatform.accounts.views import bp as accounts_bp
from pbplatform.accounts.views import load_actor
from pbplatform.accounts.words.mails import MAILS as ACCOUNTS_MAILS
from pbplatform.core.frame import register_frame_loader
from pbplatform.core.guards import register_actor_loader
from pbplatform.delivery.views import bp as delivery_bp
from pbplatform.delivery.words.mails import MAILS as DELIVERY_MAILS
from pbplatform.demo import views as demo
from pbplatform.forums.views import bp as forums_bp
from pbplatform.forums.words.mails import MAILS as FORUMS_MAILS
from pbplatform.notices.mails import register_mails
from pbplatform.notices.views import bp as notices_bp
from pbplatform.places.frame import load_frame
from pbplatform.places.views import bp as places_bp
from pbplatform.proposals.views.facilitator import bp as idea_desk_bp
from pbplatform.proposals.views.ideas import bp as ideas_bp
from pbplatform.proposals.views.new_idea import bp as new_idea_bp
from pbplatform.proposals.views.pictures import bp as pictures_bp
from pbplatform.proposals.words.mails import MAILS as PROPOSALS_MAILS
from pbplatform.responses.views import bp as responses_bp
from pbplatform.responses.words.mails import MAILS as RESPONSES_MAILS
from pbplatform.results.count_views import bp as results_count_bp
from pbplatform.results.desk_views import bp as results_desk_bp
from pbplatform.results.views import bp as results_bp
from pbplatform.review.views.costings import bp as costings_bp
from pbplatform.review.views.deciding import bp as deciding_bp
from pbplatform.review.views.delegate import bp as delegate_bp
from pbplatform.review.views.leaving import bp as leaving_bp
from pbplatform.review.views.proposals import bp as proposals_bp
from pbplatform.review.views.writing import bp as writing_bp
from pbplatform.review.words.mails import MAILS as REVIEW_MAILS
from pbplatform.rounds.views import bp as rounds_bp
from pbplatform.voting.desk_views import bp as voting_desk_bp
from pbplatform.voting.roll_views import bp as voting_roll_bp
from pbplatform.voting.verify_views import bp as verify_bp
from pbplatform.voting.views import bp as voting_bp
from pbplatform.web.brand import bp as brand_bp
from pbplatform.web.components import bp as components_bp
from pbplatform.web.desk import bp as desk_bp
from pbplatform.web.log_views import bp as log_bp
from pbplatform.web.me import bp as me_bp
from pbplatform.web.pages import bp as pages_bp
from pbplatform.web.roles import bp as roles_bp
from pbplatform.web.two_people import bp as two_people_bp
from pbplatform.web.views import bp as web_bp

BLUEPRINTS = (
    accounts_bp,
    ideas_bp,
    new_idea_bp,
    idea_desk_bp,
    pictures_bp,
    proposals_bp,
    delegate_bp,
    writing_bp,
    deciding_bp,
    leaving_bp,
    costings_bp,
    places_bp,
    rounds_bp,
    voting_bp,
    verify_bp,
    voting_desk_bp,
    voting_roll_bp,
    results_desk_bp,
    results_bp,
    results_count_bp,
    delivery_bp,
    forums_bp,
    responses_bp,
    notices_bp,
    demo.bp,
    brand_bp,
    components_bp,
    desk_bp,
    roles_bp,
    two_people_bp,
    log_bp,
    pages_bp,
    me_bp,
    web_bp,
)

# What each slice announces by mail, by kind of fact.
MAILS = (
    ACCOUNTS_MAILS,
    FORUMS_MAILS,
    RESPONSES_MAILS,
    PROPOSALS_MAILS,
    REVIEW_MAILS,
    DELIVERY_MAILS,
)


def register_all(app: Flask) -> None:
    """Register blueprints, and the loaders that lower slices call upwards for."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    with app.app_context():
        register_actor_loader(load_actor)
        register_frame_loader(load_frame)
        register_mails(*MAILS)
    if app.extensions["settings"].mode == "demo":
        demo.register(app)
