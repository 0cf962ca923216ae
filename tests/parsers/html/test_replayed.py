"""Pages as the Wayback Machine shows them."""

from __future__ import annotations

import pytest

from vustacrawl.parsers.html.replayed import as_archived

SCRIPT = b'<script>__wm.init("https://web.archive.org/web");</script>'
TOOLBAR = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>12 captures</p><!-- END WAYBACK TOOLBAR INSERT -->"


@pytest.mark.parametrize(
    ("shown", "original"),
    [
        (b"<a href='https://web.archive.org/web/20250508070809/http://a.example/'>", b"<a href='http://a.example/'>"),
        (b"<a href='/web/20250508070809/https://a.example/'>", b"<a href='https://a.example/'>"),
        (
            b"<img src='//web.archive.org/web/20250508070809im_/http://a.example/1.png'>",
            b"<img src='http://a.example/1.png'>",
        ),
        (b"<a href='/web/20250508070809/mailto:a@a.example'>", b"<a href='mailto:a@a.example'>"),
        (rb'"https:\/\/web.archive.org\/web\/20250508070809\/http:\/\/a.example"', rb'"http:\/\/a.example"'),
        (b"<a href='https://web.archive.org/details/tin'>", b"<a href='https://web.archive.org/details/tin'>"),
        (b"<body>" + TOOLBAR + b"<p>Tin", b"<body><p>Tin"),
        (b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><p>Tin", b"<body><p>Tin"),
    ],
    ids=["absolute", "root-relative", "without scheme", "mail", "JSON", "no copy", "toolbar", "half a toolbar"],
)
def test_changes_of_wayback_machine_are_undone(shown: bytes, original: bytes) -> None:
    assert as_archived(SCRIPT + shown) == SCRIPT + original


def test_page_that_links_to_wayback_machine_is_unchanged() -> None:
    page = b"<p>Xem <a href='https://web.archive.org/web/20250508070809/http://a.example/'>trang cu</a></p>"
    assert as_archived(page) == page
