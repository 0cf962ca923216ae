"""The checks of ``vustacrawl doctor``: the machine, the workspace, and what is running or left behind."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple

from vustacrawl import __version__
from vustacrawl.archive.crawl_info import site_of_file
from vustacrawl.archive.recorder import capture_method
from vustacrawl.archive.writer import OPEN_SUFFIX
from vustacrawl.catalog import SCHEMA_VERSION, CatalogError, read_catalog
from vustacrawl.clock import unix_time
from vustacrawl.errors import UserError
from vustacrawl.extras import EXTRAS, missing_modules
from vustacrawl.frontier.lookup import count_states
from vustacrawl.schedule.plan import planned
from vustacrawl.sites import all_profiles
from vustacrawl.text import plural
from vustacrawl.workspace import CONFIG_FILE, Workspace

State = Literal["ok", "note", "problem"]
MAX_CLOCK_ERROR_S = 120.0
"""The ``Date`` of a response has a resolution of seconds and may come from a cache."""
MIN_OPEN_FILES = 1_024
LATE_S = 86_400.0
"""If a scheduled crawl is later than this, no schedule is running."""
NETWORK_FOLDERS = ("nfs", "cifs", "smb", "sshfs", "fuse.sshfs", "9p", "afs")
"""File systems on which SQLite's locks and vustacrawl's are unreliable."""
NET_TIMEOUT_S = 10.0


class Check(NamedTuple):
    """One line: what was checked, whether a person should act, and what was found."""

    name: str
    state: State
    text: str


def checks(workspace: Workspace, is_offline: bool) -> Iterator[Check]:
    """Yield every check of a workspace. Changes nothing and sends one request, unless ``is_offline``."""
    yield Check("versions", "ok", _versions())
    yield _recorder()
    yield _extras()
    yield _open_files()
    yield from _folder(workspace)
    for check in (_config, _profiles, _schedule, _catalog):
        yield _guarded(check, workspace)
    yield from _crashed(workspace)
    yield from _locks(workspace)
    if not is_offline:
        yield from _net_and_clock(workspace)


def _guarded(check: Callable[[Workspace], Check], workspace: Workspace) -> Check:
    try:
        return check(workspace)
    except UserError as error:
        return Check(check.__name__.removeprefix("_"), "problem", str(error))


def _versions() -> str:
    packages = " · ".join(f"{name} {version(name)}" for name in ("scrapy", "twisted", "lxml"))
    return (
        f"vustacrawl {__version__} · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version} · {packages}"
        f" · {platform.system()} {platform.release()}"
    )


def _recorder() -> Check:
    method = capture_method()
    return Check("recorder", "ok" if method.startswith("as sent") else "problem", f"responses are archived {method}")


def _extras() -> Check:
    lacking = [extra for extra in EXTRAS if missing_modules(extra)]
    found = ", ".join(extra for extra in EXTRAS if extra not in lacking) or "none"
    if not lacking:
        return Check("extras", "ok", found)
    return Check("extras", "note", f"{found}; for {', '.join(lacking)}: pip install 'vustacrawl[{','.join(lacking)}]'")


def _open_files() -> Check:
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    text = f"a process may open {most}"
    return Check("files", "ok", text) if most >= MIN_OPEN_FILES else Check("files", "note", f"{text}: ulimit -n 4096")


def _folder(workspace: Workspace) -> Iterator[Check]:
    root = workspace.root.resolve()
    if not root.is_dir():
        yield Check("workspace", "problem", f"{root}: no such folder; `vustacrawl init` creates a workspace")
        return
    folders = [root, *(path for path in (workspace.warc, root / "locks", workspace.database) if path.exists())]
    closed = [path for path in folders if not os.access(path, os.W_OK)]
    if closed:
        yield Check("workspace", "problem", f"not writable by this user: {', '.join(map(str, closed))}")
    else:
        yield Check("workspace", "ok", str(root))
    kind = _file_system(root)
    if kind.startswith(NETWORK_FOLDERS):
        yield Check("workspace", "problem", f"on {kind}, where locks are not reliable; move it to a local disk")
    free, reserve = shutil.disk_usage(root).free // 1_000_000, workspace.config.archive.reserve_mb
    text = f"{free:,} MB free, reserve_mb = {reserve}"
    yield Check("disk", "ok" if free > 2 * reserve else "note" if free > reserve else "problem", text)


def _file_system(root: Path) -> str:
    """Return the file system type of a folder; empty if the system does not report it."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    around = [mount for mount in mounts if root.is_relative_to(mount[1].replace("\\040", " "))]
    return max(around, key=lambda mount: len(mount[1]))[2] if around else ""


