"""What a page may be instead of an article."""


class NotAnArticle(Exception):  # noqa: N818 - it says what the page is, not that something went wrong
    """The page holds no article; the text says why, in a few words."""

    @property
    def reason(self) -> str:
        """Why the page is no article."""
        return str(self)
