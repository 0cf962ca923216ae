"""A page gives the same record in another normal form, with entities, or with other line endings."""

import re
import unicodedata
from functools import partial

import pytest

from tests.parsers.pages.fixture_pages import NAMES, fixture_page, record_of
from vustacrawl.parsers import parse_article

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
    for name in NAMES:
        page = fixture_page(name)
        if page.body.startswith(b"{"):  # an API record
            continue
        body = REWRITINGS[rewriting](page.body.decode("utf-8", "replace")).encode()
        record = record_of(partial(parse_article, page.url, body, page.profile, captured_at=page.captured_at))
        assert record == page.expected, name
