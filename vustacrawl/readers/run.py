"""Run a reading function in this process, in others on this machine, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from vustacrawl.extras import require_extra
from vustacrawl.readers.cluster import read_on_cluster
from vustacrawl.readers.pool import Context, Job, Result, read_in_processes

Reader = Callable[[Callable[[Any, Any], Any], Any, Iterable[list[Any]]], Iterator[Any]]
"""Runs ``read(context, job)`` for the jobs of all tasks, and yields the results in order; see ``read_in_processes``."""


def read_here(read: Callable[[Context, Job], Result], context: Context, tasks: Iterable[list[Job]]) -> Iterator[Result]:
    """Yield ``read(context, job)`` for the jobs of all tasks, in order, in this process."""
    for task in tasks:
        for job in task:
            yield read(context, job)


def reader_on(cluster: str | None, processes: int | None) -> Reader:
    """Return the reader for the scheduler at ``cluster``, else for ``processes`` processes: one per core by default.

    A single process is this one, which also stores. Raises MissingExtraError.
    """
    if cluster:
        require_extra("dask", "--cluster")
        return partial(read_on_cluster, address=cluster)
    count = processes or os.cpu_count() or 1
    return partial(read_in_processes, processes=count) if count > 1 else read_here


def local(reader: Reader) -> Reader:
    """Return a reader on this machine: files that are not in the archive yet are on no other."""
    return read_here if isinstance(reader, partial) and reader.func is read_on_cluster else reader
