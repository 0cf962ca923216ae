"""URLs and dates in pages saved by other tools."""

from __future__ import annotations

import pytest

from vustacrawl.archive.records import parse_date
from vustacrawl.parsers.saved import saved_at, saved_url

URL = "https://hoi.example/bai-1.html"
AT = "2025-05-08T07:08:09.000Z"


@pytest.mark.parametrize(
    ("start", "date"),
    [
        (f"<!-- saved from url=(0031){URL} --><html>", None),
        (f"<!-- saved from url=(31){URL} --><html>", None),
        (f"<!-- saved from url={URL} --><html>", None),
        (
            f"<html><!--\n Page saved with SingleFile \n url: {URL} \n"
            " saved date: Thu May 08 2025 14:08:09 GMT+0700 (Giờ Đông Dương)\n-->",
            AT,
        ),
        (
            f"<html><!--\n Archive processed by SingleFile\n url: {URL} \n"
            " saved date: Thu May 08 2025 14:08:09 GMT+0700\n-->",
            AT,
        ),
        (f"<!-- Saved from {URL} at 2025-05-08T07:08:09Z using monolith v2.8.1 --><html>", AT),
        (f"<!-- Saved from {URL} using monolith v2.8.1 --><html>", None),
        (f'<html data-scrapbook-source="{URL}" data-scrapbook-create="20250508070809123">', AT),
    ],
    ids=[
        "browser",
        "2-digits",
        "no-digits",
        "SingleFile",
        "SingleFile-2018",
        "monolith",
        "monolith-no-date",
        "WebScrapBook",
    ],
)
def test_note_of_saving_tool_is_read(start: str, date: str | None) -> None:
    body = f"<!DOCTYPE html>{start}<body><p>Hội nghị</p></body></html>".encode()
    assert saved_url(body) == URL
    assert parse_date(saved_at(body) or "") == date


COPY = f"https://web.archive.org/web/20250508070809/{URL}"
ARCHIVED = (
    "<!--\n     FILE ARCHIVED ON 07:08:09 May 08, 2025 AND RETRIEVED FROM THE\n"
    "     INTERNET ARCHIVE ON 10:11:12 Nov 27, 2026.\n     JAVASCRIPT APPENDED BY WAYBACK MACHINE\n-->"
)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f"<!-- saved from url=(0070){COPY} --><html>", COPY),
        (
            f"<html><!--\n Page saved with SingleFile \n url: {COPY} \n saved date: Thu Nov 26 2026 07:08:09 GMT\n-->",
            COPY,
        ),
        (f'<html><script>\n  __wm.wombat("{URL}","20250508070809","https://web.archive.org/","web");</script>', URL),
        (f'<html><input type="text" name="url" id="wmtbURL" value="{URL}" style="width:400px">', URL),
        (f'<html><script>__wm.init("https://web.archive.org/web");</script><link rel=canonical href="{COPY}">', URL),
    ],
    ids=["browser", "SingleFile", "wombat", "toolbar", "canonical"],
)
def test_page_of_wayback_machine_is_recognized(head: str, url: str) -> None:
    body = f"<!DOCTYPE html>{head}<body>{'<p>Hội nghị</p>' * 2000}</body></html>\n{ARCHIVED}".encode()
    assert saved_url(body) == url
    assert parse_date(saved_at(body) or "") == AT
    assert parse_date(saved_at(body.replace(b"07:08:09 May 08, 2025", b"20250508070809")) or "") == AT
