"""Ctrl-C and SIGTERM: the first ends a command in good order, a second one, or a wait that is too long, at once.

Python runs signal handlers in the main thread, between two of its instructions. A command that is inside of a long
call would not hear of a signal, so a thread watches for signals too; that thread ends the process where the command
has not ended by itself.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import cast

END_WITHIN_S = 8.0
"""How long a command may take to end in good order after the first signal."""
_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})


class _Watch:
    """What is known of the signals that came while signals are watched."""

    def __init__(self) -> None:
        self.received = False
        self.ends: list[tuple[Callable[[], object], float]] = []
        self.wakes, self.woken = socket.socketpair()
        self.wakes.setblocking(False)
        self.thread = threading.Thread(target=self._watch, name="signals", daemon=True)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Run by Python in the main thread: end what says how it is ended, else raise KeyboardInterrupt."""
        if self.received:  # the thread has ended the process, or is about to
            return
        self.received = True
        if not self.ends:
            raise KeyboardInterrupt
        self.ends[-1][0]()

    def _watch(self) -> None:
        first = self._next_signal(None)
        if first is None:
            return
        deadline = time.monotonic() + (self.ends[-1][1] if self.ends else END_WITHIN_S)
        second = self._next_signal(deadline)
        if second is not None:
            _end_at_once(second, b"ended at once\n")
        elif time.monotonic() >= deadline:
            _end_at_once(first, b"ended: it could not be stopped in good order; the next run goes on\n")

    def _next_signal(self, deadline: float | None) -> int | None:
        """The number of the next signal; None at the deadline, or when nothing is watched any more."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.woken, selectors.EVENT_READ)
            while deadline is None or time.monotonic() < deadline:
                if not selector.select(None if deadline is None else max(0.0, deadline - time.monotonic())):
                    continue
                numbers = self.woken.recv(1)
                if not numbers:
                    return None
                if numbers[0] in _SIGNALS:
                    return numbers[0]
        return None


_watch: _Watch | None = None


def watch_signals() -> Callable[[], None]:
    """Watch SIGINT and SIGTERM from now on; what is returned ends that. To be called in the main thread.

    The first signal raises KeyboardInterrupt in the main thread. The process is ended by ``os._exit``, with the
    exit code of a shell (128 + the signal's number), at the second signal, or when it still runs END_WITHIN_S later.
    A signal that was ignored before, as SIGINT under ``nohup … &``, stays ignored.
    """
    global _watch
    watch = _watch = _Watch()
    wakeup = signal.set_wakeup_fd(watch.wakes.fileno(), warn_on_full_buffer=False)
    watch.thread.start()
    watched = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, watch.on_signal) for number in watched}

    def stop_watching() -> None:
        global _watch
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup)
        watch.wakes.close()
        watch.thread.join()
        watch.woken.close()
        _watch = None

    return stop_watching


@contextmanager
def ended_by(end: Callable[[], object], within: float = END_WITHIN_S) -> Iterator[None]:
    """While the block runs, the first signal calls ``end`` in the main thread, and raises nothing.

    ``within``: seconds after which the process is ended all the same. The block is told by ``end`` alone, for example
    through an event loop's ``call_soon_threadsafe``.
    """
    if threading.current_thread() is not threading.main_thread():  # where no signal handler runs
        yield
        return
    stop_watching = None if _watch else watch_signals()
    watch = cast(_Watch, _watch)
    mine = (end, within)
    watch.ends.append(mine)
    try:
        yield
    finally:
        watch.ends.remove(mine)
        if stop_watching:
            stop_watching()


def was_interrupted() -> bool:
    """Whether a first signal came, and this command is ending."""
    return _watch is not None and _watch.received


def _end_at_once(number: int, last_word: bytes) -> None:
    try:
        os.write(2, last_word)
    finally:
        os._exit(128 + number)
