"""The image that an element shows, and its caption and credit where the markup gives them."""

from typing import cast
from urllib.parse import urlsplit

import pytest
from lxml import html

from vustacrawl.items import Image
from vustacrawl.parsers.body.captions import attach_captions
from vustacrawl.parsers.body.flatten import read_blocks
from vustacrawl.parsers.body.text_blocks import TextBlock
from vustacrawl.parsers.html.dom import Element

TEXT = "<p>Đoàn đã đi thăm ba mô hình trồng rừng ngập mặn và nghe bà con kể chuyện giữ rừng suốt hai mươi năm qua.</p>"
GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def read(markup: str) -> tuple[list[Image], list[str]]:
    body = cast(Element, html.fromstring(f"<div>{TEXT}{markup}{TEXT}</div>"))
    items = attach_captions(read_blocks(body, "https://x.test/"))
    images = [item for item in items if isinstance(item, Image)]
    return images, [item.text for item in items if isinstance(item, TextBlock)][1:-1]


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/u/a.jpg">',
        f'<img src="{GIF}" data-src="/u/a.jpg">',
        '<img src="/static/blank.gif" data-lazy="/u/a.jpg">',
        '<img src="/img/no-image.png" data-lazyload="/u/a.jpg">',
        '<img src="/u/a.jpg" data-src="/x/placeholder.png">',
        '<img srcset="/u/s.jpg 400w, /u/a.jpg 1200w" alt="">',
        '<img srcset="/u/s.jpg, /u/a.jpg 2x">',
        f'<img src="{GIF}" data-srcset="/u/a.jpg 1x">',
        '<picture><source srcset="/u/a.jpg" type="image/webp"><img alt=""></picture>',
        f'<picture><source data-srcset="/u/s.jpg 1x, /u/a.jpg 2x"><img src="{GIF}"></picture>',
        f'<img src="{GIF}" data-ll-src="/u/a.jpg">',
        f'<img src="{GIF}" nitro-lazy-src="/u/a.jpg" class="nitro-lazy">',
        '<img src="/pagespeed_static/1.JiBnMqyl6S.gif" data-pagespeed-lazy-src="/u/a.jpg">',
        '<amp-img src="/u/a.jpg" width="600" height="400" layout="responsive"></amp-img>',
        '<noscript><img src="/u/a.jpg"></noscript>',
        f'<img src="{GIF}"><noscript><img src="/u/a.jpg"></noscript>',
        '<img data-src="/u/a.jpg"><noscript><img src="/u/b.jpg"></noscript>',
        '<video poster="/u/a.jpg" src="/v.mp4" controls></video>',
    ],
)
@pytest.mark.parametrize("box", ["<p>{}</p>", "<figure>{}<figcaption>Rừng mắm ven biển</figcaption></figure>"])
def test_image_url_is_found_in_every_markup_form(image: str, box: str) -> None:
    images, texts = read(box.format(image))
    assert [urlsplit(each.url).path for each in images] == ["/u/a.jpg"]
    assert texts == [] and images[0].caption == ("Rừng mắm ven biển" if "figcaption" in box else None)


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://t.test/p.gif" style="display:none">',
        '<img src="/p.gif" width="1" height="1">',
        '<img src="/a.png" width="20">',
        '<img src="/icon/arrow.png">',
        '<img src="/images/emoji.php/v9/1f33f.png">',
        '<img src="/u/right-arrow.svg">',
        '<img class="icon-mail" src="/u/m.png">',
        '<img src="/u/blank.gif">',
        '<img src="/images/clear.gif">',
        f'<img src="{GIF}">',
        '<noscript><img src="https://t.test/tr" height="1" width="1" style="display:none"></noscript>',
        '<video src="/v.mp4"></video>',
    ],
)
def test_decorative_images_are_ignored(image: str) -> None:
    assert read(f"<p>{image}</p>") == ([], [])


def test_svg_in_figure_is_kept() -> None:
    assert len(read('<figure><img src="/u/bieu-do.svg"><figcaption>Biểu đồ</figcaption></figure>')[0]) == 1


