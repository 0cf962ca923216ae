from pathlib import Path

import pytest

from vustacrawl.sites.profile import Profile, Selectors

PAGE = (Path(__file__).parents[2] / "docs/2-adding-a-site.md").read_text("utf-8")


@pytest.mark.parametrize("key", [*Profile.model_fields, *Selectors.model_fields])
def test_every_profile_key_is_documented(key: str) -> None:
    assert f"`{key}`" in PAGE
