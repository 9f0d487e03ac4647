"""How long an old phone takes until a page can be used: `make bench-phone`.

Chromium, 360 by 640 pixels, processor slowed four times, 400 kbit/s, 400 ms latency, nothing
cached. A page can be used when its document is parsed, its style sheets are in and its main control
can be pressed. Three cold visits each; the table shows the middle and the slowest.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from config import ROOT

PORT = 8399
ADDRESS = f"http://127.0.0.1:{PORT}"
PAGES = (
    ("first page", "/", "a:has-text('Vote now')"),
    ("idea form", "/rounds/green-streets-fund-2028/ideas/new", "main form button"),
    ("ballot", "/rounds/neighbour-fund-2027/vote", "main form button[value=next]"),
)
VISITS = 3
SLOW_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}


def visit(browser: Browser, path: str, control: str) -> tuple[float, int]:
    """Seconds until the control can be pressed, and bytes over the line."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    loaded: list[float] = []
    tools.on("Network.loadingFinished", lambda told: loaded.append(told["encodedDataLength"]))
    begun = time.monotonic()
    page.goto(ADDRESS + path, wait_until="domcontentloaded")
    page.locator(control).first.click(trial=True)
    seconds = time.monotonic() - begun
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, int(sum(loaded))


def wait_for_server(process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if process.poll() is not None:
            sys.exit("the demonstration did not start")
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2)  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    sys.exit("the demonstration did not answer")


def main() -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        sys.exit("no Chromium: install it or set CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "pbplatform", "demo"],
            env={**os.environ, "INSTANCE_DIR": str(Path(folder) / "i"), "PORT": str(PORT)},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_server(process)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium,
                    args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
                )
                print(f"{'page':12} {'middle s':>9} {'slowest s':>10} {'kB':>6}")
                for name, path, control in PAGES:
                    visits = [visit(browser, path, control) for _ in range(VISITS)]
                    seconds = [each[0] for each in visits]
                    print(
                        f"{name:12} {statistics.median(seconds):>9.1f} {max(seconds):>10.1f} "
                        f"{visits[0][1] / 1024:>6.0f}"
                    )
                browser.close()
        finally:
            process.terminate()
            process.wait(timeout=20)


if __name__ == "__main__":
    main()
