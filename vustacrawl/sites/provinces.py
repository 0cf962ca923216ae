"""Where the provinces are, roughly: each has a tile of a grid, so that a map needs no borders."""

from __future__ import annotations

from typing import NamedTuple

_GRID = """
|                 |              | Hà Giang    | Cao Bằng        |                   |            |
| Lai Châu        | Lào Cai      | Tuyên Quang | Bắc Kạn         | Lạng Sơn          |            |
| Điện Biên       | Yên Bái      | Vĩnh Phúc   | Thái Nguyên     | Bắc Giang         | Quảng Ninh |
| Sơn La          | Phú Thọ      | Hà Nội      | Bắc Ninh        | Hải Dương         | Hải Phòng  |
|                 | Hòa Bình     | Hà Nam      | Hưng Yên        | Thái Bình         |            |
|                 | Thanh Hóa    | Ninh Bình   | Nam Định        |                   |            |
|                 | Nghệ An      |             |                 |                   |            |
|                 |              | Hà Tĩnh     |                 |                   |            |
|                 |              | Quảng Bình  |                 |                   |            |
|                 |              |             | Quảng Trị       |                   |            |
|                 |              |             | Thừa Thiên Huế  | Đà Nẵng           |            |
|                 |              |             | Quảng Nam       | Quảng Ngãi        |            |
|                 |              |             | Kon Tum         | Bình Định         |            |
|                 |              |             | Gia Lai         | Phú Yên           |            |
|                 |              | Đắk Nông    | Đắk Lắk         | Khánh Hòa         |            |
|                 | Tây Ninh     | Bình Phước  | Lâm Đồng        | Ninh Thuận        |            |
| Long An         | TP. Hồ Chí Minh | Bình Dương | Đồng Nai       | Bình Thuận        |            |
| Đồng Tháp       | Tiền Giang   | Bến Tre     | Bà Rịa - Vũng Tàu |                 |            |
| An Giang        | Vĩnh Long    | Trà Vinh    |                 |                   |            |
| Kiên Giang      | Cần Thơ      | Hậu Giang   |                 |                   |            |
| Cà Mau          | Bạc Liêu     | Sóc Trăng   |                 |                   |            |
"""
_RENAMED = {"Huế": "Thừa Thiên Huế"}


class Tile(NamedTuple):
    """A tile: its column from the west and its row from the north, from 0."""

    column: int
    row: int


_TILES = {
    name: Tile(column, row)
    for row, line in enumerate(_GRID.strip().splitlines())
    for column, cell in enumerate(line.strip("|").split("|"))
    if (name := cell.strip())
}


def tile_of(province: str) -> Tile | None:
    """Return the tile of a province, by its name before or since 1 July 2025; None for a name that is neither."""
    return _TILES.get(_RENAMED.get(province, province))
