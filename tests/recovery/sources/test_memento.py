"""TimeMaps, requested one by one for the lost pages of a site."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from tests.recovery.conftest import SITE, Workspace, page
from tests.recovery.lookalikes import TOOLBAR, Archive, Capture, Reply
from vustacrawl.recovery import run
from vustacrawl.recovery.client import Client, Response
from vustacrawl.recovery.model import ListingPage
from vustacrawl.recovery.sources.memento import MAX_TIMEMAPS, Memento

TIME = "Fri, 02 Jan 2015 03:04:05 GMT"
LOST = f"{SITE}/dai-hoi-p7.html"


def add_lost_page(workspace: Workspace, archive: Archive) -> None:
    """Add a URL to the catalog that the site answered with 404."""
    workspace("recover", "hoi")
    workspace.rows(
        "INSERT INTO frontier (url, site, kind, state, reason, via, discovered_at)"
        f" VALUES ('{LOST}', 'hoi', 'article', 'failed', 'HTTP 404', '{SITE}/tin', '2025-01-01T00:00:00Z')"
    )


def timemap(archive: Archive, url: str, *entries: str) -> Reply:
    links = [
        f'<{url}>;rel="original"',
        f'<{archive.url}/timemap/link/{url}>; rel="self"; type="application/link-format"',
    ]
    return Reply(200, ",\n".join([*links, *entries]).encode(), {"Content-Type": "application/link-format"})


def test_lost_page_is_recovered_from_timemap(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [Capture("20150102030405", LOST, page(7), row={"original": f"{SITE}/khac"})]
    add_lost_page(workspace, archive)
    first = timemap(
        archive, LOST, f'<{archive.url}/timemap/2/{LOST}>; rel="timemap"; from="Fri, 02 Jan 2015 03:04:05 GMT"'
    )
    second = timemap(
        archive, LOST, f'<{archive.url}/web/20150102030405/{LOST}>; rel="first last memento"; datetime="{TIME}"'
    )
    archive.handlers |= {"/timemap/link/": lambda *_: first, "/timemap/2/": lambda *_: second}

    done = workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap/link")

    assert done.returncode == 0, done.stderr
    assert workspace.rows("SELECT url, gone_at IS NOT NULL FROM articles") == [(LOST, 1)], "the site answers 404"
    assert workspace.rows("SELECT source, state FROM found_captures") == [(f"{archive.url}/timemap/link", "recovered")]


@pytest.mark.parametrize(
    ("status", "bounds", "left"),
    [(404, {"MAX_QUERIES": 2}, "2 queries"), (403, {"MAX_FAILED_QUERIES": 3}, "1 query")],
    ids=["many", "failing"],
)
def test_lost_pages_left_to_the_next_run_are_counted(
    workspace: Workspace,
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    bounds: dict[str, int],
    left: str,
) -> None:
    add_lost_page(workspace, archive)
    for number in (8, 9, 10):
        workspace.rows(
            "INSERT INTO frontier (url, site, kind, state, reason, via, discovered_at)"
            f" SELECT '{SITE}/dai-hoi-p{number}.html', site, kind, state, reason, via, discovered_at FROM frontier"
            f" WHERE url = '{LOST}'"
        )
    for name, value in bounds.items():
        monkeypatch.setattr(run, name, value)
    archive.handlers["/timemap/"] = lambda *_: Reply(status)
    done = workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap/link", "--dry-run")
    assert done.returncode == 1
    assert f"index: {left} left to the next run" in done.stderr
    archive.requested.clear()
    workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap/link", "--dry-run")
    assert ("p7.html" in str(archive.requested)) == (status == 403), "what was read is not read again"


def test_modified_memento_is_rejected(workspace: Workspace, archive: Archive) -> None:
    add_lost_page(workspace, archive)
    memento = f'<{archive.url}/ban-luu/7>; rel="memento"; datetime="{TIME}"'
    shown = Reply(200, TOOLBAR + page(7), {"Memento-Datetime": TIME})
    archive.handlers |= {"/timemap/": lambda *_: timemap(archive, LOST, memento), "/ban-luu/": lambda *_: shown}

    done = workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap")

    assert done.returncode == 1
    assert "1 refused" in done.stderr


def test_timemaps_are_requested_only_for_lost_pages(workspace: Workspace, archive: Archive) -> None:
    requested = len(archive.requested)
    assert workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap").returncode == 0
    assert len(archive.requested) == requested


class FixedClient(Client):
    """Returns the same response to every request."""

    def __init__(self, body: str) -> None:
        self._body = body.encode()

    def get(
        self,
        url: str,
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        is_whole: Callable[[bytes], bool] = lambda _: True,
    ) -> Response:
        return Response(url, 200, (), self._body)


def list_timemap(body: str) -> ListingPage:
    return Memento("tm", "https://tm.example/map").list_page(FixedClient(body), LOST, None)


CAPTURE = f"https://luu.example/web/20150102030405/{LOST}"
NEXT = "https://tm.example/map/2"


@pytest.mark.parametrize(
    "body",
    [
        f'<{CAPTURE}>; datetime="{TIME}"; rel=memento, <{NEXT}>; rel="timemap"',
        json.dumps({"mementos": {"list": [{"uri": CAPTURE, "datetime": TIME}]}, "timemap_index": [{"uri": NEXT}]}),
        f'@meta {{"rel": "timemap", "uri": "{NEXT}"}}\n20150102030405 {{"uri": "{CAPTURE}", "rel": "memento",'
        f' "datetime": "{TIME}"}}',
    ],
    ids=["link format", "JSON", "CDXJ"],
)
def test_timemap_formats_are_parsed(body: str) -> None:
    page = list_timemap(body)
    assert [(each.captured_at, each.place) for each in page.captures] == [
        ("2015-01-02T03:04:05.000Z", f"https://luu.example/web/20150102030405id_/{LOST}")
    ]
    assert NEXT in (page.resume or "")
    assert not page.faults


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<html><body>Too busy</body></html>", "not a TimeMap"),
        ('<https://khac.example/map/2>; rel="timemap"', "on another host"),
        (",".join(f'<{NEXT}{number}>; rel="timemap"' for number in range(MAX_TIMEMAPS)), "more than 50 pages"),
    ],
    ids=["HTML page", "other host", "too many pages"],
)
def test_invalid_timemap_entries_are_reported(body: str, message: str) -> None:
    assert message in list_timemap(body).faults[0]
