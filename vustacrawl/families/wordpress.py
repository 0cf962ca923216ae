"""WordPress: classic themes, block themes, tagDiv's (docs/sites.md, section 8)."""

from __future__ import annotations

import re

from vustacrawl.families.model import Family, Layout, PageTraits, Signal

_FILE = re.compile(r"/wp-(?:content|includes)/")
_THEME = re.compile(r"/wp-content/themes/([\w-]+)/")
_TAGDIV_MARKUP = frozenset(("td-post-content", "tdb_single_content"))
_TAGDIV_THEMES = frozenset(("newspaper", "newsmag"))


def _theme(page: PageTraits) -> str | None:
    """Return the theme's folder; ``tagDiv (…)`` for that vendor's, ``block theme`` if only its markup is known."""
    name = next((match[1] for address in page.addresses if (match := _THEME.search(address))), None)
    if page.names & _TAGDIV_MARKUP or (name or "").lower() in _TAGDIV_THEMES:
        return f"tagDiv ({name})" if name else "tagDiv"
    return name or ("block theme" if "wp-site-blocks" in page.names else None)


FAMILY = Family(
    name="wordpress",
    layouts=(
        Layout(
            title="h1.entry-title, h1.tdb-title-text, h1.wp-block-post-title, h1.post-title",
            body=(
                ".entry-content, .td-post-content, .tdb_single_content .tdb-block-inner, .post-content,"
                " .elementor-widget-theme-post-content, [data-elementor-type=wp-post]"
            ),
            head_image=".wp-post-image",
            times=(
                "time.entry-date.published",
                ".td-post-date time, .tdb_single_date time",
                ".wp-block-post-date time",
                ".entry-meta time, .posted-on time",
                "article time.entry-date",
                ".published",
                ".jeg_meta_date, .date.meta-item",
                ".fusion-meta-info .updated",
            ),
            authors=(
                ".byline .author.vcard .fn",
                ".td-post-author-name a, .tdb-author-name",
                ".author.vcard a, .author.vcard",
                ".wp-block-post-author__name, .wp-block-post-author-name",
                ".elementor-post-info__item--type-author",
                ".jeg_meta_author a, .meta-author a",
            ),
            trust_authors=True,
            source=".td-post-source-via a",
            categories=(
                ".cat-links a, a[rel~=category], .entry-category a, .td-category a, .tdb-entry-category,"
                " .taxonomy-category a, .ast-terms-link a"
            ),
            tags="a[rel~=tag], .tags-links a, .td-tags a",
            id_in_body_class=r"(?:^|\s)postid-(\d+)(?:\s|$)",
            id_in_shortlink=r"[?&]p=(\d+)",
            # The theme's time element has seconds and an offset.
            date_sources=("selector", "markup", "json-ld", "meta", "near-title", "title"),
            # The theme prints the account that posted the article; the author's name is in the last line.
            byline_sources=("selector", "last-line", "markup", "json-ld"),
        ),
    ),
    signals=(
        Signal(10, "a post of its REST API", lambda page: page.is_api_post, in_head=True),
        Signal(
            6, 'link rel="https://api.w.org/"', lambda page: "https://api.w.org/" in page.link_relations, in_head=True
        ),
        Signal(3, "files below /wp-content/", lambda page: page.has_own_addresses(_FILE)),
        Signal(3, "the class postid-…", lambda page: page.has_name_starting("postid-")),
        Signal(3, "the markup of a tagDiv theme", lambda page: bool(page.names & _TAGDIV_MARKUP)),
        Signal(2, "the markup of the block editor", lambda page: page.has_name_starting("wp-block-")),
        Signal(
            2, "the classes entry-title and entry-content", lambda page: page.names >= {"entry-title", "entry-content"}
        ),
        Signal(1, "its pager (page-numbers)", lambda page: "page-numbers" in page.names),
    ),
    generator=r"(?i:WordPress)(?:\s+v?(\d[\d.]*))?",
    theme=_theme,
    themes_differ=True,
    article_url=(
        r"^https?://(?:www\.)?{host}/(?!(?:category|tag|author|page|feed|wp-[^/]*|gioi-thieu|lien-he)(?:/|$))"
        r"[^/?#]+/?(?:$|[?#])"
    ),
    sitemaps=("/wp-sitemap.xml",),
    feeds=("/feed/",),
    deny=(
        "/wp-(?:admin|login|content|includes)",
        "[?&](?:s|replytocom|share|amp)=",
        "/(?:tag|author|comments)/",
        "/feed/[^?]",
    ),
    article_forms=(
        r"^https?://(?:www\.)?{host}/(?!(?:category|tag|author|page|feed|comments|search|wp-[^/]*|gioi-thieu|lien-he"
        r"|tim-kiem|dang-nhap|so-do-trang{pages})(?:[/.?#]|$))[^/?#]+/?(?:$|[?#])",
    ),
    list_form=r"/category/[^?#]+",
    only_lists=True,
    usual_sitemaps=("/wp-sitemap.xml", "/sitemap_index.xml"),
    usual_feeds=("/feed/",),
    posts_api="/wp-json/",
    feed_page_parameter="paged",
)
