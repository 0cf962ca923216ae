"""Scrapy's settings: what a crawl does not do."""

import os
from contextlib import suppress
from pathlib import Path

from tests.cli.conftest import Command, Site, run, site
from tests.waiting import HANG_S, wait_until

__all__ = ["run", "site"]

LISTENS = "0A"


def ports_of(pid: int) -> list[int]:
    """Return the TCP ports at which a process listens."""
    sockets = []
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since
            sockets.append(str(file.readlink()))
    lines = [line for net in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{net}").read_text().splitlines()[1:]]
    listening = {f"socket:[{line.split()[9]}]": line.split()[1] for line in lines if line.split()[3] == LISTENS}
    return [int(listening[each].rpartition(":")[2], 16) for each in sockets if each in listening]


def test_crawl_listens_at_no_port(run: Command, site: Site) -> None:
    assert ports_of(os.getpid()), "the site is served by this process"
    site.may_respond.clear()
    process = run.start("crawl", "union")
    wait_until(lambda: bool(site.requests), process)
    assert ports_of(process.pid) == []
    site.may_respond.set()
    process.communicate(timeout=HANG_S)
    assert process.returncode == 0
