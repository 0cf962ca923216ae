"""Images and files of recovered articles are fetched from the same archive, with their own capture times."""

from __future__ import annotations

import json

from tests.recovery.conftest import SITE, Workspace, capture, page, records_of
from tests.recovery.lookalikes import Archive, Capture, Reply, common_crawl

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0\xf4\x22\x7f\x8a\0\0\0\x0bIDATx\x9cc`\xc0\x04\0\0\x12\0\x01"
    b"\xd8\xb0\x8f\x9a\0\0\0\0IEND\xaeB`\x82"
)
MORE = (
    '<p><img src="/upload/anh.png" alt=""></p><p><img src="/upload/mat.png" alt=""></p>'
    '<p>Tải <a href="/upload/nghi-quyet.pdf">nghị quyết</a>.</p>'
)
ARTICLE = capture(7, body=page(7, more=MORE))
IMAGE = Capture("20140506070809", f"{SITE}/upload/anh.png", PNG, headers={"Content-Type": "image/png"})
FILE = Capture(
    "20150102030406", f"{SITE}/upload/nghi-quyet.pdf", b"%PDF-1.4", headers={"Content-Type": "application/pdf"}
)


def test_images_and_files_are_fetched_and_missing_ones_counted(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [ARTICLE, IMAGE, FILE]

    done = workspace("recover", "hoi", "--images", "--files")

    assert done.returncode == 1, done.stderr
    assert "3 images and files requested, 2 stored, 1 missing" in done.stderr
    captures = workspace.rows("SELECT url, fetched_at FROM captures WHERE found_in IS NOT NULL ORDER BY url")
    assert captures == [
        (f"{SITE}/dai-hoi-p7.html", "2015-01-02T03:04:05.000Z"),
        (f"{SITE}/upload/anh.png", "2014-05-06T07:08:09.000Z"),
        (f"{SITE}/upload/nghi-quyet.pdf", "2015-01-02T03:04:06.000Z"),
    ]
    images = workspace.rows("SELECT url, sha256 IS NULL, width FROM images ORDER BY url")
    assert images == [(f"{SITE}/upload/anh.png", 0, 2), (f"{SITE}/upload/mat.png", 1, None)]
    assert workspace.rows("SELECT length FROM files") == [(8,)]
    problems = workspace.rows("SELECT url, reason FROM problems")
    assert problems == [(f"{SITE}/upload/mat.png", "the archive returned no capture")]
    assert PNG in [record.http.body for record in records_of(workspace.folder) if record.type == "response"]
    assert workspace("verify").returncode == 0
    [site] = json.loads(workspace("recover", "hoi", "--report", "--json").stdout)
    assert [year["elsewhere"] + year["known"] for year in site["years"]] == [0], "an image is not an article"

    requested = len(archive.requested)
    again = workspace("recover", "hoi", "--images", "--files")
    assert (again.returncode, len(archive.requested)) == (0, requested), "refused captures are not requested again"


def test_files_can_be_fetched_in_later_run(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [ARTICLE, IMAGE, FILE]
    first = workspace("recover", "hoi")
    assert first.returncode == 0
    assert "images and files" not in first.stderr

    later = workspace("recover", "hoi", "--files")

    assert later.returncode == 0, later.stderr
    assert "1 image or file requested, 1 stored, 0 missing" in later.stderr


def test_image_redirect_from_http_to_https_is_followed(workspace: Workspace, archive: Archive) -> None:
    secure = SITE.replace("http:", "https:") + "/upload/anh.png"
    archive.captures = [
        ARTICLE,
        Capture("20150102030406", f"{SITE}/upload/anh.png", b"", 301, {"Location": secure}),
        Capture("20150102030406", f"{SITE}/upload/mat.png", b"", 404),
    ]
    headers = {"Content-Type": "image/png", "Memento-Datetime": IMAGE.memento_datetime}
    secure_only = {"/web/20150102030405id_/https://": lambda *_: Reply(200, PNG, headers)}
    archive.handlers = secure_only | archive.handlers

    workspace("recover", "hoi", "--images")

    assert workspace.rows("SELECT url FROM images WHERE sha256 IS NOT NULL") == [(f"{SITE}/upload/anh.png",)]
    problems = workspace.rows("SELECT url, reason, detail FROM problems")
    [(url, reason, detail)] = problems
    assert (url, reason) == (f"{SITE}/upload/mat.png", "the archive has no image")
    assert str(detail).startswith("HTTP 404")


def test_images_are_not_requested_from_common_crawl(workspace: Workspace, archive: Archive) -> None:
    common_crawl(archive)
    archive.captures = [ARTICLE]

    done = workspace("recover", "hoi", "--source", "commoncrawl", "--images")

    assert "2 images and files requested, 0 stored, 2 missing" in done.stderr
    assert not [path for path in archive.requested if "upload" in path]
