"""An event loop and a reactor whose time jumps to the next timer as soon as they are idle."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.internet.main import installReactor

REACTOR = "benchmarks.year.clock.JumpingReactor"
"""For the setting ``TWISTED_REACTOR``."""


MIN_JUMP_S = 1e-6
"""After some months, a smaller step would be lost to rounding, and time would stop."""


class _JumpingSelector(selectors.DefaultSelector):
    """Returns at once, and advances the time by its timeout."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            return super().select()
        events = super().select(0)
        if not events:
            self.elapsed += max(MIN_JUMP_S, timeout)
        return events


class InlineExecutor(Executor):
    """Replaces a pool of threads: time would jump while they work."""

    def __init__(self, *pool: object) -> None:
        """Accept the arguments of a ThreadPoolExecutor."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call the function now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop that begins at 0 seconds."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the seconds since it began."""
        return self._jumping.elapsed


class JumpingReactor(AsyncioSelectorReactor):
    """Twisted's reactor on a JumpingLoop."""

    def __init__(self, loop: JumpingLoop) -> None:
        self.seconds: Callable[[], float] = loop.time
        super().__init__(loop)


def install() -> tuple[JumpingLoop, JumpingReactor]:
    """Install such a loop and reactor in this process, before anything imports ``twisted.internet.reactor``."""
    loop = JumpingLoop()
    asyncio.set_event_loop(loop)
    reactor = JumpingReactor(loop)
    installReactor(reactor)  # type: ignore[no-untyped-call]  # Twisted has no types for it
    return loop, reactor
