"""TimeMaps: the lost pages of a site, asked for one by one."""

from __future__ import annotations

from tests.recovery.conftest import SITE, Workspace, page
from tests.recovery.lookalikes import TOOLBAR, Archive, Held, Reply

TIME = "Fri, 02 Jan 2015 03:04:05 GMT"
LOST = f"{SITE}/dai-hoi-p7.html"


def with_a_lost_page(workspace: Workspace, archive: Archive) -> None:
    """Have the catalog know an address that the site answered with 404."""
    workspace("recover", "hoi")
    workspace.change(
        "INSERT INTO frontier (url, site, kind, state, reason, via, discovered_at)"
        f" VALUES ('{LOST}', 'hoi', 'article', 'failed', 'HTTP 404', '{SITE}/tin', '2025-01-01T00:00:00Z')"
    )


def timemap(archive: Archive, url: str, *entries: str) -> Reply:
    links = [
        f'<{url}>;rel="original"',
        f'<{archive.url}/timemap/link/{url}>; rel="self"; type="application/link-format"',
    ]
    return Reply(200, ",\n".join([*links, *entries]).encode(), {"Content-Type": "application/link-format"})


def test_a_lost_page_is_found_by_its_timemap(workspace: Workspace, archive: Archive) -> None:
    archive.held = [Held("20150102030405", LOST, page(7), row={"original": f"{SITE}/khac"})]
    with_a_lost_page(workspace, archive)
    first = timemap(
        archive, LOST, f'<{archive.url}/timemap/2/{LOST}>; rel="timemap"; from="Fri, 02 Jan 2015 03:04:05 GMT"'
    )
    second = timemap(
        archive,
        LOST,
        f'<{archive.url}/web/20150102030405/{LOST}>; rel="first last memento"; datetime="{TIME}"',
    )
    archive.answers |= {"/timemap/link/": lambda *_: first, "/timemap/2/": lambda *_: second}

    done = workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap/link")

    assert done.returncode == 0, done.stderr
    assert workspace.rows("SELECT url, gone_at IS NOT NULL FROM articles") == [(LOST, 1)], "the site answers 404"
    assert workspace.rows("SELECT source, state FROM found_captures") == [(f"{archive.url}/timemap/link", "recovered")]


def test_a_memento_that_is_not_the_page_as_it_was_is_refused(workspace: Workspace, archive: Archive) -> None:
    with_a_lost_page(workspace, archive)
    memento = f'<{archive.url}/ban-luu/7>; rel="memento"; datetime="{TIME}"'
    shown = Reply(200, TOOLBAR + page(7), {"Memento-Datetime": TIME})
    archive.answers |= {"/timemap/": lambda *_: timemap(archive, LOST, memento), "/ban-luu/": lambda *_: shown}

    done = workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap")

    assert done.returncode == 1
    assert "1 refused" in done.stderr


def test_nothing_else_is_asked_for(workspace: Workspace, archive: Archive) -> None:
    asked = len(archive.asked)
    assert workspace("recover", "hoi", "--timemap", f"{archive.url}/timemap").returncode == 0
    assert len(archive.asked) == asked
