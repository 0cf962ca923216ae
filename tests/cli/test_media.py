"""Images and attached files: fetched on request, archived, described in the catalog."""

from __future__ import annotations

import hashlib

from tests.cli.conftest import Command, Site, jpeg, rows
from tests.cli.test_archive import assert_archive_is_intact

FIGURE = (
    '<figure class="image-in-content"><img src="{}" alt="tm-img-alt"></figure>'
    '<p class="text-center"><em>Hội thảo</em></p>'
)


def test_images_option_fetches_and_describes_images(run: Command, site: Site) -> None:
    picture = jpeg(40, 30)
    site.files["/images/a%20b.jpg"] = picture
    site.inside = {1: FIGURE.format("/images/a b.jpg"), 2: FIGURE.format(f"{site.url}/images/a%20b.jpg")}
    run("crawl", "union")
    assert "/images/a%20b.jpg" not in site.requests

    assert run("crawl", "union", "--images").returncode == 0

    assert site.requests["/images/a%20b.jpg"] == 1
    described = rows(run, "SELECT sha256, width, height FROM images")
    assert described == [(hashlib.sha256(picture).hexdigest(), 40, 30)] * 2
    assert_archive_is_intact(run.workspace)

    site.titles[1] = "Một đầu đề khác"
    rows(run, "UPDATE frontier SET next_due = 0 WHERE url LIKE '%-p1.html' RETURNING url")
    run("crawl", "union")
    assert rows(run, "SELECT count(*) FROM article_versions") == [(1,)]
    assert rows(run, "SELECT count(sha256) FROM images") == [(2,)], "a new version of the text keeps the descriptions"


def test_images_in_private_networks_are_not_requested(run: Command, site: Site, other_site: Site) -> None:
    other_site.files["/secret.jpg"] = jpeg(1, 1)
    site.inside[1] = FIGURE.format(f"{other_site.url}/secret.jpg")
    site.inside[2] = FIGURE.format("http://10.0.0.1/secret.jpg")
    run("crawl", "union", "--images")
    assert not other_site.requests
    refused = rows(run, "SELECT url, reason FROM frontier WHERE kind = 'image' ORDER BY url")
    assert refused == [
        ("http://10.0.0.1/secret.jpg", "private address"),
        (f"{other_site.url}/secret.jpg", "private address"),
    ]
    assert "private network" in run("why", f"{other_site.url}/secret.jpg").stdout
