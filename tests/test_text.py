"""Text is folded for comparison without accents."""

from vustacrawl.text import fold


def test_fold_removes_accents_case_and_punctuation():
    assert fold("Liên hiệp các Hội - ĐẶNG") == "lien hiep cac hoi dang"
