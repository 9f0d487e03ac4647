"""What pages about points cost at a hundred points, ten thousand, and more: `make bench-growth`.

Steps of SQLite's machine, which are its work and no time, and milliseconds of processor for the
whole page, the best of five. The points come between 2022 and 2027; all but some twenty late ones
and the newest were answered. `--sizes` says how many there are.
"""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, g
from sqlalchemy import func, select

from config import Settings
from pbplatform import create_app
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.points.models import Point
from pbplatform.points.models.kept import PointMark
from pbplatform.points.services.keeping import keep_points
from tests.browsing import counted_steps, sign_in
from tests.points.kept import more_points
from tests.points.people import World, make_world
from tests.points.test_growth_of_points import DESKS, PUBLIC

NOW = datetime(2027, 9, 15, 12, tzinfo=UTC)


def application(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'growth.db'}"
    upgrade(url)
    settings = Settings(
        mode="test",
        database_url=url,
        database_direct_url=url,
        secret_key=secrets.token_hex(32),
        key_dir=folder / "keys",
        files_dir=folder / "files",
        public_url="http://localhost",
    )
    app = create_app(settings, clock=lambda: NOW)
    app.extensions["kept_pages"].on = False
    return app


def grow_to(world: World, size: int) -> None:
    with transaction() as session:
        there = session.scalar(select(func.count()).select_from(Point)) or 0
        more_points(
            session,
            session.scalars(select(ForumSeries.id)).one(),
            size - there,
            team_id=session.scalars(select(Team.id).where(Team.slug == "environment")).one(),
            by_account_id=int(world.tom.key),
            first=date(2022, 1, 3),
            till=NOW,
            late=0 if there else 20,
        )
    kept = select(PointMark.point_id)
    ids = list(db.session.scalars(select(Point.id).where(Point.id.not_in(kept)).order_by(Point.id)))
    for at in range(0, len(ids), 4000):
        with transaction() as session:
            keep_points(session, ids[at : at + 4000])


def cost(app: Flask, url: str, person: object | None) -> tuple[int, float]:
    client = app.test_client()
    if person is not None:
        sign_in(client, person, NOW)  # type: ignore[arg-type]
    g.pop("frame", None)
    if client.get(url).status_code != 200:
        raise SystemExit(f"{url} could not be read")
    g.pop("frame", None)
    db.session.expunge_all()
    with counted_steps() as steps:
        client.get(url)
    best = 1e9
    for _ in range(5):
        g.pop("frame", None)
        db.session.expunge_all()
        began = time.process_time()
        client.get(url)
        best = min(best, time.process_time() - began)
    return steps[0] * 10, best * 1000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000, 1_000_000])
    sizes = asked.parse_args().sizes
    with tempfile.TemporaryDirectory() as folder:
        app = application(Path(folder))
        pages = [(url, None) for url in PUBLIC] + [
            (url, who) for who in DESKS for url in DESKS[who]
        ]
        told: dict[str, list[str]] = {url: [] for url, _who in pages}
        with app.app_context():
            with transaction() as session:
                world = make_world(session)
            for size in sizes:
                grow_to(world, size)
                for url, who in pages:
                    steps, spent = cost(app, url, getattr(world, who) if who else None)
                    told[url].append(f"{steps:,} steps, {spent:.0f} ms")
                print(size, flush=True)
        print("| Page | " + " | ".join(f"{size:,} points" for size in sizes) + " |")
        print("|---" * (len(sizes) + 1) + "|")
        for url, costs in told.items():
            print(f"| `{url}` | " + " | ".join(costs) + " |")


if __name__ == "__main__":
    main()