def _config(workspace: Workspace) -> Check:
    path = workspace.root / CONFIG_FILE
    if not workspace.config.crawl.contact:
        return Check("config", "note", f"{path}: set `contact` under [crawl], so that site owners can reach you")
    return Check("config", "ok", f"{path}: contact {workspace.config.crawl.contact}")


def _profiles(workspace: Workspace) -> Check:
    return Check("profiles", "ok", f"{plural(len([*all_profiles(workspace.sites)]), 'profile')}, all valid")


def _schedule(workspace: Workspace) -> Check:
    rows = planned(workspace)
    if not rows:
        return Check("schedule", "note", f"{CONFIG_FILE} sets no times under [schedule]")
    late = [row["site"] for row in rows if row["next"] and (datetime.now(UTC) - row["next"]).total_seconds() > LATE_S]
    if late:
        return Check("schedule", "problem", f"{plural(len(late), 'site')} over a day late: is `schedule run` running?")
    return Check("schedule", "ok", f"{plural(len(rows), 'site')}")


def _catalog(workspace: Workspace) -> Check:
    if not workspace.database.exists():
        return Check("catalog", "note", "none yet; the first crawl creates it")
    with closing(read_catalog(workspace.database)) as db:
        (newest,) = db.execute("SELECT max(started_at) FROM crawls").fetchone()
        size = workspace.database.stat().st_size // 1_000_000
        if newest and unix_time(newest) > time.time():
            return Check("catalog", "problem", f"the newest crawl began at {newest}, in the future: set the clock")
        return Check("catalog", "ok", f"schema {SCHEMA_VERSION}, {size:,} MB, newest crawl {newest or 'none'}")


def _crashed(workspace: Workspace) -> Iterator[Check]:
    """Yield what crashed crawls left behind, which the next crawl of the site repairs."""
    try:
        db = read_catalog(workspace.database)
    except CatalogError:
        return
    held = {lock.site for lock in workspace.locks() if lock.is_held}
    with closing(db):
        for (site, state), count in sorted(count_states(db).items()):
            if state == "leased" and site not in held:
                yield Check("crashed", "note", f"{site}: {plural(count, 'visit')} of a crashed crawl; crawl it again")
    for path in sorted(workspace.warc.glob(f"*{OPEN_SUFFIX}")):
        if site_of_file(path.name) not in held:
            yield Check("crashed", "note", f"{path.name}: unfinished; the site's next crawl recovers it")


def _locks(workspace: Workspace) -> Iterator[Check]:
    locks = workspace.locks()
    for lock in locks:
        if lock.is_held:
            yield Check("lock", "ok", f"{lock.site} is in use by {lock.holder or 'a process that left no name'}")
        elif lock.has_name:
            yield Check("lock", "note", f"{lock.site}: left by a dead process; the site is free")
    if not any(lock.is_held for lock in locks):
        yield Check("lock", "ok", "no site is in use")


def _net_and_clock(workspace: Workspace) -> Iterator[Check]:
    """Request the robots.txt of one of the workspace's sites, and compare its clock."""
    try:
        profiles = [*all_profiles(workspace.sites)]
        own = [profile for profile in profiles if (workspace.sites / f"{profile.name}.toml").exists()]
        url = f"{(own or profiles)[0].home.url.origin}/robots.txt"
        proxy = workspace.config.crawl.proxy
    except UserError:
        return  # reported above
    handler = urllib.request.ProxyHandler({"http": proxy, "https": proxy} if proxy else None)
    agent = workspace.config.crawl.user_agent
    request = urllib.request.Request(url, headers={"User-Agent": agent})  # noqa: S310 - a profile's URL is http(s)
    try:
        with urllib.request.build_opener(handler).open(request, timeout=NET_TIMEOUT_S) as response:
            status, date = response.status, response.headers.get("Date")
    except urllib.error.HTTPError as error:
        status, date = error.code, error.headers.get("Date")
    except (OSError, ValueError) as error:
        yield Check("net", "problem", f"{url}: {getattr(error, 'reason', error)}")
        return
    yield Check("net", "ok" if status < 500 else "note", f"{url}: HTTP {status}")
    try:
        offset = time.time() - parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        yield Check("clock", "note", "the response has no Date to compare with")
        return
    if abs(offset) > MAX_CLOCK_ERROR_S:
        yield Check("clock", "problem", f"{offset:+.0f} s off the site's clock: set the clock (NTP)")
    else:
        yield Check("clock", "ok", f"within {max(1.0, abs(offset)):.0f} s of the site's")
