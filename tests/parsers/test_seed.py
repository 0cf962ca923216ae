"""The seed article, in two layouts, gives exactly its expected record."""

import json
from pathlib import Path

import pytest

from vustacrawl.parsers import parse_article
from vustacrawl.sites import find_profile

SEED = Path(__file__).parents[3] / "shared" / "seed"


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article is not beside this repository")
@pytest.mark.parametrize("layout", ["desktop", "short"])
def test_seed_article_gives_expected_record(layout):
    expected = json.loads((SEED / "article.json").read_text("utf-8"))
    body = (SEED / f"{layout}.html").read_bytes()

    record = parse_article(expected["url"], body, find_profile("vusta")).record()

    found = {key: record[key] for key in expected}
    found["images"] = [{key: image[key] for key in expected["images"][0]} for image in record["images"]]
    assert found == expected