@pytest.mark.parametrize(
    ("markup", "captions"),
    [
        (
            '<ul class="gallery"><li><img src="/a.jpg"><span class="caption">Ảnh một</span></li>'
            '<li><img src="/b.jpg"><span class="caption">Ảnh hai</span></li></ul>',
            ["Ảnh một", "Ảnh hai"],
        ),
        (
            '<ul><li><img src="/a.jpg"><p>Ảnh một</p></li><li><img src="/b.jpg"><p>Ảnh hai</p></li></ul>',
            ["Ảnh một", "Ảnh hai"],
        ),
        ('<p class="fig"><img src="/a.jpg"></p><p class="fig">Rừng mắm ven biển.</p>', ["Rừng mắm ven biển."]),
        ('<p><img src="/a.jpg" data-caption="Rừng mắm ven biển"></p>', ["Rừng mắm ven biển"]),
        (
            '<p><img src="/a.jpg" data-caption="Rừng mắm ven biển"></p><p>Rừng mắm ven biển</p>',
            ["Rừng mắm ven biển"],
        ),
        (
            '<p><a class="lightbox" href="/a.jpg" title="Rừng mắm ven biển"><img src="/a.jpg"></a></p>',
            ["Rừng mắm ven biển"],
        ),
        (
            '<a href="/a.jpg" data-sub-html="<h4>Rừng mắm ven biển</h4>"><img src="/a.jpg"></a>',
            ["Rừng mắm ven biển"],
        ),
        ('<p><a href="/a.jpg" title="Rừng mắm ven biển"><img src="/a.jpg"></a></p>', [None]),
        ('<p><a rel="lightbox" href="/a.jpg" title="IMG_0123"><img src="/a.jpg"></a></p>', [None]),
        ('<p><img src="/a.jpg"></p><h5>Rừng mắm ven biển</h5>', ["Rừng mắm ven biển"]),
        ('<p class="caption">Rừng mắm ven biển</p><p><img src="/a.jpg"></p>', ["Rừng mắm ven biển"]),
        (
            '<figure><a><img src="/a.jpg"></a><div><figcaption>Rừng mắm ven biển</figcaption></div></figure>',
            ["Rừng mắm ven biển"],
        ),
        (
            '<div itemscope><img src="/a.jpg"><span itemprop="caption">Rừng mắm ven biển</span></div>',
            ["Rừng mắm ven biển"],
        ),
        (
            '<aside><img src="/a.jpg"><p class="caption">Rừng mắm <b class="credits">Hải Yến</b></p></aside>',
            ["Rừng mắm"],
        ),
        (
            '<div class="pic"><img src="/a.jpg"><div class="photo-caption">Rừng mắm ven biển</div></div>',
            ["Rừng mắm ven biển"],
        ),
    ],
)
def test_captions_are_found_in_every_markup_form(markup: str, captions: list[str | None]) -> None:
    images, texts = read(markup)
    assert [image.caption for image in images] == captions
    assert texts == []


def test_text_beside_captioned_image_stays_in_body() -> None:
    images, texts = read(f'<div><img src="/a.jpg"><p class="caption">Rừng mắm</p>{TEXT}{TEXT}</div>')
    assert [image.caption for image in images] == ["Rừng mắm"]
    assert len(texts) == 2


