"""Dates whose month is a word, in the languages of the world's news."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    """januar januari janvier enero janeiro gennaio января січня stycznia ledna ocak tammikuuta ianuarie január
    ιανουαρίου يناير जनवरी มกราคม jänner janv jan""",
    """februar februari février febrero fevereiro febbraio февраля лютого lutego února şubat helmikuuta februarie
    február φεβρουαρίου فبراير फरवरी กุมภาพันธ์ févr feb""",
    """märz maart mars marzo março марта березня marca března mart maret marts maaliskuuta martie március μαρτίου
    مارس मार्च มีนาคม mrz""",
    "april avril abril aprile апреля квітня kwietnia dubna nisan huhtikuuta aprilie április απριλίου أبريل अप्रैल เมษายน",
    "mai mei mayo maio maggio мая травня maja května mayıs maj toukokuuta május μαΐου مايو मई พฤษภาคม",
    """juni juin junio junho giugno июня червня czerwca června haziran kesäkuuta iunie június ιουνίου يونيو जून
    มิถุนายน""",
    """juli juillet julio julho luglio июля липня lipca července temmuz heinäkuuta iulie július ιουλίου يوليو जुलाई
    กรกฎาคม juil""",
    """august augustus août agosto августа серпня sierpnia srpna ağustos agustus augusti elokuuta augusztus
    αυγούστου أغسطس अगस्त สิงหาคม""",
    """september septembre septiembre setiembre setembro settembre сентября вересня września září eylül syyskuuta
    septembrie szeptember σεπτεμβρίου سبتمبر सितंबर กันยายน sept""",
    """oktober octobre octubre outubro ottobre октября жовтня października října ekim lokakuuta octombrie október
    οκτωβρίου أكتوبر अक्टूबर ตุลาคม okt""",
    """november novembre noviembre novembro ноября листопада listopada listopadu kasım marraskuuta noiembrie
    νοεμβρίου نوفمبر नवंबर พฤศจิกายน""",
    """dezember december décembre diciembre dezembro dicembre декабря грудня grudnia prosince aralık desember
    joulukuuta decembrie δεκεμβρίου ديسمبر दिसंबर ธันวาคม dez""",
)
"""January to December; English and Vietnamese are read elsewhere, with their clocks."""

_NUMBERS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:\.|er|º)?\s(?:de\s)?(?P<month>[^\s\d.,]{2,15})\.?,?\s(?:del?\s)?(?P<year>\d{4})(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]")
_BUDDHIST = 543
_FIRST_BUDDHIST = 2400


def find_worded_date(text: str) -> str | None:
    """The day that a text names, ISO 8601, or None. Its time is left out: the page's zone is not known."""
    found = _DAY_FIRST.search(text) or _YEAR_FIRST.search(text)
    if found is None:
        return None
    named, year = found["month"], int(found["year"])
    month = int(named) if named.isdigit() else _NUMBERS.get(named.lower(), 0)
    try:
        return date(year - _BUDDHIST if year > _FIRST_BUDDHIST else year, month, int(found["day"])).isoformat()
    except ValueError:
        return None
