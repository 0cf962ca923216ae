"""Text as displayed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.parsers.html.text import clean, word_overlap, word_separator


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  hai\n từ\t", "hai từ"),
        ("hard\xa0\xa0space", "hard space"),
        ("thư\u200b viện\ufeff", "thư viện"),
        ("mềm\xad", "mềm"),
        (unicodedata.normalize("NFD", "Đại hội"), "Đại hội"),
        ("a\u3000b\u2003c\u202fd", "a b c d"),
        ("bell\x07", "bell"),
        ("\uf0b7 Giống khỏe \uf095", "• Giống khỏe"),
    ],
)
def test_clean_normalizes_whitespace_and_unicode(raw, text):
    assert clean(raw) == text


@given(st.text())
def test_clean_is_idempotent(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once and once == once.strip()


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("2024.", "Trong", " "),
        ("P.V:", "Thưa", " "),
        ("và", "triển khai", " "),
        ("38 th", "Conference", " "),
        ("H", "ội", ""),
        ("CO", "2", ""),
        ("21", "st", ""),
        ("thủ", "y", ""),
        ("V", "USTA", ""),
        ("p", "H", ""),
        ("chỉ số p", "H", ""),
        ("k", "W", ""),
        ("ở", "Huế", " "),
        ("www.", "vusta", ""),
        ("hội ", "thảo", ""),
        (unicodedata.normalize("NFD", "mùa nồm."), "Tại", " "),
        (unicodedata.normalize("NFD", "và"), unicodedata.normalize("NFD", "triển khai"), " "),
        ("", "x", ""),
        ("(", "Ảnh", ""),
    ],
)
def test_word_separator(before, after, between):
    assert word_separator(before, after) == between


def test_word_overlap():
    assert word_overlap("một hai ba", "một hai ba") == 1
    assert word_overlap("một hai ba", "bốn năm sáu") == 0
    assert word_overlap("", "") == 0
