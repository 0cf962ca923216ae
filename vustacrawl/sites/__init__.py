"""Profiles of the sites to crawl: one TOML file per site, and the model that validates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from vustacrawl.sites.profile import Politeness, Profile, ProfileError, read_profile, unknown_site
from vustacrawl.sites.systems import Selectors
from vustacrawl.text import storable

__all__ = [
    "Politeness",
    "Profile",
    "ProfileError",
    "Selectors",
    "all_profiles",
    "find_profile",
    "find_profiles",
    "profile_files",
    "profile_of_host",
    "read_profile",
    "site_of_url",
    "spellings_of",
    "unknown_site",
]

BUNDLED = Path(__file__).parent
_NO_PROFILES = frozenset({"members"})
"""A TOML file among the bundled profiles that is not one: the directory of members."""


def profile_files(workspace_sites: Path | None = None) -> dict[str, Path]:
    """Return the file of every profile by name, sorted; the workspace's override bundled ones of the same name."""
    folders = [BUNDLED] if workspace_sites is None else [BUNDLED, workspace_sites]
    files = {file.stem: file for folder in folders for file in folder.glob("*.toml") if file.stem not in _NO_PROFILES}
    return dict(sorted(files.items()))


def all_profiles(workspace_sites: Path | None = None) -> Iterator[Profile]:
    """Read every profile, by name. Raises ProfileError at the first invalid one."""
    return (read_profile(file) for file in profile_files(workspace_sites).values())


def find_profile(name_or_path: str, workspace_sites: Path | None = None) -> Profile:
    """Read a profile by its name or the path of its TOML file. Raises ProfileError if it is missing or invalid."""
    return _find_profile(name_or_path, profile_files(workspace_sites))


def find_profiles(names_or_paths: Iterable[str], workspace_sites: Path | None = None) -> list[Profile]:
    """Read profiles by name or path, each once. Raises ProfileError as ``find_profile`` does."""
    files = profile_files(workspace_sites)
    profiles = [_find_profile(name, files) for name in names_or_paths]
    return list({profile.name: profile for profile in profiles}.values())


def _find_profile(name_or_path: str, files: dict[str, Path]) -> Profile:
    if name_or_path.endswith(".toml"):
        return read_profile(Path(name_or_path))
    if name_or_path not in files:
        close = get_close_matches(name_or_path.lower(), files, n=1)
        hint = f"did you mean {close[0]}?" if close else "see `vustacrawl sites list`"
        raise ProfileError(f"no profile named {name_or_path!r} ({hint})")
    return read_profile(files[name_or_path])


def profile_of_host(host: str, profiles: Iterable[Profile]) -> Profile | None:
    """Return the first profile of a site that is or was at this host."""
    return next((profile for profile in profiles if host in profile.known_hosts), None)


def site_of_url(url: str, profiles: Iterable[Profile]) -> tuple[Profile, str] | None:
    """Return the first profile of whose site a URL is, and the URL's canonical form; None if there is none."""
    canonical = ((profile, profile.canonical_url(url)) for profile in profiles)
    return next(((profile, own) for profile, own in canonical if own and profile.is_on_site(own)), None)


def spellings_of(url: str, profiles: Iterable[Profile]) -> list[str]:
    """Return a URL, as UTF-8 can store it, and its canonical forms by these profiles, sorted."""
    url = storable(url)
    return sorted({url, *(canonical for profile in profiles if (canonical := profile.canonical_url(url)))})
