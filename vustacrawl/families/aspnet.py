"""Sites on ASP.NET: custom Web Forms and MVC, DotNetNuke, SharePoint (docs/sites.md, section 9).

They share no theme, but the forms of article URLs, the names that programmers give to labels, and what Web Forms adds
to a page. Markup from DotNetNuke's ``Default.aspx`` and skins, SharePoint's publishing layouts, and public templates of
Vietnamese news sites.
"""

from __future__ import annotations

import re
from dataclasses import replace

from vustacrawl.families.generic import FAMILY as GENERIC
from vustacrawl.families.model import FEW, Family, Signal

_PAGE = re.compile(r"\.aspx(?:$|[?#])", re.IGNORECASE)
_RESOURCE = re.compile(r"\.axd\?(?:(?<=/WebResource\.axd\?)|(?<=/ScriptResource\.axd\?))", re.IGNORECASE)
_ROUTE = re.compile(r"/[A-Z]\w*/(?:Detail|Index|ChiTiet|View|Xem)\w*/\d+(?:$|[?#])")
_SHAREPOINT = re.compile(r"/_(?:layouts|catalogs|vti_bin)/")
_DOTNETNUKE = (
    re.compile(r"=(?<=[?&]tabid=)\d", re.IGNORECASE),
    re.compile(r"/(?:DesktopModules|Portals/\d+)/", re.IGNORECASE),
)

_NOT_NEWS = "list|categor|chuyenmuc|danhmuc|search|timkiem|print|login|gioithieu|lienhe|contact|album|video|vanban"
_NUMBER = "(?:news?|cms|art|article|item|tin|baiviet|post|bai)?_?id"
_ARTICLE = (
    "(?i:"
    rf"/(?!\w*(?:{_NOT_NEWS})\w*\.aspx)[^/?#]*\.aspx\?(?:[^#]*&)?{_NUMBER}=|"  # NewsDetail.aspx?Id=9036
    r"/news/(?:[^/?#]+/)+\d{4}/\d{1,2}/(?=\d+\.aspx)|"  # /News/tintuc/2020/07/1082.aspx
    r"/\w*(?:news|tintuc|baiviet|article)\w*/(?:\w*detail\w*|index|chitiet\w*)/|"  # /ManagementNews/DetailNew/1283
    rf"/{_NUMBER}/(?=\d+/[^/?#]+)|"  # /newsid/2869/Nguyen-tac-hoat-dong
    r"/[^/?#]+-(?=\d+\.aspx(?:$|[?#])))"  # /nghi-quyet-hoi-nghi-8664.aspx
    r"(?P<id>\d+)(?!\w)"
)


def _ids(*endings: str) -> str:
    """Return a selector of elements by the end of their id: Web Forms prefixes a label's name with its containers."""
    return ", ".join(f"[id$='{ending}']" for ending in endings)


FAMILY = Family(
    name="aspnet",
    layouts=(
        replace(
            GENERIC.layout,
            title=_ids("lblTitle", "lbTitle", "lblTieuDe", "lbTieuDe", "lblTieude", "lblNewsTitle", "lblHeadline"),
            lead=(
                f"{_ids('lblLead', 'lblSapo', 'lblTrichDan', 'lblTomTat', 'lblTomtat', 'lblSummary', 'lblShort')},"
                f" {GENERIC.layout.lead}"
            ),
            body=(
                f"{_ids('lblContent', 'lblNoiDung', 'lblNoidung', 'lbNoiDung', 'ltlContent', 'divContent')},"
                " [id$='__ControlWrapper_RichHtmlField'], .ms-rtestate-field"
            ),
            times=(
                _ids(
                    "lblDate", "lbDate", "lblNgayDang", "lblNgaydang", "lbNgayDang", "lblNgay", "lblCreated", "lblTime"
                ),
            ),
            authors=(_ids("lblAuthor", "lblTacGia", "lblTacgia", "lbTacGia"),),
            byline_sources=("selector", "markup", "near-title", "last-line", "title", "json-ld", "meta"),
        ),
    ),
    signals=(
        Signal(4, "the hidden field __VIEWSTATE", lambda page: "__VIEWSTATE" in page.names),
        Signal(4, "scripts from WebResource.axd", lambda page: page.has_own_addresses(_RESOURCE)),
        Signal(4, "URLs of SharePoint (/_layouts/)", lambda page: page.has_own_addresses(_SHAREPOINT)),
        Signal(3, "URLs of DotNetNuke (tabid, /Portals/)", lambda page: any(map(page.has_own_addresses, _DOTNETNUKE))),
        Signal(3, "URLs that end in .aspx", lambda page: page.has_own_addresses(_PAGE, FEW)),
        Signal(3, "routes of ASP.NET MVC (/News/Detail/<number>)", lambda page: page.has_own_addresses(_ROUTE, FEW)),
    ),
    generator=r"^(?:DotNetNuke|Microsoft SharePoint)\s*(\d[\d.]*)?",
    article_url=_ARTICLE,
    listing_url=(
        r"(?i:/\w*(?:list|categor|chuyenmuc|danhmuc)\w*\.aspx|[?&](?:cat|cate|category|topic|nhom|chuyenmuc)_?id=\d+(?!.*&"
        rf"{_NUMBER}=)|/default\.aspx\?tabid=\d+$)"
    ),
    deny=(
        "(?i:[?&](?:ctl|mid|returnurl|print|printmode|popup|skinsrc|containersrc)=)",
        r"(?i:/(?:print|inbai|in|login|dangnhap|search|timkiem|register|rss)\.aspx)",
        "/_(?:layouts|vti_bin|catalogs)/",
        r"(?i:/ctl/(?:login|register|sendpassword)/)",
    ),
    usual_feeds=("/rss.aspx", "/rss", "/feed"),
)
