"""Pages of sites without a profile, in any language: the whole text, and nothing else."""

import pytest

from vustacrawl.parsers import parse_article
from vustacrawl.sites import unknown_site

URL = "https://news.example/2024/05/orchard.html"
UNKNOWN = unknown_site(URL)
TITLE = "Villagers replant an orchard that the river took"
TEXTS = [
    "The first forty pear trees went into the ground on Monday, two hundred metres from the old bank.",
    "“We asked the river where it wants to go, and then we planted somewhere else,” said the keeper of the seed bank.",
    "Each family looks after three trees and writes their growth into a book that hangs in the school.",
    "The district has promised to measure the bank again in the autumn, before the next floods are due.",
]
A, B, C, D = (f"<p>{text}</p>" for text in TEXTS)
PROSE = A + B + C + D
TEASERS = "".join(
    f"<div><a href='/2024/05/other-{n}.html'>Another story of the day with a long and telling headline, {n}</a></div>"
    for n in range(8)
)


def read(inside, head="", title=f"{TITLE} - News Example"):
    page = f"<html lang='en'><head><title>{title}</title>{head}</head><body>{inside}</body></html>"
    return parse_article(URL, page.encode(), UNKNOWN)


def texts(article):
    return [*([article.lead] if article.lead else []), *(block.text for block in article.paragraphs)]