@pytest.mark.parametrize(
    ("figure", "caption", "credit"),
    [
        ('<figcaption>Rừng mắm <span class="credit">Hải Yến</span></figcaption>', "Rừng mắm", "Hải Yến"),
        ("<figcaption>Rừng mắm <cite>Hải Yến</cite></figcaption>", "Rừng mắm", "Hải Yến"),
        ('<figcaption>Rừng mắm</figcaption><div class="image-credit">Ảnh: Hải Yến</div>', "Rừng mắm", "Hải Yến"),
        (
            '<figcaption>Rừng mắm <cite itemprop="author">Hải Yến</cite> năm ngoái</figcaption>',
            "Rừng mắm năm ngoái",
            "Hải Yến",
        ),
        ('<span class="photo-credit">© Hải Yến</span>', None, "Hải Yến"),
        ("<figcaption><div>Rừng mắm.</div><div>Hải Yến (Lan Anh)</div></figcaption>", "Rừng mắm.", "Hải Yến (Lan Anh)"),
        ('<figcaption>Rừng mắm. <em class="firma">Hải Yến</em></figcaption>', "Rừng mắm.", "Hải Yến"),
        ('<figcaption data-copyright="Hải Yến">Rừng mắm.</figcaption>', "Rừng mắm.", "Hải Yến"),
        (
            '<p class="legenda">Rừng mắm <span class="foto-credito">Hải Yến</span></p>',
            "Rừng mắm",
            "Hải Yến",
        ),
        (
            '<figcaption><b class="off-screen">Copyright</b><i class="copyright">Reuters</i> Rừng mắm</figcaption>',
            "Rừng mắm",
            "Reuters",
        ),
        ("<figcaption>Rừng mắm - Ảnh: Hải Yến</figcaption>", "Rừng mắm - Ảnh: Hải Yến", "Hải Yến"),
        ("<figcaption>Rừng mắm</figcaption>", "Rừng mắm", None),
        (
            '<figcaption class="m-credit"><i class="credit__caption">Rừng mắm</i><i class="attribution">Hải Yến</i>'
            "</figcaption>",
            "Rừng mắm",
            "Hải Yến",
        ),
        (
            '<figcaption><span class="visually-hidden">Image caption, </span>Rừng mắm</figcaption>'
            '<span class="image-source">Image source, Reuters</span>',
            "Rừng mắm",
            "Reuters",
        ),
    ],
)
def test_caption_and_credit_of_figure(figure: str, caption: str | None, credit: str | None) -> None:
    (image,), texts = read(f'<figure><img src="/a.jpg">{figure}</figure>')
    assert (image.caption, image.credit, texts) == (caption, credit, [])


@pytest.mark.parametrize(
    "line",
    ["1. Cây mắm", "II. Cây đước", "https://x.test/anh/a.jpg", "Thời gian: 8h30 ngày 5/6/2024", "Địa điểm: xã Đất Mũi"],
)
def test_headings_urls_and_event_details_below_image_are_not_captions(line: str) -> None:
    images, texts = read(f'<p><img src="/a.jpg"></p><p>{line}</p>')
    assert (images[0].caption, texts) == (None, [line])


@pytest.mark.parametrize(
    "markup",
    [
        '<article class="profile"><div class="field--name-user-picture"><img src="/u/a.jpg"></div></article>',
        '<div class="about-author"><img src="/u/a.jpg"></div>',
        '<img src="/templates/pdf_button.png">',
    ],
)
def test_author_pictures_and_buttons_are_ignored(markup):
    assert read(markup)[0] == []


def test_credit_in_separate_box_belongs_to_image_above():
    images, texts = read('<div><img src="/u/a.jpg"></div><div class="media__copyright">© Фото : Илья Сомов</div>')
    assert ([image.credit for image in images], texts) == (["Илья Сомов"], [])


@pytest.mark.parametrize("name", ["chuthich", "figcaption"])
def test_captioned_image_is_kept_wherever_it_links(name):
    markup = f'{TEXT}<a href="/album/12.html"><img src="/u/a.jpg"></a><p class="{name}">Cây thế ba tầng</p>'
    items = attach_captions(read_blocks(html.fromstring(f"<div>{markup}</div>"), "https://x.test/", (), None, bool))
    assert [item.caption for item in items if isinstance(item, Image)] == ["Cây thế ba tầng"]


def test_name_after_caption_text_is_its_credit():
    figure = (
        '<figure><img src="/u/a.jpg"><figcaption><span>El faro.</span><span>Toni Vidal</span></figcaption></figure>'
    )
    assert [(image.caption, image.credit) for image in read(figure)[0]] == [("El faro.", "Toni Vidal")]
