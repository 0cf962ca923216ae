"""``python -m vustacrawl``: the same as the command ``vustacrawl``."""

from vustacrawl.cli import main

main()