LAYOUTS = {
    "divisions inside fonts": (
        f"<h2>{TITLE}</h2><div><font><font><div>{TEXTS[0]}</div></font></font>"
        f"<font><div>{TEXTS[1]}</div><div>{TEXTS[2]}</div><div>{TEXTS[3]}</div></font></div>"
    ),
    "paragraphs": f"<article><h1>{TITLE}</h1>{PROSE}</article>",
    "box around each paragraph": (
        f"<main><h1>{TITLE}</h1><div>{''.join(f'<div><div>{text}</div></div>' for text in TEXTS)}</div></main>"
    ),
    "line breaks only": f"<div><h1>{TITLE}</h1><div>{'<br><br>'.join(TEXTS)}</div></div>",
    "advertisements between parts": (
        f"<article><h1>{TITLE}</h1><div><div><p>{TEXTS[0]}</p></div><div class='ad-slot'>Buy pears</div>"
        f"<div><p>{TEXTS[1]}</p></div><div class='ad-slot'>Buy plums</div><div><p>{TEXTS[2]}</p><p>{TEXTS[3]}</p></div>"
        "</div></article>"
    ),
    "sidebar in class of column": (
        f"<div class='layout sidebar'><div class='col'><p>{TITLE}</p>{PROSE}</div></div><h1>{TITLE}</h1>"
    ),
    "collapsible text": f"<div><h1>{TITLE}</h1><div id='read-more'><div class='read-more'>{PROSE}</div></div></div>",
    "several boxes with fade-in class": (
        f"<div><h1>{TITLE}</h1>" + "".join(f"<div class='modal fade'><p>{text}</p></div>" for text in TEXTS) + "</div>"
    ),
    "sections, the first with the title": (
        f"<section class='section--body'><div><h3 class='title'>{TITLE}</h3>{A}{B}</div></section>"
        f"<section class='section--body'><div><p>{TEXTS[2]}</p><p>{TEXTS[3]}</p></div></section>"
    ),
    "first paragraph in box of its own": (
        f"<main><h1>{TITLE}</h1><div class='text'>{A}</div><div class='text'>{B}{C}{D}</div></main>"
    ),
    "other articles of the same box": (
        f"<main><h1>{TITLE}</h1><div class='c'>{PROSE}</div>"
        + "".join(
            f"<article><h2><a href='/n/{n}'>Bridge number {n} reopens today</a></h2>"
            f"<p>{'No cracks were found. ' * 4}</p></article>"
            for n in range(9)
        )
        + "</main>"
    ),
    "end tags of breaks": f"<div><h1>{TITLE}</h1><div>{'</br></br>'.join(TEXTS)}</div></div>",
    "text inside form": f"<h1>{TITLE}</h1><form action='/search'><div>{PROSE}</div></form>",
    "ads in class of sections": (
        f"<article><h1>{TITLE}</h1>"
        + "".join(f"<section class='Story__Section--Ads'><p>{text}</p></section>" for text in TEXTS)
        + "</article>"
    ),
    "nested boxes around each paragraph, long footer": (
        f"<div><h1>{TITLE}</h1><div>{''.join(f'<div><div><p>{text}</p></div></div>' for text in TEXTS)}</div></div>"
        f"<div class='imprint'><p>{'The News Example holds all rights to its texts. ' * 6}</p></div>"
    ),
    "long menu": (
        f"<div class='top_menu'><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p><p>{TEXTS[2]}</p></div><div><h1>{TITLE}</h1>"
        f"<section><b>1</b><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></section>"
        f"<section><b>2</b><p>{TEXTS[2]}</p><p>{TEXTS[3]}</p></section></div>"
    ),
    "list only": f"<h1>{TITLE}</h1><ul>{''.join(f'<li>{text}</li>' for text in TEXTS)}</ul>",
    "tags in class of article": (
        f"<article class='post tag-related category-comments'><h2>{TITLE}</h2><div>{PROSE}</div></article>"
    ),
    "longer article below": (
        f"<div><article><h1>{TITLE}</h1><div>{PROSE}</div></article>"
        f"<article><h2>Another story of the day</h2><div>{PROSE * 3}</div></article></div>"
    ),
    "cookie notice longer than text": (
        f"<div id='cookie-consent'><p>{'We and our partners store what you read. ' * 30}</p></div>"
        f"<div><h1>{TITLE}</h1><div>{PROSE}</div></div>"
    ),
    "paywall class on each paragraph": (
        f"<article><h1>{TITLE}</h1><div>"
        + "".join(f"<p class='paywall'>{text}</p>" for text in [*TEXTS[:3], " ".join([TEXTS[3]] * 3)])
        + "</div></article>"
    ),
    "teasers longer than text": f"<div><h1>{TITLE}</h1><div>{PROSE}</div></div><div>{TEASERS * 4}</div>",
    "comments longer than text": (
        f"<div><h1>{TITLE}</h1><div>{PROSE}</div></div><div class='comments'>"
        + "<p>I have read this twice, and I still do not see why nobody asked the people who live upstream.</p>" * 12
        + "</div>"
    ),
    "related articles inside text": (
        f"<article><h1>{TITLE}</h1>{A}{B}{C}<div>Baca Juga:</div>"
        f"<ul><li><a href='/2024/05/other.html'>Sungai itu berpindah lagi</a></li></ul>{D}</article>"
    ),
    "text for two screen sizes": f"<article><h1>{TITLE}</h1><div><div>{PROSE}</div><div>{PROSE}</div></div></article>",
    "floating column with image": (
        f"<article><h1>{TITLE}</h1><div><div class='pull-left'><img src='/a.jpg'>{A}{B}{C}</div>{D}</div></article>"
    ),
    "image description above": (
        f"<article><h1>{TITLE}</h1><figure><img src='/a.jpg'><figcaption><span itemprop='description'>The keeper at the"
        f" old bank, in May 2023.</span></figcaption></figure><div>{PROSE}</div></article>"
    ),
    "hidden copy of heading, long footer": (
        f"<div style='display:none'><h1>{TITLE}</h1></div><div><div><h1>{TITLE}</h1><div>{PROSE}</div></div><div><div>"
        + "".join(f"<p>The News Example, house {n}, holds all rights to texts and images.</p>" for n in range(4))
        + "</div></div></div>"
    ),
    "gallery that holds all text": (
        f"<article><h1>{TITLE}</h1><ul class='gallery'>"
        + "".join(f"<li><img src='/{n}.jpg'><p>{text}</p></li>" for n, text in enumerate(TEXTS))
        + "</ul></article>"
    ),
    **{
        f"{name} below title": f"<article><h1>{TITLE}</h1><div>{line}</div><div>{PROSE}</div></article>"
        for name, line in {
            "caption without image": "Keepers of the seed bank beside the new orchard, in spring. Photo: Jo Field",
            "name and date": "By Jo Field, Countryside desk of the News Example, on May 4, 2024 at 10:15 PM",
            "author box": "<div class='author-dropdown'>Jo Field writes about rivers, orchards and those who live"
            " between the two.</div>",
        }.items()
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_full_text_is_found(layout):
    article = read(LAYOUTS[layout] + "<footer><p>A member of nothing at all, and proud of it.</p></footer>")

    assert article.title == TITLE
    assert [text.replace(f"{TEXTS[3]} ", "") for text in texts(article)] == TEXTS


BOILERPLATE = {
    "kicker and dateline above": ("<div>Countryside</div><div class='dateline'>4 May 2024 · 3 min read</div>", ""),
    "newsletter below": ("", "<h3>Newsletter</h3><p>Sign up for our morning letter</p><a href='/login'>Sign in</a>"),
    "list of links below": ("", f"<h3>Related stories</h3><ul>{TEASERS.replace('div', 'li')}</ul>"),
    "author box below": (
        "",
        "<div class='author-bio'><p>Jo Field writes about rivers.</p></div>",
    ),
    "author box with name in PascalCase below": (
        "",
        "<div class='authorMeta'><h4>Zur Person</h4><p>Jo Field writes about rivers.</p></div>",
    ),
    "call for donations below": ("", "<div class='cta'><h4>Support us</h4><p>Please give a coin each month.</p></div>"),
    "share bar in words below": ("", "<div>Share on Facebook Share on Twitter</div>"),
    "table of contents above": (
        "<p>In this article</p><ul><li><a href='#river'>The river</a></li><li><a href='#book'>The book</a></li></ul>",
        "",
    ),
    "teasers in boxes below": (
        "",
        "<h3>From the valley</h3>"
        + "".join(
            f"<div class='card'><a href='/2024/05/{n}.html'>Another story of the day, {n}</a><p>Sold.</p></div>"
            for n in range(3)
        ),
    ),
    "responses below": (
        "",
        f"<h3>2 Responses to “{TITLE}”</h3><ol><li>Tom says: <p>One question is left open.</p></li></ol>",
    ),
    "comments without heading below": (
        "",
        "<ol>"
        + "<li><cite>Tom</cite> says: <p>One question is left open: who pays for the trees?</p></li>" * 4
        + "</ol>",
    ),
    "lone teaser below": (
        "",
        "<div><article><div><h3><a href='/2024/05/other.html'>Another story of the day</a></h3><p>Sold.</p></div>"
        "</article></div>",
    ),
    "line of name and date above": (
        "<p>Jo LAURENT - 4 mai 2024 à 09:12 | mis à jour le 5 mai 2024 à 10:00 - 2 min</p>",
        "",
    ),
    "comments of third-party service below": (
        "",
        "<div id='disqus_thread'><p>Who pays for all of the trees, and when?</p></div>",
    ),
    "comments below": (
        "",
        "<h2>2 comments</h2><p>One question is left open: who pays for the trees?</p>",
    ),
    "form for comments below": (
        "",
        "<h3>Leave a Reply <small><a href='#c'>Cancel reply</a></small></h3>"
        "<p>Your email address will not be published. Required fields are marked *</p>",
    ),
    "long teasers below": (
        "",
        "<p class='label'>Weitere Themen</p><p>The ferry was sold on Sunday, and nobody said to whom.</p>",
    ),
    "author description above": (
        "<div itemscope itemtype='https://schema.org/Person'><div itemprop='description'>Writes of rivers.</div></div>",
        "",
    ),
    "row of links below": (
        "",
        "<p><a href='/about'>About the News Example</a> · <a href='/rules'>Rules that the desk follows</a> ·</p>",
    ),
    "list of topics above": ("<h4>Topics: Orchards, Rivers that move, Floods of the spring, Villages</h4>", ""),
    "name and date in place of lead": (
        "<div class='article-desc'>Jo Field, Countryside desk, 4 May 2024, 10:15</div>",
        "",
    ),
}


@pytest.mark.parametrize("name", BOILERPLATE)
def test_boilerplate_around_text_is_removed(name):
    above, below = BOILERPLATE[name]

    assert texts(read(f"<article><h1>{TITLE}</h1>{above}{PROSE}{below}</article>")) == TEXTS


def test_sentence_that_links_to_other_article_is_kept_in_box_of_its_own():
    line = "On Friday all three brothers said that they had planted nothing at all on the old bank."
    linked = f"<p><a href='/2024/05/other.html'><b>{line}</b></a></p>"
    inside = "".join(f"<div class='markup'>{paragraph}</div>" for paragraph in (A, linked, B, C, D))
    assert texts(read(f"<h1>{TITLE}</h1><div>{inside}</div>")) == [TEXTS[0], line, *TEXTS[1:]]


INSERTIONS = [
    "<p><a href='/2024/05/other.html'>How the river moved last year</a></p>",
    "<p>READ MORE: <a href='/2024/05/other.html'>How the river moved</a> last year</p>",
    "<p>Lesen Sie auch: <a href='/2024/05/other.html'>Wie der Fluss</a> wanderte</p>",
    "<p>Читайте также: <a href='/2024/05/other.html'>Как река</a> ушла</p>",
    "<p>Baca juga: <a href='/2024/05/other.html'>Sungai itu</a> berpindah</p>",
    "<p><b>Go deeper:</b> <a href='/2024/05/other.html'>How the river moved</a></p>",
    "<p>Find us on <a href='https://www.facebook.com/n'>Facebook</a> and <a href='https://x.com/n'>X</a>.</p>",
    "<p>Please follow News Example on Twitter.</p>",
    "<p>【纠错】 【责任编辑:林小河 】</p>",
    "<p>The keeper of the seed bank beside the old bank. Jo Field/Getty Images</p>",
    "<div class='x1'><h4>From the valley</h4><ul><li><a href='/a.html'>The ferry is sold</a></li></ul></div>",
    "<div class='x1'><h4>A letter each Sunday</h4><p>Sign up for the letter of the valley</p></div>",
    "<p>Advertisement</p>",
    "<p>Story continues below</p>",
    "<p>4 min read</p>",
    "<p>Estimated reading time: 4 minutes</p>",
    "<p>- <a href='/2024/05/other.html'>How the river moved</a> (12/3)</p>",
    "<p>Posted in <a href='/c/1'>Rivers</a> | Tagged <a href='/t/1'>pear</a>, <a href='/t/2'>flood</a></p>",
    "<p>The post Villagers replant an orchard appeared first on News Example.</p>",
    "<p>Bạn phải đăng nhập để gửi bình luận.</p>",
    "<p>Lần cập nhật cuối lúc Thứ tư, 24 Tháng 5 2023 09:12</p>",
    "<p>Next article: <a href='/2024/05/other.html'>How the river moved</a></p>",
    "<p>Scroll down for video</p>",
    "<p>Temps de lecture : 4 min</p>",
    "<p>Artikel anhören (4 Minuten)</p>",
    "<p>Read the full story <a href='/2024/05/other.html'>here</a></p>",
    "<p>Archivado en: <a href='/t/1'>Ríos</a> <a href='/t/2'>Peras</a></p>",
    "<p>上一篇：<a href='/2024/05/other.html'>市场有了新屋顶</a></p>",
    "<p>무단 전재-재배포, AI 학습 및 활용 금지</p>",
    "<p>0:00 / 4:31</p>",
    "<p>Join our <a href='https://whatsapp.com/channel/1'>WhatsApp channel</a> for the latest news.</p>",
    "<p>___</p>",
    "<p>* * *</p>",
    "<p>Advertisement · Scroll to continue</p>",
    "<p>Content Continues Below</p>",
    "<p>This article is more than 2 years old</p>",
    "<div><p><b>Already a subscriber?</b> <a href='/login'>Log in</a></p></div>",
    "<p>Thank you for reading. If you value our work, please consider <a href='/give'>making a donation</a>.</p>",
    "<div><p>Will the trees hold the bank?</p><button>Vote</button></div>",
    "<p>Potrebbe interessarti anche: <a href='/2024/05/other.html'>Riapre il ponte sulla gola</a></p>",
    "<p>La suite après cette publicité</p>",
    "<p>Lesen Sie nach der Anzeige weiter</p>",
    "<p>Full coverage: <a href='/2024/05/other.html'>Rivers</a></p>",
    "<p>» <b>LIRE AUSSI - <a href='/2024/05/other.html'>La rivière a bougé</a></b></p>",
    "<div><p>Video Loading</p><p>Click to play</p></div>",
    "<div class='video-embed'><b>2:31</b><div>The river moves again</div></div>",
    "<div><h4>The Daily Briefing</h4><p>The day's top stories.</p><button>Sign Up</button></div>",
    "<figure><aside aria-label='newsletter promotion'><p>The morning's letter.</p></aside>"
    "<p>after newsletter promotion</p></figure>",
    "<div><blockquote>“a book that hangs in the school”</blockquote><i>Jo Field</i></div>",
    "<p>A post shared by Jo Field (@jo.field) on May 4, 2024 at 7:30am PDT</p>",
]


@pytest.mark.parametrize("insertion", INSERTIONS)
def test_boilerplate_between_paragraphs_is_removed(insertion):
    first, *others = (f"<p>{text}</p>" for text in TEXTS)
    inside = f"<article><h1>{TITLE}</h1>{first}{insertion}{''.join(others)}</article>"

    assert texts(read(inside)) == TEXTS


HEADING = "How the river moved, and what the villagers did about it"
DECK = "Every berth was sold on a service that is slow by design."
LONG_HEADING = "The river took the old bank in one night of May, and the keepers of the seeds have drawn their lesson"
NEEDED = ["forty pear trees", "two spades a row", "a rope of knots", "a cart of old dung", "the book of growth"]
PLANTED = ["Willows at the old bank", "Pears on the hill"]
KEPT = {
    "heading above first image": (f"<div><h2>{HEADING}</h2><img src='/a.jpg'>{PROSE}</div>", [HEADING, *TEXTS]),
    "long heading without full stop": (
        f"<div><h2>{LONG_HEADING}</h2><h3>In this issue</h3>{PROSE}</div>",
        [LONG_HEADING, "In this issue", *TEXTS],
    ),
    **{
        f"heading {heading!r}": (f"{A}{B}{C}<h2>{heading}</h2>{D}", [*TEXTS[:-1], heading, TEXTS[-1]])
        for heading in ("More on the planting", "Related costs", "Other trees")
    },
    "headings that link to themselves": (
        f"{A}{B}<h2>The river<a class='anchor' href='#r'>#</a></h2>{C}<h2>The book<a href='#b'>¶</a></h2>{D}",
        [*TEXTS[:2], "The river", TEXTS[2], "The book", TEXTS[3]],
    ),
    "quotation marks of the markup": (f"{PROSE}<p>It is <q>a promise</q>.</p>", [*TEXTS, "It is “a promise”."]),
    "heading with id made from its text": (
        f"{A}{B}{C}<h2 id='comments-from-the-bank'>Comments from the bank</h2>{D}",
        [*TEXTS[:-1], "Comments from the bank", TEXTS[-1]],
    ),
    "list above": (f"<div><ul>{''.join(f'<li>{each}</li>' for each in NEEDED)}</ul>{PROSE}</div>", [*NEEDED, *TEXTS]),
    "short lines above": (f"<div>{''.join(f'<p>{each}</p>' for each in NEEDED)}{PROSE}</div>", [*NEEDED, *TEXTS]),
    "list introduced by last paragraph": (
        f"{A}{B}{C}<p>What was planted this year:</p><ul>{''.join(f'<li>{each}</li>' for each in PLANTED)}</ul>",
        [*TEXTS[:-1], "What was planted this year:", *PLANTED],
    ),
    "link to file": (
        f"{PROSE}<p><a href='/plan.pdf'>The plan of the new orchard</a></p>",
        [*TEXTS, "The plan of the new orchard"],
    ),
    "sentence between title and text": (f"<div><p>{DECK}</p></div><section>{PROSE}</section>", [DECK, *TEXTS]),
}


@pytest.mark.parametrize("name", KEPT)
def test_headings_lists_and_short_lines_are_kept(name):
    markup, expected = KEPT[name]
    assert texts(read(f"<article><header><h1>{TITLE}</h1></header>{markup}</article>")) == expected


@pytest.mark.parametrize(
    "deck",
    [
        "<h2 data-testid='subheadline'>§</h2>",
        "<p class='p-dek'>§</p>",
        "<h3 class='subtitle'>§</h3>",
        "<p class='gem-c-lead-paragraph'>§</p>",
        "<div class='page_dek__a1'><p>§</p></div>",
    ],
)
@pytest.mark.parametrize("page", ["<h1>{}</h1>{}<div>{}</div>", "<article><h1>{}</h1>{}{}</article>"])
def test_short_deck_below_title_is_lead(deck, page):
    line = "Forty trees are far from the water."
    article = read(page.format(TITLE, f"{deck.replace('§', line)}<div class='meta'>4 May 2024</div>", PROSE))

    assert (article.lead, texts(article)) == (line, [line, *TEXTS])


@pytest.mark.parametrize("deck", ["<h2>§</h2>", "<h2><p>§</p></h2>"])
def test_second_title_in_header_is_lead(deck):
    line = "Forty trees are far from the water"
    assert read(f"<header><h1>{TITLE}</h1>{deck.replace('§', line)}</header><div>{PROSE}</div>").lead == line
    inside = f"<h1>{TITLE}</h1><div><h2>{line}</h2>{PROSE}</div>"
    assert (read(inside).lead, texts(read(inside))) == (None, [line, *TEXTS])


def test_second_title_is_lead_rather_than_paragraph_named_as_description():
    body = PROSE.replace("<p>", "<p itemprop='description'>", 1)
    article = read(f"<main><h1>{TITLE}</h1><h2 class='subTitle'>Forty trees are far away</h2><div>{body}</div></main>")
    assert (article.lead, texts(article)[1:]) == ("Forty trees are far away", TEXTS)


POINTS = ["Forty trees are far from the water", "Each family looks after three"]


@pytest.mark.parametrize(
    "points",
    [
        "<ul class='summary'><li>{}</li><li>{}</li></ul>",
        "<div class='summary'><h2>Key points</h2><ul><li>{}</li><li>{}</li></ul></div>",
        "<div class='article-summary'><p class='summary'>{}</p><p class='summary'>{}</p></div>",
    ],
)
def test_key_points_are_lines_of_text(points):
    article = read(f"<article><h1>{TITLE}</h1>{points.format(*POINTS)}<div>{PROSE}</div></article>")
    assert (article.lead, texts(article)) == (None, [*POINTS, *TEXTS])


@pytest.mark.parametrize(
    "box",
    [
        "<div class='avatar__intro'>Jo Field, who writes about rivers</div>",
        "<ul class='leaderboard'><li>A banner of some kind for pears</li></ul>",
        "<nav class='sub-menu'>Countryside, rivers, trees, and more</nav>",
    ],
)
def test_box_between_title_and_text_is_not_lead(box):
    assert read(f"<h1>{TITLE}</h1>{box}<div>{PROSE}</div>").lead is None


@pytest.mark.parametrize("mark", ["<p>See: §</p>", "<p>§</p>"])
def test_document_below_related_articles_at_end_is_kept(mark):
    related = f"<h3>Related news</h3><ul>{TEASERS.replace('div', 'li')}</ul>"
    plan = mark.replace("§", "<a href='/plan.pdf'>The plan of the new orchard</a>")
    article = read(f"<article><h1>{TITLE}</h1><div>{PROSE}{related}{plan}</div></article>")

    assert texts(article)[:-1] == TEXTS
    assert texts(article)[-1].endswith("The plan of the new orchard")


@pytest.mark.parametrize("heading", ["About the author", "Über die Autorin", "Sobre el autor", "Mirá también"])
def test_text_below_heading_of_other_things_is_dropped(heading):
    below = f"<h3>{heading}</h3><p>Jo Field writes about rivers.</p>"
    assert texts(read(f"<article><h1>{TITLE}</h1><div>{PROSE}</div><div>{below}</div></article>")) == TEXTS


def test_long_lead_beside_title_is_not_whole_text():
    lead = " ".join(TEXTS[:3])
    body = [f"Year {year}. {text}" for year in (2021, 2022, 2023) for text in TEXTS]
    story = "".join(f"<p>{text}</p>" for text in body)
    page = f"<div><div><div><h1>{TITLE}</h1><p>{lead}</p></div></div><div><div><div>{story}</div></div></div></div>"

    assert texts(read(page)) == [lead, *body]


def test_lead_class_around_whole_text_is_not_lead():
    article = read(f"<h1>{TITLE}</h1><div class='article-desc-box'><div>{PROSE}</div></div>")

    assert (article.lead, texts(article)) == (None, TEXTS)


def test_article_body_in_json_ld_is_used_if_page_lacks_text():
    body = "\\n".join(TEXTS)
    head = f'<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'

    assert texts(read(f"<h1>{TITLE}</h1><div id='app'></div>", head)) == TEXTS
    assert texts(read(f"<article><h1>{TITLE}</h1><p>{TEXTS[0]}</p></article>", head)) == TEXTS


def test_article_body_of_another_article_in_json_ld_is_ignored():
    body = "The ferry was sold on Sunday, and nobody said to whom. " * 8
    head = (
        "<script type='application/ld+json'>"
        f'{{"@type": "NewsArticle", "headline": "A ferry is sold", "articleBody": "{body}"}}</script>'
    )

    assert texts(read(f"<article><h1>{TITLE}</h1>{PROSE}</article>", head)) == TEXTS


@pytest.mark.parametrize(
    "line",
    [
        "<p>The writer thanked her readers on <a href='https://x.com/jo/status/1'>X</a> and"
        " <a href='https://www.instagram.com/p/abc'>Instagram</a>.</p>",
        "<p>作者认为今年的梨树长得很好</p>",
        "<p>По теме рек говорили весь вечер.</p>",
        "<p>The river is as high as in 1990, the mayor said. (Reuters)</p>",
    ],
)
def test_short_lines_of_text_are_kept(line):
    first, *others = (f"<p>{text}</p>" for text in TEXTS)

    assert len(texts(read(f"<article><h1>{TITLE}</h1>{first}{line}{''.join(others)}</article>"))) == len(TEXTS) + 1


def test_author_biography_in_last_paragraph_is_removed():
    head = "<meta name='author' content='Jo Field'>"
    about = "<p>Jo Field teaches the history of rivers at the school of the valley, and keeps bees.</p>"

    assert texts(read(f"<article><h1>{TITLE}</h1>{PROSE}{about}</article>", head)) == TEXTS
    assert len(texts(read(f"<article><h1>{TITLE}</h1>{PROSE}{about}</article>"))) == len(TEXTS) + 1


def test_page_with_very_large_scripts_is_read_completely():
    script = f"<script>{'var river = 1;' * 150_000}</script><style>{'p { color: red }' * 10_000}</style>"
    head = '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "datePublished": "2024-05-04"}</script>'
    article = read(f"{script}<article><h1>{TITLE}</h1>{PROSE}</article>", head)

    assert (article.published_at, texts(article)) == ("2024-05-04", TEXTS)


def test_name_of_aside_on_box_of_each_paragraph_is_ignored():
    inside = "".join(f"<div class='subscriber-only'>{paragraph}</div>" for paragraph in (A, B, C, D))
    assert texts(read(f"<article><h1>{TITLE}</h1>{inside}</article>")) == TEXTS


def test_paragraphs_in_custom_elements():
    inside = "".join(f"<news-text>{text}</news-text>" for text in TEXTS[:3])
    page = (
        f"<article-page><h1>{TITLE}</h1><article-body>{inside}<p>The <x-term>river</x-term> moves.</p></article-body>"
    )
    assert texts(read(page)) == [*TEXTS[:3], "The river moves."]


def test_box_with_heading_beside_short_text_is_no_part_of_it():
    about = "".join(f"<p>{text} The paper says so, week after week, to anybody who asks.</p>" for text in TEXTS)
    page = f"<div><h1>{TITLE}</h1>{A}{B}{C}</div><div><h4>About us</h4>{about}</div>"
    assert texts(read(page)) == TEXTS[:3]


@pytest.mark.parametrize("heading", ["<h2>The plan</h2>", "<h3>The plan</h3>{D}<h3>The cost</h3>"])
def test_box_with_headings_beside_opening_lines_is_part_of_their_text(heading):
    parts = heading.format(D=D) + "".join(
        f"<p>{text} So says the plan of the council, word for word.</p>" for text in TEXTS
    )
    read_texts = texts(read(f"<div><h1>{TITLE}</h1>{A}{B}{C}</div><div>{parts}</div>"))
    assert "The plan" in read_texts
    assert read_texts[:3] == TEXTS[:3]


def test_text_below_links_in_box_of_their_own_is_kept_whatever_its_class():
    links = "<div><h4>Leggi anche</h4><ul><li><a href='/2024/05/other.html'>Il fiume si muove</a></li></ul></div>"
    first = PROSE.replace("<p>", "<p class='x'>")
    article = read(f"<article><h1>{TITLE}</h1><div>{first}{links}<p>{TEXTS[0][:-1]}, again.</p></div></article>")
    assert texts(article) == [*TEXTS, f"{TEXTS[0][:-1]}, again."]


@pytest.mark.parametrize("box", ["<aside>{}</aside>", "<div class='profile'>{}</div>", "<div>{}</div>"])
def test_introduction_of_author_below_short_text_is_removed(box):
    author = "<h4>About the author</h4><p>Jo Field has written about rivers and their people since 2009.</p>"
    for inside in ("<main><article><h1>{}</h1>{}</article>{}</main>", "<main><h1>{}</h1><div>{}{}</div></main>"):
        assert texts(read(inside.format(TITLE, A, box.format(author)))) == TEXTS[:1]


def test_teaser_in_table_gives_neither_text_nor_image():
    link = "<a href='/2024/05/other-1.html'>{}</a>"
    teaser = (
        f"<table><tr><td>{link.format('<img src=/b.jpg>')}</td>"
        f"<td>{link.format('How the river moved last year')}<p>It took the bank.</p></td></tr></table>"
    )
    article = read(f"<article><h1>{TITLE}</h1><div>{A}{teaser}{B}{C}{D}</div></article>")
    assert (texts(article), article.images) == (TEXTS, [])


@pytest.mark.parametrize("href", ["/2024/05/other.html/foto", "/2024/05/orchard.html/2", "/photos/12"])
def test_image_that_links_to_page_of_images_is_kept(href):
    image = f"<p><a href='{href}'><img src='/a.jpg'></a></p>"
    article = read(f"<article><h1>{TITLE}</h1><div>{A}{image}{B}{C}{D}</div></article>")
    assert [image.url for image in article.images] == ["https://news.example/a.jpg"]


IMG = "<img src='/a.jpg' alt='x'>"
CAPTION = "The keeper at the old bank."
FIGURES = {
    "credit in text": f"<figure>{IMG}<figcaption>{CAPTION} Photograph: Jo Field/News</figcaption></figure>",
    "credit in element by label": (
        f"<figure>{IMG}<figcaption>{CAPTION}<div>Photo: <b>Jo Field/News</b></div></figcaption></figure>"
    ),
    "credit above": f"<figure><span>Image source, Jo Field/News</span>{IMG}<figcaption>{CAPTION}</figcaption></figure>",
    "credit in second figcaption": (
        f"<div>{IMG}<div><div class='caption'>{CAPTION}</div><figcaption class='credit'>Jo Field/News</figcaption>"
        "</div></div>"
    ),
    "credit and label of caption": (
        f"<div class='image'>{IMG}<div class='image-caption-credit'><div class='image-caption'><span>Caption: </span>"
        f"{CAPTION}</div><div class='image-credits'><span>Credits: </span>Jo Field/News</div></div></div>"
    ),
    "byline in caption": (
        f"<figure>{IMG}<figcaption><p>{CAPTION}</p><ul><li class='byline'>Jo Field/News</li></ul></figcaption></figure>"
    ),
    "attributes": f"<figure>{IMG}<div data-c-caption='{CAPTION}' data-c-credit='Jo Field/News'></div></figure>",
    "buttons in caption": (
        f"<div>{IMG}<div class='caption'>{CAPTION} <b class='hide-caption'>hide caption</b></div>"
        "<span class='credit'>Jo Field/News</span></div>"
    ),
    "author in caption": (
        f"<figure>{IMG}<figcaption><div class='caption'>{CAPTION}</div><p class='author'>Jo Field/News</p>"
        "</figcaption></figure>"
    ),
    "attribution in caption": (
        f"<figure>{IMG}<figcaption><p>{CAPTION}</p><div class='attribution'>Jo Field/News</div></figcaption></figure>"
    ),
    "attribution with caption": (
        f"<figure>{IMG}<figcaption class='attribution'><span class='attribution__caption'>{CAPTION}</span> "
        "<span class='attribution__credit'>Jo Field/News</span></figcaption></figure>"
    ),
    "credit and label in Czech": (
        f"<figure>{IMG}<p class='foto-popis'>{CAPTION} <span class='zdroj'>Zdroj: Jo Field/News</span></p></figure>"
    ),
    "copyright in second figcaption": (
        f"<figure>{IMG}<figcaption>{CAPTION}</figcaption><figcaption class='copyright'>Jo Field/News</figcaption>"
        "</figure>"
    ),
    "button before caption": (
        f"<figure>{IMG}<figcaption><div><a>Enlarge</a> <b>/</b> {CAPTION}</div><small>Photo: Jo Field/News</small>"
        "</figcaption></figure>"
    ),
    "short name of caption": f"<div>{IMG}<p class='fig'>{CAPTION} <span class='source'>Jo Field/News</span></p></div>",
    "button behind caption": (
        f"<figure>{IMG}<figcaption>{CAPTION} <a>More photos »</a></figcaption>"
        "<p class='credit'>Jo Field/News</p></figure>"
    ),
    "name of box in another language": (
        f"<div>{IMG}<div class='kepalairas'>{CAPTION}<p>Fotó: Jo Field/News</p></div></div>"
    ),
}


@pytest.mark.parametrize("place", ["above title", "below title", "in text"])
@pytest.mark.parametrize("name", FIGURES)
def test_caption_and_credit_are_apart(name, place):
    figure = FIGURES[name] if place != "above title" else FIGURES[name].replace("<div", "<div class='hero'", 1)
    above, below, inside = (figure * (place == there) for there in ("above title", "below title", "in text"))
    article = read(f"<article>{above}<h1>{TITLE}</h1>{below}<div>{A}{inside}{B}{C}{D}</div></article>")

    assert texts(article) == TEXTS
    assert [(image.caption, image.credit) for image in article.images] == [(CAPTION, "Jo Field/News")]


@pytest.mark.parametrize(
    "figure",
    [
        f"<div>{IMG}</div><p class='credit'>© Jo Field/News</p><p class='caption'>{CAPTION}</p>",
        f"<p>{IMG}</p><p><em>{CAPTION}</em></p><p><small>Photo: Jo Field/News</small></p>",
    ],
)
def test_credit_right_below_image_or_caption(figure):
    article = read(f"<article><h1>{TITLE}</h1><div>{A}{figure}{B}{C}{D}</div></article>")

    assert texts(article) == TEXTS
    assert [(image.caption, image.credit) for image in article.images] == [(CAPTION, "Jo Field/News")]


def test_gallery_between_paragraphs_gives_images_but_no_text():
    slides = "".join(
        f"<li><img src='/{n}.jpg'><h4>In pictures</h4><p>The flood mark of the year 19{n}0, still to be seen.</p></li>"
        for n in range(1, 4)
    )
    gallery = f"<div class='photo gallery'><ul>{slides}</ul></div>"
    article = read(f"<article><h1>{TITLE}</h1>{A}{gallery}{B}{C}{D}</article>")

    assert texts(article) == TEXTS
    assert len(article.images) == 3


def test_boilerplate_words_in_body_class_are_ignored():
    page = f"<title>{TITLE}</title><body class='wide expanded-footer'><h2>{TITLE}</h2><div>{PROSE}</div></body>"

    assert texts(parse_article(URL, page.encode(), UNKNOWN)) == TEXTS


def test_headings_lists_and_quotes_are_kept():
    inside = (
        f"<article><h1>{TITLE}</h1><p>{TEXTS[0]}</p><h2>What was planted</h2>"
        f"<ul><li>Forty pear trees, all of one kind.</li><li>Twelve quinces</li></ul>"
        f"<blockquote><p>{TEXTS[1]}</p></blockquote><p>{TEXTS[2]}</p></article>"
    )

    assert [(block.kind, block.text) for block in read(inside).paragraphs] == [
        ("paragraph", TEXTS[0]),
        ("heading", "What was planted"),
        ("list_item", "Forty pear trees, all of one kind."),
        ("list_item", "Twelve quinces"),
        ("quote", TEXTS[1]),
        ("paragraph", TEXTS[2]),
    ]


def test_long_chinese_line_below_image_is_not_caption():
    lines = [
        "据当地媒体报道，村民们在星期一种下了第一批四十棵梨树，新的果园离老河岸二百米，种子库的管理员说，大家先问了河流想往哪里走，"
        "然后才决定把树种在别的地方，每个家庭照看三棵树，并把树木的生长情况写进挂在学校里的本子，秋天还要再量一次河岸",
        "去年春天的洪水带走了整个老果园，也带走了许多人的记忆……",
        "今年秋天，区里答应在下一次洪水到来之前再测量一次河岸。",
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    article = read(f"<article><h1>河边的果园</h1><p><img src='/a.jpg'></p>{paragraphs}</article>", title="河边的果园")

    assert texts(article) == lines


def test_chinese_text_below_image_is_not_caption():
    lines = [
        "村民们在星期一种下了第一批四十棵梨树，新的果园离河岸二百米。",
        "每个家庭照看三棵树，并把生长情况写进学校里的本子。",
    ]
    inside = f"<article><h1>河边的果园</h1><p><img src='/a.jpg'></p><p>{lines[0]}</p><p>{lines[1]}</p></article>"
    article = read(inside, title="河边的果园")

    assert texts(article) == lines
    assert [image.caption for image in article.images] == [None]


@pytest.mark.parametrize(
    ("inside", "head"),
    [
        (f"<div class='logo'><h1>News Example</h1></div><h2>{TITLE}</h2><div>{PROSE}</div>", ""),
        (f"<header><h1>Countryside</h1></header><div>{PROSE}</div>", f"<meta property='og:title' content='{TITLE}'>"),
        (f"<div><h1>Villagers replant an orchard the river took</h1>{PROSE}</div><h1>News</h1>", ""),
        (
            f"<article><header class='page-header'><h1>{TITLE}</h1></header>{PROSE}</article>",
            "<meta property='og:title' content='What happened to this old orchard'>",
        ),
    ],
    ids=["logo in heading", "section in heading", "several headings", "other wording in head"],
)
def test_title_is_heading_matching_title_element(inside, head):
    assert read(inside, head).title in (TITLE, "Villagers replant an orchard the river took")


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<meta property='article:published_time' content='2024-05-04T22:15:00Z'>", "2024-05-04T22:15:00+00:00"),
        ("<meta name='parsely-pub-date' content='2024-05-04T22:15:00-04:00'>", "2024-05-04T22:15:00-04:00"),
        (
            "<script type='application/ld+json'>"
            '{"@type": "LiveBlogPosting", "datePublished": "2024-05-04T22:15:00+02:00"}</script>',
            "2024-05-04T22:15:00+02:00",
        ),
        ("<meta itemprop='datePublished' content='2024-05-04'>", "2024-05-04"),
    ],
    ids=["meta", "analytics tag", "JSON-LD of live blog", "itemprop"],
)
def test_date_of_foreign_page_keeps_utc_offset(head, date):
    assert read(f"<article><h1>{TITLE}</h1>{PROSE}</article>", head).published_at == date


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("<time datetime='2024-05-04T22:15:00-04:00'>Yesterday</time>", "2024-05-04T22:15:00-04:00"),
        ("<p>May 4, 2024 @ 10:15 PM</p>", "2024-05-04T22:15:00+07:00"),
    ],
)
def test_page_that_declares_no_language_is_foreign_if_its_text_is(printed, date):
    text = "<p>The council agreed on a plan for the river and will report on it in the spring of next year.</p>" * 3
    assert read(f"<article class='commented'><h1>{TITLE}</h1>{printed}{text}</article>").published_at == date


