"""Read on a Dask cluster: the same function as in a process pool, on workers on many machines.

Extra ``dask``, which is imported only when a cluster is requested.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from vustacrawl import __version__
from vustacrawl.errors import UserError
from vustacrawl.parsers import code_digest
from vustacrawl.readers.pool import Context, Job, ReaderDiedError, Result

TASKS_AHEAD = 3
"""Tasks queued per thread of the workers: enough to keep it busy, few enough to keep memory flat."""
CONNECT_TIMEOUT_S = 10
CHECK_INTERVAL_S = 30.0
"""How often to check for remaining workers while no results arrive."""
WORKER_TTL_S = 45.0
"""A worker that the scheduler has not heard from for this long is given up, and its tasks go to others."""
ALLOWED_FAILURES = 10
"""How many workers may die while they hold a task; Dask also counts those that had not begun it (distributed#5234)."""


class ClusterError(UserError):
    """The cluster cannot be used; the message says why, in one line."""


def read_on_cluster(
    read: Callable[[Context, Job], Result], context: Context, tasks: Iterable[list[Job]], address: str
) -> Iterator[Result]:
    """Yield ``read(context, job)`` for the jobs of all tasks, in order.

    A whole task goes to one worker, and to another one if that dies, so ``read`` may run twice for a job. The
    contract is that of ``read_in_processes``; also raises ClusterError if the cluster cannot be used.
    """
    with _connected(address) as client:
        ahead = TASKS_AHEAD * sum(client.nthreads().values())
        waiting: deque[Any] = deque()
        for task in tasks:
            waiting.append(client.submit(_read_all, read, context, task, pure=False))
            if len(waiting) >= ahead:
                yield from _result(client, waiting.popleft(), address)
        while waiting:
            yield from _result(client, waiting.popleft(), address)


def _result(client: Any, future: Any, address: str) -> list[Any]:
    from distributed.scheduler import KilledWorker

    while True:
        try:
            results: list[Any] = future.result(timeout=CHECK_INTERVAL_S)
        except TimeoutError:
            if not client.nthreads():
                raise ReaderDiedError(f"the scheduler at {address} has lost all its workers") from None
        except KilledWorker as error:
            raise ReaderDiedError(f"workers of {address} died: {error}") from None
        else:
            future.release()
            return results


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Connect to a scheduler whose workers run exactly this version.

    Raises ClusterError, and ReaderDiedError if the scheduler is gone by the end of the block.
    """
    import dask
    from distributed import Client
    from distributed.client import ClosedClientError, FutureCancelledError
    from distributed.comm.core import CommClosedError

    for name in [*logging.root.manager.loggerDict]:
        if name.startswith(("distributed", "tornado")):  # each sets its own level; what matters is raised
            logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set({"distributed.comm.timeouts.connect": CONNECT_TIMEOUT_S}):
        try:
            client: Any = Client(address, timeout=CONNECT_TIMEOUT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise ClusterError(f"no scheduler answers at {address} ({str(error)[:200] or 'timeout'})") from None
        try:
            with client:
                _check_versions(client, address)
                yield client
        except (ClosedClientError, CommClosedError, FutureCancelledError):
            raise ReaderDiedError(f"the scheduler at {address} is lost") from None


def _check_versions(client: Any, address: str) -> None:
    """Prepare the scheduler. Raises ClusterError unless it and its workers have this client's code."""
    try:
        found = {f"the scheduler {address}": client.run_on_scheduler(_prepare_scheduler)}
    except Exception as error:
        raise ClusterError(f"{address}: vustacrawl is not installed on the scheduler ({error})") from None
    found |= {f"the worker {name}": version for name, version in client.run(_version, on_error="return").items()}
    if len(found) == 1:
        raise ClusterError(f"the scheduler {address} has no workers; start some with `dask worker {address}`")
    for machine, version in found.items():
        if isinstance(version, Exception):
            raise ClusterError(f"vustacrawl is not installed on {machine} ({version})")
        if version != _version():
            raise ClusterError(
                f"{machine} has vustacrawl {version}, this machine {_version()}: install the same on all"
            )


def _version() -> str:
    """Return the version and a digest of the reading code, since development versions share a number."""
    return f"{__version__} ({code_digest()})"


def _prepare_scheduler(dask_scheduler: Any) -> str:
    """Raise the scheduler's allowed failures and shorten its worker TTL to the values above; return its version."""
    dask_scheduler.allowed_failures = max(dask_scheduler.allowed_failures, ALLOWED_FAILURES)
    check = dask_scheduler.periodic_callbacks.get("worker-ttl")
    if check and dask_scheduler.worker_ttl > WORKER_TTL_S:
        check.stop()
        dask_scheduler.worker_ttl, check.callback_time = WORKER_TTL_S, 1000 * WORKER_TTL_S / 3
        check.start()
    return _version()


def _read_all(read: Callable[[Any, Any], Any], context: Any, jobs: list[Any]) -> list[Any]:
    return [read(context, job) for job in jobs]
