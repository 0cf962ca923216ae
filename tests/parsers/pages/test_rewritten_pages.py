"""A page gives the same record in another normal form, with entities, or with other line endings."""

import json
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

from tests.parsers.pages.test_fixtures import profile_of
from vustacrawl.parsers import NotAnArticle, parse_article

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = sorted(file.parent for file in FIXTURES.rglob("page.html"))
MARKUP = re.compile(r"(<script.*?</script>|<style.*?</style>|<!--.*?-->|<[^>]*>)", re.DOTALL | re.IGNORECASE)
LONG = 80


def in_text(rewrite):
    """Return the rewriting, applied only to the text between tags."""
    return lambda page: "".join(part if number % 2 else rewrite(part) for number, part in enumerate(MARKUP.split(page)))


REWRITINGS = {
    "decomposed letters": in_text(lambda text: unicodedata.normalize("NFD", text)),
    "numeric entities": in_text(lambda text: "".join(c if c.isascii() else f"&#{ord(c)};" for c in text)),
    "byte order mark": lambda page: "\ufeff" + page,
    "Windows line endings": lambda page: page.replace("\r\n", "\n").replace("\n", "\r\n"),
    "upper-case tags": lambda page: re.sub(r"</?[a-z][a-z0-9]*(?=[\s>/])", lambda tag: tag[0].upper(), page),
    "comments between blocks": lambda page: re.sub(r"(</p>|</div>)", r"\1<!-- x -->", page),
    "non-breaking spaces": in_text(lambda text: re.sub(r"(?<=\w) (?=\w)", "\xa0", text) if len(text) > LONG else text),
    "zero-width spaces": in_text(lambda text: text.replace(" ", "\u200b ", 1) if len(text) > LONG else text),
    "indented blocks": lambda page: re.sub(r"(</(?:p|div|h\d|li|figure|table|tr|section)>)\s*", r"\1\n\t\t", page),
}


@pytest.mark.slow
@pytest.mark.parametrize("rewriting", REWRITINGS)
def test_rewritten_page_gives_same_record(rewriting):
    for folder in FOLDERS:
        about = tomllib.loads((folder / "about.toml").read_text("utf-8"))
        expected = json.loads((folder / "page.json").read_text("utf-8"))
        page = REWRITINGS[rewriting]((folder / "page.html").read_text("utf-8", errors="replace"))

        try:
            article = parse_article(
                about["url"], page.encode(), profile_of(about), captured_at=about.get("captured_at")
            )
            assert article.record() == expected, folder.name
        except NotAnArticle as nothing:
            assert expected == {"not_an_article": str(nothing)}, folder.name
