"""Settings of all tests: how Hypothesis draws its examples, how tests are named, and which are slow.

Hypothesis draws the same examples every time; ``--hypothesis-profile=explore`` looks for new ones, and ``quick`` draws
few. No example has a deadline: a busy machine is no fault of the code.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("explore", deadline=None, max_examples=2_000)

CRAWLING_FIXTURES = frozenset({"demo", "odd_crawl", "rebuilt_crawl", "run", "server", "site"})
"""Fixtures that start a crawl or a server in a process of its own: the tests that use them are slow."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that crawl as slow."""
    for item in items:
        if CRAWLING_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_make_parametrize_id(val: object, argname: str) -> None:
    """Refuse to name a test after bytes: a codec may put the time into them, and they are unreadable."""
    if isinstance(val, bytes):
        raise pytest.UsageError(f"{argname}: give this case an id (`pytest.param(…, id=…)` or `ids=`): {val[:30]!r}")
