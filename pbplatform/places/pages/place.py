"""The first run, and the pages where a facilitator looks after the place."""

from __future__ import annotations

from functools import partial
from typing import Any

from babel.numbers import get_currency_precision
from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from pbplatform.accounts.pages.cookies import set_session_cookie
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.files import FileStore, keep_file
from pbplatform.core.transaction import transaction
from pbplatform.places import queries, services
from pbplatform.places.models import Place
from pbplatform.places.pages.forms import CalendarForm, FactsForm, NameForm, PlaceForm, SetupForm
from pbplatform.places.pages.logo import LOGO_TYPE, store_logo
from pbplatform.places.services import FirstFacilitator, PlaceFacts
from pbplatform.places.words.settings import SETTING_NAMES, setting_value
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import public, public_not_shared, require_actor, staff
from pbplatform.web.languages import translated
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.presentation import weekend_words
from pbplatform.web.sentences import gettext as _

bp = Blueprint("places", __name__)
_WITHOUT_PLACE = ("places.setup", "web.healthz", "brand.show", "notices.mailbox", "static")
# A vote reads the place in its own transaction; where there is none, there is no round either.
_ASKS_ITSELF = ("voting.cast",)


@bp.before_app_request
def lead_to_setup() -> ResponseReturnValue | None:
    """Until there is a place every page leads to its making."""
    path, endpoint = request.path, request.endpoint
    if (
        endpoint is None
        or endpoint in (*_WITHOUT_PLACE, *_ASKS_ITSELF)
        or path.startswith(("/dev/", "/demo"))
    ):
        return None
    return None if current_frame().exists else redirect(url_for("places.setup"))


@bp.route("/setup", methods=["GET", "POST"])
@public_not_shared("the code of the first run is typed here")
def setup() -> ResponseReturnValue:
    """Open to whoever holds the code from the console; gone once there is a place."""
    if current_frame().exists:
        raise NotFound("page.not_found")
    form = SetupForm()
    good = form.validate_on_submit()
    if form.is_submitted() and _refuse_all(form):
        good = False
    if good and (answer := post_slowly(form, partial(_set_up, form), _signed_in)):
        return answer
    return render_template("places/setup.html", form=form), form.status


def _signed_in(token: str) -> AnyResponse:
    told = _("Your place is ready. You are signed in as its facilitator.")
    response = Then(url_for("desk.facilitator"), told).answer()
    set_session_cookie(response, token)
    return response


def _refuse_all(form: SetupForm) -> bool:
    """Whether the rules refuse something; all of it is said at once, beside its fields."""
    facts = _facts(
        form,
        timezone=form.timezone.data or "",
        currency_code=form.currency.data or "",
        currency_exponent=2,
    )
    found = services.refusals_of_first_run(
        db.session(),
        code=form.code.data or "",
        facts=facts,
        region=(form.region.data or "").strip().upper(),
        now=request_now(),
    )
    for conflict in found:
        if not form[conflict.field].errors:
            form.refuse(conflict)
    return bool(found)


def _set_up(form: SetupForm) -> str:
    now = request_now()
    if form.logo.data:  # nobody makes us read a picture who has not the code
        services.check_setup_code(db.session(), code=form.code.data)
    logo = store_logo(_store(), form.logo.data)
    facts = _facts(
        form,
        timezone=form.timezone.data,
        currency_code=form.currency.data,
        currency_exponent=get_currency_precision(form.currency.data),
        logo=logo[0] if logo else None,
    )
    person = FirstFacilitator(email=form.email.data, name=form.facilitator_name.data)
    with transaction() as session:
        if logo:
            keep_file(session, digest=logo[0], media_type=LOGO_TYPE, size=logo[1], now=now)
        return services.set_up(
            session,
            code=form.code.data,
            facts=facts,
            region=form.region.data.strip().upper(),
            facilitator=person,
            now=now,
        )


def _facts(form: PlaceForm, **fixed: Any) -> PlaceFacts:
    return PlaceFacts(
        name=form.name.data or "",
        languages=tuple(form.languages.data or ()),
        brand=(form.brand.data or "").strip().lower(),
        help_line=form.help_line.data or "",
        help_phone=form.help_phone.data or "",
        help_hours=form.help_hours.data or "",
        **fixed,
    )


def _store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store


