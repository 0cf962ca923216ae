"""The command ``vustacrawl``, also as ``python -m vustacrawl``."""

import signal


def main() -> None:
    """Run the command. Until its modules are imported, Ctrl-C ends the process as it ends any other: without words."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from vustacrawl.cli import main as run

    run()


if __name__ == "__main__":
    main()
