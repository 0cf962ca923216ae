"""Settings for all tests: Hypothesis profiles, test IDs and the ``slow`` marker.

Hypothesis draws the same examples every time; ``--hypothesis-profile=explore`` searches for new ones, and ``quick``
draws few. Examples have no deadline, so that tests do not fail on a busy machine.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from sqlite_utils import Database

from vustacrawl.catalog import open_catalog

if TYPE_CHECKING:
    from tests.archive.object_stores import FaultyProxy

# Otherwise constants of the modules imported so far are drawn, too: examples would depend on the tests run before.
providers._get_local_constants = providers.Constants

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("explore", deadline=None, max_examples=2_000)

CRAWLING_FIXTURES = frozenset({"demo", "odd_crawl", "rebuilt_crawl", "run", "server", "site"})
"""Fixtures that start a crawl or a server in a separate process; tests that use them are marked slow."""
TESTS = Path(__file__).parent
LONGEST_FILES = (
    "web/test_browser.py",
    "demo/test_rebuild.py",
    "parsers/test_hostile_pages.py",
    "demo/test_look_alikes.py",
    "cli/test_weak_points.py",
    "spiders/test_settling.py",
    "cli/test_cluster.py",
    "cli/test_sites_new.py",
    "readers/test_cluster.py",
    "demo/test_interruptions.py",
    "cli/test_crawl.py",
    "cli/test_interrupts.py",
    "demo/test_torture.py",
    "cli/test_processes.py",
    "test_dependencies.py",
    "cli/test_schedule.py",
    "cli/test_newcomers.py",
    "cli/test_identity.py",
    "web/test_fuzzing.py",
)
"""Files of more than a minute and a half, longest first: `make test` runs each in one process, beside others."""


@pytest.fixture(scope="session")
def empty_catalog(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a catalog without rows: copying them takes a tenth of the time that creating the tables takes."""
    file = tmp_path_factory.mktemp("empty") / "vustacrawl.db"
    open_catalog(file).close()
    return file.read_bytes()


@pytest.fixture
def new_catalog(empty_catalog: bytes, tmp_path: Path) -> Callable[..., Database]:
    """Open a new catalog in ``tmp_path``."""

    def new(name: str = "c.db") -> Database:
        (tmp_path / name).write_bytes(empty_catalog)
        return open_catalog(tmp_path / name)

    return new


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """An object store behind a proxy that can fail."""
    from tests.archive.object_stores import s3  # imports a server, for a second

    with s3(monkeypatch) as proxy:
        yield proxy


def pytest_configure() -> None:
    """Let Ctrl-C reach the commands that tests stop by it: shells ignore it in what they run in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules of all tests: it would search them again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that crawl as slow, and run the longest files first."""
    for item in items:
        if CRAWLING_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_begins_at)


def _begins_at(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS).as_posix()
    is_slow = item.get_closest_marker("slow") or item.get_closest_marker("browser")
    return LONGEST_FILES.index(path) if path in LONGEST_FILES else len(LONGEST_FILES) + (not is_slow)


def pytest_make_parametrize_id(val: object, argname: str) -> None:
    """Require explicit IDs for bytes: they are unreadable, and compressed data may contain the time."""
    if isinstance(val, bytes):
        raise pytest.UsageError(f"{argname}: give this case an id (`pytest.param(…, id=…)` or `ids=`): {val[:30]!r}")
