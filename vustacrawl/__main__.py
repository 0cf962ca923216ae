"""The command ``vustacrawl``, also available as ``python -m vustacrawl``."""

import os
import signal
import sys


def main() -> None:
    """Run the command. Until its modules are imported, Ctrl-C ends the process silently, as it does any other."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _open_closed_streams()
    from vustacrawl.cli import main as run

    run()


def _open_closed_streams() -> None:
    """Open /dev/null for each of stdin, stdout and stderr that the caller closed.

    Otherwise the next opened file would get its number, and output would be written into the catalog or the archive.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open to the end


if __name__ == "__main__":
    main()
