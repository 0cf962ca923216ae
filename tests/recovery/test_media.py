"""Images and files of recovered articles come from the same archive, with the times of their own captures."""

from __future__ import annotations

import json

from tests.recovery.conftest import SITE, Workspace, page, records_of
from tests.recovery.lookalikes import Archive, Held, Reply, common_crawl

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0\xf4\x22\x7f\x8a\0\0\0\x0bIDATx\x9cc`\xc0\x04\0\0\x12\0\x01"
    b"\xd8\xb0\x8f\x9a\0\0\0\0IEND\xaeB`\x82"
)
MORE = (
    '<p><img src="/upload/anh.png" alt=""></p><p><img src="/upload/mat.png" alt=""></p>'
    '<p>Tải <a href="/upload/nghi-quyet.pdf">nghị quyết</a>.</p>'
)
ARTICLE = Held("20150102030405", f"{SITE}/dai-hoi-p7.html", page(7, more=MORE))
IMAGE = Held("20140506070809", f"{SITE}/upload/anh.png", PNG, headers={"Content-Type": "image/png"})
FILE = Held("20150102030406", f"{SITE}/upload/nghi-quyet.pdf", b"%PDF-1.4", headers={"Content-Type": "application/pdf"})


def test_images_and_files_are_fetched_and_those_missing_are_counted(workspace: Workspace, archive: Archive) -> None:
    archive.held = [ARTICLE, IMAGE, FILE]

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

    asked = len(archive.asked)
    again = workspace("recover", "hoi", "--images", "--files")
    assert (again.returncode, len(archive.asked)) == (0, asked), "refused captures are not requested again"


def test_they_can_be_fetched_later(workspace: Workspace, archive: Archive) -> None:
    archive.held = [ARTICLE, IMAGE, FILE]
    first = workspace("recover", "hoi")
    assert first.returncode == 0
    assert "images and files" not in first.stderr

    later = workspace("recover", "hoi", "--files")

    assert later.returncode == 0, later.stderr
    assert "1 image or file requested, 1 stored, 0 missing" in later.stderr


def test_an_image_under_another_spelling_of_its_address_is_followed(workspace: Workspace, archive: Archive) -> None:
    secure = SITE.replace("http:", "https:") + "/upload/anh.png"
    archive.held = [
        ARTICLE,
        Held("20150102030406", f"{SITE}/upload/anh.png", b"", 301, {"Location": secure}),
        Held("20150102030406", f"{SITE}/upload/mat.png", b"", 404),
    ]
    headers = {"Content-Type": "image/png", "Memento-Datetime": IMAGE.memento_datetime}
    secure_only = {"/web/20150102030405id_/https://": lambda *_: Reply(200, PNG, headers)}
    archive.answers = secure_only | archive.answers

    workspace("recover", "hoi", "--images")

    assert workspace.rows("SELECT url FROM images WHERE sha256 IS NOT NULL") == [(f"{SITE}/upload/anh.png",)]
    problems = workspace.rows("SELECT url, reason, detail FROM problems")
    [(url, reason, detail)] = problems
    assert (url, reason) == (f"{SITE}/upload/mat.png", "the archive has no image")
    assert str(detail).startswith("HTTP 404")


def test_an_archive_of_pages_is_not_asked_for_images(workspace: Workspace, archive: Archive) -> None:
    common_crawl(archive)
    archive.held = [ARTICLE]

    done = workspace("recover", "hoi", "--source", "commoncrawl", "--images")

    assert "2 images and files requested, 0 stored, 2 missing" in done.stderr
    assert not [path for path in archive.asked if "upload" in path]
