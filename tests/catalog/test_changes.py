"""Changes between versions are shown word by word without losing text."""

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.changes import MAX_WORDS, article_at, changes, word_diff
from vustacrawl.items import Author, Block, Image

TEXT = st.text(st.sampled_from("ab đ\n\t.") | st.characters(), max_size=60)


def test_word_diff_marks_added_and_removed_words() -> None:
    assert word_diff("Hội thảo bàn về đập nước", "Hội thảo bàn về hồ chứa nước") == [
        ("same", "Hội thảo bàn về"),
        ("removed", " đập"),
        ("added", " hồ chứa"),
        ("same", " nước"),
    ]
    assert word_diff("", "mới") == [("added", "mới")]
    assert word_diff("Tin hoạt động", "Tin hoạt động tuần") == [("same", "Tin hoạt động"), ("added", " tuần")]


@given(old=TEXT, new=TEXT)
def test_word_diff_pieces_rebuild_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(text for kind, text in pieces if kind != "added") == old
    assert "".join(text for kind, text in pieces if kind != "removed") == new


def test_word_diff_replaces_long_unrelated_texts_whole() -> None:
    old, new = ("cũ " * MAX_WORDS * 20, "mới " * MAX_WORDS * 20)
    assert word_diff(old, new) == [("removed", old), ("added", new)]


def test_changes_list_every_version_in_order(db: Database) -> None:
    image = Image("https://a.vn/1.jpg", 1, caption="Toàn cảnh")
    stored = store(db, an_article(1, images=[image], authors=[Author(initials="HT")]))
    recaptioned = [Image(image.url, 1, caption="Toàn cảnh lễ khai mạc")]
    store(db, an_article(1, images=recaptioned, authors=[Author(initials="HT")]), "2026-02-01T00:00:00.000Z")
    signed = [Author(name="Hoàng Tùng", role="Tin")]
    paragraphs = [Block("paragraph", "Hội thảo khoa học."), Block("paragraph", "Tin bổ sung.")]
    store(
        db,
        an_article(1, images=recaptioned, authors=signed, paragraphs=paragraphs, lead="Mở đầu."),
        "2026-03-01T00:00:00.000Z",
        parser="vnmedia/2",
    )
    first, second = changes(db, stored.id)
    assert (first.version, first.replaced_at, first.cause, first.parser) == (
        1,
        "2026-02-01T00:00:00.000Z",
        "site",
        "vnmedia/1",
    )
    assert first.fields == {"images": [("same", "https://a.vn/1.jpg · Toàn cảnh"), ("added", " lễ khai mạc")]} or list(
        first.fields
    ) == ["images"]
    assert list(second.fields) == ["lead", "paragraphs", "authors"]
    assert second.fields["authors"] == [("removed", "HT"), ("added", "Tin · Hoàng Tùng")]
    assert second.fields["lead"] == [("added", "Mở đầu.")]
    assert (
        "".join(text for kind, text in second.fields["paragraphs"] if kind == "added").strip().endswith("Tin bổ sung.")
    )


def test_article_is_found_by_any_of_its_urls(db: Database) -> None:
    stored = store(db, an_article(1))
    assert article_at(db, ["https://x.vn/", "https://a.vn/x-p1.html"]) == stored.id
    assert article_at(db, ["https://x.vn/"]) is None
    assert changes(db, stored.id) == []
