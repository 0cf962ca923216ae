"""Text that is compared without its marks."""

from vustacrawl.text import fold


def test_fold():
    assert fold("Liên hiệp các Hội - ĐẶNG") == "lien hiep cac hoi dang"
