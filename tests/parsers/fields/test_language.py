import pytest

from vustacrawl.parsers.fields.language import language_of

VIETNAMESE = "Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới."
UNMARKED = "Hoi nghi da thao luan nhieu noi dung quan trong cua nam toi."
ENGLISH = "The river burst its banks after a night of heavy rain in the valley."


@pytest.mark.parametrize(
    ("text", "declared", "default", "language", "told_by"),
    [
        (VIETNAMESE, "en-US", "en", "vi", "text"),
        (ENGLISH, "en-US", "vi", "en", "markup"),
        (ENGLISH, "vi", "en", "en", "profile"),
        (ENGLISH, "vi", "vi", None, "none"),
        (ENGLISH, None, "vi", None, "none"),
        (UNMARKED, None, "vi", "vi", "text"),
        (UNMARKED, "en-US", "vi", "vi", "text"),
        (UNMARKED, "en", "en", "en", "markup"),
        ("Ảnh", "vi-VN", "en", "vi", "markup"),
        ("Video 5", None, "vi", "vi", "profile"),
        (ENGLISH, "pt_BR", "vi", "pt", "markup"),
        (ENGLISH, "no language", "en", "en", "profile"),
    ],
)
def test_the_language(text: str, declared: str | None, default: str, language: str | None, told_by: str) -> None:
    found, source = language_of(text, declared, default)
    assert (found, source.partition(":")[0]) == (language, told_by)