def test_date_with_month_name_before_first_paragraph():
    article = read(f"<main><h1>{TITLE}</h1><p>May 7, 2024</p>{PROSE}</main>")
    assert (article.published_at, texts(article)) == ("2024-05-07", TEXTS)


def test_short_text_is_preferred_to_long_footer():
    foot = f"<div><p>Giấy phép số 12/GP-STTTT. Bản quyền thuộc về {'Hội Khoa học và Kỹ thuật, ' * 4}1999.</p></div>"
    article = read(f"<div><div><h1>{TITLE}</h1><p>5/7/2024</p><div><p>{TEXTS[0]}</p></div></div></div>{foot}")
    assert texts(article) == [TEXTS[0]]


def test_date_below_title_is_found_despite_loose_text_above():
    article = read(f"<a href='/'>Home</a><h1>{TITLE}</h1><div>2024-05-06 08:15</div>{PROSE}")
    assert (article.published_at, texts(article)) == ("2024-05-06T08:15:00+07:00", TEXTS)


@pytest.mark.parametrize(
    "printed",
    [
        f"<font size='4' color='red'><b>{TITLE}</b></font>",
        f"<b><font size='+1'>{TITLE}</font></b>",
        f"<b><font color='#cc0000'>{TITLE}</font></b>",
    ],
    ids=["bold in large font", "large font in bold", "coloured font in bold"],
)
@pytest.mark.parametrize("head", ["Gardeners of the Valley", f"{TITLE} - News - Gardeners of the Valley"])
def test_title_marked_only_by_large_bold_font(printed, head):
    rows = f"<tr><td><a href='/'><b><font size='5'>Gardeners of the Valley</font></b></a></td></tr><tr><td>{printed}"
    article = read(f"<table>{rows}<br><font size='1'>05/06/2015</font></td></tr></table><div>{PROSE}</div>", title=head)
    assert (article.title, article.published_at, texts(article)) == (TITLE, "2015-06-05", TEXTS)


