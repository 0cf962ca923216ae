"""The look-alike federation: one small site of each system that members use besides the demo's four, and two of systems
without a family (Blogger, TYPO3).

URLs and date formats are those of docs/sites.md, section 9; ``vustacrawl demo --all`` serves them.
"""

from __future__ import annotations

from vustacrawl.demo import dates
from vustacrawl.demo.layouts.template import TemplateLayout

_WEB_FORMS = """<!DOCTYPE html><html><head id="ctl00_Head1"><meta charset="utf-8"><title>{title}</title></head>
<body><form method="post" action="./" id="aspnetForm"><input type="hidden" id="__VIEWSTATE" value="/wEP">
<script src="/WebResource.axd?d=kEoPc2&amp;t=6349"></script>
<div class="thongke"><p>Đang truy cập: 42</p><p>Hôm nay: 873</p></div>
<div class="menu"><a href="Default.aspx">Trang chủ</a> <a href="LienHe.aspx">Liên hệ</a></div>
{content}<div id="footer">Hội thử nghiệm</div></form></body></html>"""
_LABELS = """<div class="chitiet"><span id="ctl00_cph_lblTieuDe" class="title">{title}</span>
<div id="ctl00_cph_lblNgayDang">{date}</div><div id="ctl00_cph_lblNoiDung">{lead}{body}{signed}</div></div>"""
_HEADED = """<div class="detail"><h1>{title}</h1><div class="date">{date}</div><div class="detail-body">{lead}
{body}{signed}</div></div>"""
_MVC = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body>
<ul class="nav"><li><a href="/ManagementNews/ListNew/3">Tin hoạt động</a></li>
<li><a href="/Home/Index/1">Trang chủ</a></li><li><a href="/Home/View/2">Giới thiệu</a></li>
<li><a href="/Home/Detail/3">Liên hệ</a></li></ul>
{content}</body></html>"""
_DOTNETNUKE = """<!DOCTYPE html><html lang="vi-VN"><head id="Head"><meta charset="utf-8">
<meta name="GENERATOR" content="DotNetNuke"><title>{title}</title>
<link href="/Portals/_default/default.css" rel="stylesheet">
</head><body id="Body"><form method="post" id="Form"><input type="hidden" id="__VIEWSTATE" value="/wEP">
<div class="skinheader"><a href="/Default.aspx">Trang chủ</a></div><div id="dnn_ContentPane">{content}</div>
</form></body></html>"""
_SHAREPOINT = """<!DOCTYPE html><html lang="vi-VN"><head><meta name="GENERATOR" content="Microsoft SharePoint">
<meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="/_layouts/1033/styles/corev4.css"></head><body>
<form id="aspnetForm"><div id="s4-workspace"><div class="ms-webpart-zone">{content}</div></div></form></body></html>"""
_LIFERAY = """<!DOCTYPE html><html class="ltr" dir="ltr" lang="vi-VN"><head><meta charset="utf-8"><title>{title}</title>
<script>var Liferay = Liferay || {{}};</script></head><body>
<header id="banner"><a href="/web/lhh">Cổng thông tin</a></header>
<div class="portlet-boundary" id="p_p_id_101_"><div class="portlet-body">{content}</div></div></body></html>"""
_ASSET = """<div class="asset-full-content"><div class="asset-content"><h3 class="asset-title">{title}</h3>
<div class="asset-metadata"><span class="metadata-publish-date">{date}</span></div>
<div class="journal-content-article">{lead}{body}{signed}</div></div></div>"""
_PLAIN = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="top"><a href="/">Trang chủ</a> <a href="/lien-he">Liên hệ</a></div>
{content}<div class="foot">Hội thử nghiệm</div>
</body></html>"""
_JOOMLA = """<!DOCTYPE html><html lang="vi-vn"><head><meta charset="utf-8">
<meta name="generator" content="Joomla! - Open Source Content Management"><title>{title}</title></head>
<body class="site"><nav><a href="/index.php">Trang chủ</a></nav><div id="content">{content}</div></body></html>"""
_ITEM_PAGE = """<div class="item-page"><div class="page-header"><h2 itemprop="headline">{title}</h2></div>
<dl class="article-info"><dd class="published">{date}</dd></dl>
<div itemprop="articleBody">{lead}{body}{signed}</div></div>"""
_DRUPAL = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<meta name="Generator" content="Drupal 7 (http://drupal.org)"><title>{title}</title></head><body class="html">
<div id="header"><a href="/">Trang chủ</a></div><div id="content">{content}</div></body></html>"""
_NODE = """<h1 class="page-title">{title}</h1><div class="node node-article"><div class="submitted">{date}</div>
<div class="content"><div class="field field-name-body">{lead}{body}{signed}</div></div></div>"""
_BLOGGER = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><meta content="blogger" name="generator">
<title>{title}</title></head><body><div id="header"><h1 class="title"><a href="/">Hội thử nghiệm</a></h1></div>
<div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed">{content}</div>
</div></div><div class="widget BlogArchive"><a class="post-count-link" href="/2019/">2019</a> (9)</div>
</body></html>"""
_POST = """<div class="date-outer"><h2 class="date-header"><span>{date}</span></h2><div class="post hentry">
<h3 class="post-title entry-title">{title}</h3><div class="post-body entry-content">{lead}{body}{signed}</div>
<div class="post-footer"><a class="comment-link" href="#comment-form">Không có nhận xét nào:</a></div></div></div>"""
_TYPO3 = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><base href="http://{host}/">
<meta name="generator" content="TYPO3 4.5 CMS"><title>Chi tiết tin</title></head><body>
<ul id="menu"><li><a href="index.php?id=1">Trang chủ</a></li><li><a href="index.php?id=9">Liên hệ</a></li></ul>
<div id="content">{content}</div></body></html>"""
_NEWS_SINGLE = """<div class="news-single-item"><h1>{title}</h1><div class="news-single-timedata">{date}</div>{lead}
{body}{signed}<div class="news-single-backlink"><a href="index.php?id=2">&lt;- Trở về: Tin tức</a></div></div>"""

LOOK_ALIKES = (
    TemplateLayout(
        "webforms", "aspnet", "/NewsDetail.aspx?Id={number}", _WEB_FORMS, _LABELS, (dates.half_day_seconds,)
    ),
    TemplateLayout("mvc", "aspnet", "/ManagementNews/DetailNew/{number}", _MVC, _HEADED, (dates.short,)),
    TemplateLayout(
        "by-month", "aspnet", "/News/tintuc/2020/07/{number}.aspx", _WEB_FORMS, _LABELS, (dates.day_in_brackets,)
    ),
    TemplateLayout("mobile-view", "aspnet", "/mnews.aspx?id={number}", _WEB_FORMS, _HEADED, (dates.half_day_seconds,)),
    TemplateLayout("aspx-slug", "aspnet", "/tin-tuc/{slug}-{number}.aspx", _WEB_FORMS, _HEADED, (dates.year_first,)),
    TemplateLayout(
        "user-key",
        "aspnet",
        "/tin-tuc/tin-noi-bat/?UserKey={slug}",
        _WEB_FORMS,
        _HEADED,
        (dates.half_day_seconds,),
        article_url="[?&]UserKey=[^&#]+",
        has_number=False,
    ),
    TemplateLayout(
        "dotnetnuke",
        "aspnet",
        "/Default.aspx?tabid=620&ChiTiet=True&CmsId={number}",
        _DOTNETNUKE,
        _HEADED,
        (dates.desktop,),
    ),
    TemplateLayout(
        "sharepoint",
        "aspnet",
        "/Pages/tin.aspx?NewsID={number}&TopicID=18",
        _SHAREPOINT,
        _HEADED,
        (dates.half_day_seconds,),
    ),
    TemplateLayout(
        "liferay",
        "liferay",
        "/web/lhh/tin/-/asset_publisher/1mOz/content/id/{number}",
        _LIFERAY,
        _ASSET,
        (dates.short,),
    ),
    TemplateLayout(
        "number-first",
        "govportal",
        "/105_tin-tuc/{number}_{slug}-0.html",
        _PLAIN,
        _HEADED,
        (dates.day_in_brackets,),
        article_url=r"/\d+_[^/?#]+/(?P<id>\d+)_[^/?#]+\.html",
    ),
    TemplateLayout("portal", "govportal", "/tin-tuc/{slug}-{number}.html", _PLAIN, _HEADED, (dates.clock_first,)),
    TemplateLayout("joomla", "joomla", "/index.php/tin-tuc/{number}-{slug}", _JOOMLA, _ITEM_PAGE, (dates.short,)),
    TemplateLayout("drupal", "drupal", "/node/{number}", _DRUPAL, _NODE, (dates.short,)),
    TemplateLayout(
        "own-php",
        "generic",
        "/index.php?id={number}&m=newsdetail&q=10",
        _PLAIN,
        _HEADED,
        (dates.month_with_thg,),
        article_url=r"\?(?=[^#]*\bm=newsdetail\b)[^#]*\bid=(?P<id>\d+)",
    ),
    TemplateLayout(
        "number-then-slug",
        "generic",
        "/tin-tuc/hoat-dong/{number}/{slug}/",
        _PLAIN,
        _HEADED,
        (dates.with_zone,),
        article_url=r"/[^/?#]+/[^/?#]+/(?P<id>\d+)/[^/?#]+",
    ),
    TemplateLayout(
        "blogger",
        "generic",
        "/2019/05/{slug}.html",
        _BLOGGER,
        _POST,
        (dates.in_words,),
        article_url=r"/\d{4}/\d\d/[^/?#]+\.html",
        has_number=False,
    ),
    TemplateLayout(
        "typo3",
        "generic",
        "/index.php?id=7&tx_ttnews%5Btt_news%5D={number}&cHash=0a1b{number}",
        _TYPO3,
        _NEWS_SINGLE,
        (dates.with_dots,),
        article_url=r"[?&]tx_ttnews%5Btt_news%5D=(?P<id>\d+)",
    ),
)
