"""Any other CMS: its markup is unknown, and pages are parsed like those of unknown sites."""

from __future__ import annotations

from vustacrawl.families.model import Family, Layout

FAMILY = Family(
    name="generic",
    usual_deny=(
        # Blogspot's lists continue at /search?updated-max=….
        r"/(?:tim-kiem|search(?!\?updated-max=)|login|dang-nhap|print|in-bai|tags?)\b",
        r"[?&](?:[qs]=(?!\d+(?:&|$))|keyword=|print=)",
    ),
    layouts=(
        Layout(
            known_markup=False,
            lead=(
                "[itemprop=description]:not(meta), [class*=sapo], [class*=standfirst], [class*=article__lead],"
                " [class*='post-desc'], [class*='news-desc'], [class*='article-desc'], [class*='mota'],"
                " [class*='mo-ta']"
            ),
            head_image="figure img, figure amp-img, [class*=hero] img, [class*=lead] img, [class*=feature] img",
            date_sources=("selector", "markup", "json-ld", "meta", "time", "near-title", "title"),
            byline_sources=("selector", "near-title", "last-line", "title", "markup", "json-ld", "meta"),
        ),
    ),
)