@pytest.mark.parametrize(
    "head",
    [f"{TITLE} | Valley Gardeners", f"{TITLE} • Valley Gardeners", f"Valley Gardeners » {TITLE}", f"{TITLE} - Tin tức"],
    ids=["bar", "bullet", "guillemet", "section name"],
)
def test_unknown_site_name_is_removed_from_title_element(head):
    assert read(f"<div class='date'>05/06/2015</div><div>{PROSE}</div>", title=head).title == TITLE


def test_title_in_header_is_printed_one_if_head_names_two():
    head = "<meta property='og:title' content='A river moves and nobody minds'>"
    assert read(f"<header><h1>{TITLE}</h1></header><div>{PROSE}</div>", head).title == TITLE


def test_badge_in_heading_is_not_part_of_title():
    article = read(f"<div><h1>{TITLE} <span class='badge new'>Mới</span></h1><div>{PROSE}</div></div>")
    assert article.title == TITLE


def test_title_in_large_bold_font_inside_body_is_not_part_of_text():
    inside = f"<div><p><font size='5'><b>{TITLE}</b></font></p>{PROSE}</div>"
    article = read(inside, title="Gardeners of the Valley")
    assert (article.title, texts(article)) == (TITLE, TEXTS)


@pytest.mark.parametrize("line", ["By Jane Hall | March 5, 2019", "By Jane Hall • Mar 5, 2019"])
@pytest.mark.parametrize("where", ["<article><h1>{0}</h1>{1}{2}</article>", "<h1>{0}</h1><article>{1}{2}</article>"])
def test_byline_and_date_on_one_line(line, where):
    article = read(where.format(TITLE, f"<p class='meta'>{line}</p>", PROSE))
    assert (article.published_at, article.author_name, texts(article)) == ("2019-03-05", "Jane Hall", TEXTS)


