"""Read on all cores: run one function in several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.forkserver import ensure_running
from typing import Any, TypeVar

TASKS_AHEAD = 4
"""Tasks queued per process: enough to keep it busy, few enough to keep memory flat."""

_PRELOADED = ("vustacrawl.pipelines.prepare",)
"""What an import needs for reading after examining its files; the server imports only what it is first started with."""


class ReaderDiedError(Exception):
    """A reading process or machine has died, and with it what was not read yet; the message says which."""


Context = TypeVar("Context")
Job = TypeVar("Job")
Result = TypeVar("Result")


def read_in_processes(
    read: Callable[[Context, Job], Result], context: Context, tasks: Iterable[list[Job]], processes: int
) -> Iterator[Result]:
    """Yield ``read(context, job)`` for the jobs of all tasks, in order.

    A whole task goes to one process. ``read`` must be a module-level function; context, jobs and results must be
    picklable. Raises ReaderDiedError if a process dies, and whatever ``read`` raises.
    """
    waiting: deque[Future[list[Result]]] = deque()
    try:
        with _process_pool(read, context, processes) as pool:
            for task in tasks:
                waiting.append(pool.submit(_read_all, task))
                if len(waiting) > processes * TASKS_AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise ReaderDiedError("a process that reads pages died, perhaps out of memory") from None


@contextmanager
def _process_pool(read: Callable[[Any, Any], Any], context: Any, count: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes that end with the block and with this process, however it ends.

    They come from a fork server, so they inherit neither site locks nor connections. Each watches a pipe whose other
    end only this process holds: the kernel closes it when the process dies.
    """
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload([read.__module__, *_PRELOADED])
    _start_fork_server()
    alive, held = forkserver.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, mp_context=forkserver, initializer=_begin, initargs=(alive, read, context))
    try:
        yield pool
        pool.shutdown()
    finally:
        held.close()
        alive.close()
        pool.shutdown(wait=False, cancel_futures=True)


def _start_fork_server() -> None:
    """Start the server with the signals blocked that a terminal sends to the whole group; its processes inherit that.

    Ignoring them in each process would be too late for those just starting. The resource tracker is started first,
    since starting it unblocks the signals again.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_read: Callable[[Any, Any], Any]
_context: Any


def _begin(alive: Connection, read: Callable[[Any, Any], Any], context: Any) -> None:
    """Set up a process that ends when the other end of ``alive`` is closed."""
    global _read, _context
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
    _read, _context = read, context


def _end_with(alive: Connection) -> None:
    alive.poll(None)
    os._exit(1)


def _read_all(jobs: list[Any]) -> list[Any]:
    return [_read(_context, job) for job in jobs]
