"""What only markup says inside a text is written out."""

import pytest

from vustacrawl.parsers.html.dom import element_text
from vustacrawl.parsers.html.tree import read_tree

SIGNS = {
    "an exponent": ("10<sup>6</sup> tế bào/ml", "10⁶ tế bào/ml"),
    "a negative exponent": ("10<sup>-3</sup> mol", "10⁻³ mol"),
    "an area": ("300 m<sup>2</sup> đất", "300 m² đất"),
    "an index": ("khí CO<sub>2</sub>", "khí CO₂"),
    "a nought for a degree": ("lên tới 30<sup>0</sup>C", "lên tới 30°C"),
    "a letter for a degree": ("góc 30<sup>o</sup> Bắc", "góc 30° Bắc"),
    "a nought for a degree of arc": ("ở 21<sup>0</sup>05’ Bắc", "ở 21°05’ Bắc"),
    "an ordinal": ("ngày 21<sup>st</sup>", "ngày 21st"),
    "a footnote": ("báo cáo<sup>[1]</sup>", "báo cáo[1]"),
    "an emoji's image": ('vui <img class="emoji" alt="😀" src="/e/1f600.png"> khi gặp', "vui 😀 khi gặp"),
    "an emoji's image at the end": ('vui. <img class="emoji" alt="😀" src="/e/1f600.png">', "vui."),
    "an address that Cloudflare hides": (
        'thư: <a data-cfemail="2a4b446a42454b4b44044f524b475a464f045c44">[email&#160;protected]</a>.',
        "thư: an@hoaan.example.vn.",
    ),
    "a coded address that is none": ('<a data-cfemail="zz">[email protected]</a>', "[email protected]"),
    "KaTeX": (
        'Vậy <span class="katex"><span class="katex-mathml"><math><mi>x</mi><mo>=</mo><mn>2</mn>'
        '<annotation encoding="application/x-tex">x=2</annotation></math></span><span class="katex-html"'
        ' aria-hidden="true"><span>x</span><span>=</span><span>2</span></span></span> đúng.',
        "Vậy x=2 đúng.",
    ),
    "KaTeX without MathML": ('Vậy <span class="katex"><span class="katex-html">x=2</span></span>.', "Vậy x=2."),
    "a shadow root": ('<news-body><template shadowrootmode="open"><p>Bản tin.</p></template></news-body>', "Bản tin."),
}


@pytest.mark.parametrize("name", SIGNS)
def test_signs_are_written_out(name):
    markup, text = SIGNS[name]

    assert element_text(read_tree(f"<body><div>{markup}</div></body>".encode()).root) == text