def test_byline_and_date_open_body_without_title():
    above = "<div class='FeatureLine'><b>By Jane Hallow</b><br>May 14, 2024</div>"
    article = read(f"<div><h1>{TITLE}</h1></div><div class='text'>{above}{PROSE}</div>")
    assert [author.name for author in article.authors] == ["Jane Hallow"]
    assert (article.published_at, texts(article)) == ("2024-05-14", TEXTS)


def test_kicker_in_heading_is_not_part_of_title():
    heading = f'<h1><span class="kicker">Villages</span> <span>{TITLE}</span></h1>'
    assert read(f"<article>{heading}{PROSE}</article>").title == TITLE


def test_time_is_taken_from_timestamp_matching_printed_date():
    stamps = (
        '<a class="timestamp-link" title="link">April 9, 2021</a><abbr title="2021-04-09T21:15:00+07:00">April</abbr>'
    )
    article = read(f"<h2>Friday, April 9, 2021</h2><div><h1>{TITLE}</h1>{PROSE}{stamps}</div>")
    assert article.published_at == "2021-04-09T21:15:00+07:00"


def test_place_before_date_is_not_author():
    json_ld = '{"@type":"NewsArticle","author":{"@type":"Person","name":"Nuria Lires"}}'
    head = f'<script type="application/ld+json">{json_ld}</script>'
    article = read(f"<h1>{TITLE}</h1><p>Punta Serena - 04 Oct 2024 - 20:15</p><div>{PROSE}</div>", head)
    assert [author.name for author in article.authors] == ["Nuria Lires"]


def test_cyrillic_heading_is_not_taken_for_site_name():
    title = "На крыше библиотеки поселились пчёлы"
    article = read(f"<h1>Лента</h1><h1>{title}</h1>{PROSE}", title=f"{title} - Лента")
    assert article.title == title
