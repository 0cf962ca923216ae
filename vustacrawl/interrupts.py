"""Ctrl-C and SIGTERM: the first signal stops a command cleanly; a second one, or a timeout, stops it at once.

Python runs signal handlers in the main thread, between two instructions, so a command inside a long call does not
notice a signal. A thread therefore also watches for signals and ends the process if the command does not end itself.
If the two instructions are in a destructor or a weak reference's callback, Python prints the exception and goes on; it
is then raised again.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import cast

STOP_WITHIN_S = 8.0
"""How long a command may take to stop cleanly after the first signal."""
RAISE_AGAIN_AFTER_S = 0.01
"""After a KeyboardInterrupt that could not be raised: by then, the destructor has usually returned."""
_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})


class _Watch:
    """The state of watching signals."""

    def __init__(self) -> None:
        self.received = False
        self.ends: list[tuple[Callable[[], object], float]] = []
        self.wakes, self.woken = socket.socketpair()
        self.wakes.setblocking(False)
        self.thread = threading.Thread(target=self._watch, name="signals", daemon=True)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal in the main thread: call the innermost ``on_interrupt`` or raise KeyboardInterrupt."""
        if self.received:  # the thread has ended the process, or is about to
            return
        self.received = True
        if not self.ends:
            raise KeyboardInterrupt
        self.ends[-1][0]()

    def on_unraisable(self, unraisable: sys.UnraisableHookArgs) -> None:
        """Handle an exception where none can be raised: raise a KeyboardInterrupt later, print any other."""
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, RAISE_AGAIN_AFTER_S)
        else:
            sys.__unraisablehook__(unraisable)

    def _watch(self) -> None:
        first = self._next_signal(None)
        if first is None:
            return
        deadline = time.monotonic() + (self.ends[-1][1] if self.ends else STOP_WITHIN_S)
        second = self._next_signal(deadline)
        if second is not None:
            _exit_at_once(second, b"stopped immediately\n")
        elif time.monotonic() >= deadline:
            _exit_at_once(first, b"stopped by force after a timeout; the next run picks up where it left off\n")

    def _next_signal(self, deadline: float | None) -> int | None:
        """Return the number of the next signal; None at the deadline or when watching ends."""
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
    """Start watching SIGINT and SIGTERM; return a function that stops it. Call both in the main thread.

    The first signal raises KeyboardInterrupt in the main thread. A second signal, or STOP_WITHIN_S passing,
    ends the process by ``os._exit`` with a shell's exit code (128 + the signal number). A signal that was ignored
    before, such as SIGINT under ``nohup … &``, stays ignored.
    """
    global _watch
    watch = _watch = _Watch()
    wakeup = signal.set_wakeup_fd(watch.wakes.fileno(), warn_on_full_buffer=False)
    watch.thread.start()
    watched = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, watch.on_signal) for number in watched}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, signal.default_int_handler)
    hook, sys.unraisablehook = sys.unraisablehook, watch.on_unraisable

    def stop_watching() -> None:
        global _watch
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = hook
        signal.set_wakeup_fd(wakeup)
        watch.wakes.close()
        watch.thread.join()
        watch.woken.close()
        _watch = None

    return stop_watching


@contextmanager
def on_interrupt(end: Callable[[], object], within: float = STOP_WITHIN_S) -> Iterator[None]:
    """While the block runs, the first signal calls ``end`` in the main thread instead of raising KeyboardInterrupt.

    ``end`` must make the block stop, for example with an event loop's ``call_soon_threadsafe``; the process is
    ended by force after ``within`` seconds.
    """
    if threading.current_thread() is not threading.main_thread():  # no signal handler runs in other threads
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
    """Return whether a signal was received and the command is stopping."""
    return _watch is not None and _watch.received


def is_interrupt(error: BaseException | None) -> bool:
    """Return whether an exception is a KeyboardInterrupt or was raised from one.

    Python 3.11 makes it a RuntimeError if the signal arrives while a class with descriptors is being created, which
    importing a module does often.
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _exit_at_once(number: int, last_message: bytes) -> None:
    try:
        os.write(2, last_message)
    finally:
        os._exit(128 + number)