@bp.route("/logo")
@public
def logo() -> ResponseReturnValue:
    """Kept for a year: the address changes with the picture."""
    place = queries.require_place(db.session())
    if place.logo is None or not _store().exists(place.logo):
        raise NotFound("page.not_found")
    response = Response(_store().get(place.logo), mimetype=LOGO_TYPE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _acting() -> ActorRef:
    return require_actor().acting_as("facilitator", PLACE)


@bp.route("/desk/facilitator/place")
@staff("facilitator")
def place() -> ResponseReturnValue:
    return _place_page()


def _place_page(
    *, area: NameForm | None = None, team: NameForm | None = None, days: CalendarForm | None = None
) -> ResponseReturnValue:
    _acting()
    place = queries.require_place(db.session())
    tables = queries.calendars(db.session())
    newest = tables[0] if tables else None
    own = queries.closures(db.session(), newest.version) if newest else []
    started = CalendarForm.filled(newest, own, request_today().year)
    calendar = days or CalendarForm(formdata=None, prefix="days-", data=started)
    calendar.carry(services.facts_of_calendar(db.session()))
    forms = {
        "area": area or NameForm(formdata=None, prefix="area-"),
        "team": team or NameForm(formdata=None, prefix="team-"),
        "days": calendar,
    }
    page = render_template(
        "places/place.html",
        forms=list(forms.values()),
        place=place,
        languages=[name for code, name in translated() if code in place.languages],
        areas=queries.areas(db.session()),
        teams=queries.teams(db.session()),
        calendars=tables,
        settings=[
            {"key": SETTING_NAMES[name], "value": setting_value(value)}
            for name, value in services.settings_of(place).items()
        ],
        weekend_words=weekend_words,
        **{f"{name}_form": form for name, form in forms.items()},
    )
    return page, max(form.status for form in forms.values())


@bp.route("/desk/facilitator/place/facts", methods=["GET", "POST"])
@staff("facilitator")
def facts() -> ResponseReturnValue:
    actor = _acting()
    place = queries.require_place(db.session())
    form = FactsForm(obj=None if request.method == "POST" else place)
    told = Then(url_for(".place"), _("The place is changed."))
    if answer := post_slowly(form, partial(_change, actor, place, form), told):
        return answer
    form.carry(services.facts_of_place(place))
    return render_template("places/facts.html", form=form, place=place), form.status


def _change(actor: ActorRef, place: Place, form: FactsForm) -> None:
    now = request_now()
    picture = store_logo(_store(), form.logo.data)
    changed = _facts(
        form,
        timezone=place.timezone,
        currency_code=place.currency_code,
        currency_exponent=place.currency_exponent,
        logo=picture[0] if picture else None,
    )
    with transaction() as session:
        if picture:
            keep_file(session, digest=picture[0], media_type=LOGO_TYPE, size=picture[1], now=now)
        services.require_same_place(session, seen=form.seen.data or "")
        services.change_place(session, actor=actor, facts=changed, now=now)


@bp.route("/desk/facilitator/place/areas", methods=["POST"])
@staff("facilitator")
def add_area() -> ResponseReturnValue:
    actor, form = _acting(), NameForm(prefix="area-")

    def add(session: Session) -> None:
        services.add_area(session, actor=actor, name=form.name.data, now=request_now())

    told = Then(url_for(".place", _anchor="areas"), _("The area is added."))
    return post(form, add, told) or _place_page(area=form)


@bp.route("/desk/facilitator/place/teams", methods=["POST"])
@staff("facilitator")
def add_team() -> ResponseReturnValue:
    actor, form = _acting(), NameForm(prefix="team-")

    def add(session: Session) -> None:
        services.add_team(session, actor=actor, name=form.name.data, now=request_now())

    told = Then(url_for(".place", _anchor="teams"), _("The team is added."))
    return post(form, add, told) or _place_page(team=form)


@bp.route("/desk/facilitator/place/holidays", methods=["POST"])
@staff("facilitator")
def freeze_holidays() -> ResponseReturnValue:
    actor, form = _acting(), CalendarForm(prefix="days-")

    if form.action.data == "edit":
        return _place_page(days=form)
    if form.action.data != "freeze":
        good = form.validate_on_submit()
        weekend = _weekend_or_refusals(form)
        return (good and weekend and _check_holidays(form, weekend)) or _place_page(days=form)

    def freeze(session: Session) -> None:
        services.require_same_calendar(session, seen=form.seen.data or "")
        services.freeze_calendar(
            session,
            actor=actor,
            region=form.region.data.strip().upper(),
            first_year=form.first_year.data,
            last_year=form.last_year.data,
            closures=form.own_days,
            weekend=form.weekend.data or (),
            reason=form.reason.data or "",
            now=request_now(),
        )

    here = url_for(".place", _anchor="holidays")
    told = Then(here, _("The holiday table is frozen. New promises use it."))
    return post(form, freeze, told) or _place_page(days=form)


def _weekend_or_refusals(form: CalendarForm) -> list[int] | None:
    """The weekend of the new table; None when it is refused, which is then said on the form."""
    region, first, last = form.region.data or "", form.first_year.data, form.last_year.data
    if not region or first is None or last is None:
        return None
    weekend, refusal = services.check_calendar(
        region=region.strip().upper(),
        first_year=first,
        last_year=last,
        weekend=form.weekend.data or (),
    )
    if refusal is not None:
        form.refuse(refusal)
    return weekend or None


def _check_holidays(form: CalendarForm, weekend: list[int]) -> ResponseReturnValue:
    """The new table beside the newest one, before it is frozen."""
    session, region = db.session(), (form.region.data or "").strip().upper()
    first, last = form.first_year.data, form.last_year.data
    newest = next(iter(queries.calendars(session)), None)
    own = queries.closures(session, newest.version) if newest else []
    before = {day.day: day.name for day in own}
    after = dict(form.own_days)
    rows = [
        (_("Region"), newest.region if newest else "", region),
        (
            _("Years"),
            f"{newest.first_year}–{newest.last_year}" if newest else "",
            f"{first}–{last}",
        ),
        (_("Weekend"), weekend_words(newest.weekend) if newest else "", weekend_words(weekend)),
    ]
    form.carry(services.facts_of_calendar(session))
    page = render_template(
        "places/holidays_check.html",
        form=form,
        rows=rows,
        kept=[day for day in sorted(after) if day in before],
        added=[(day, after[day]) for day in sorted(after) if day not in before],
        dropped=[(day, before[day]) for day in sorted(before) if day not in after],
    )
    return no_store((page, 200))
