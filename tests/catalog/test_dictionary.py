"""The data dictionary is complete."""

from sqlite_utils import Database

from vustacrawl.catalog.dictionary import data_dictionary


def test_every_table_view_and_column_is_described(db: Database) -> None:
    dictionary = data_dictionary()
    shadows = {name for _, name, kind, *_ in db.execute("PRAGMA table_list") if kind == "shadow"}
    listed = db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    assert set(dictionary) == {name for (name,) in listed if not name.startswith(("sqlite_", "_sqlite"))} - shadows
    undescribed = [
        path
        for relation in dictionary.values()
        for path, text in [
            (relation.name, relation.description),
            *((f"{relation.name}.{column.name}", column.description) for column in relation.columns),
        ]
        if not text
    ]
    assert undescribed == []
    for relation in dictionary.values():
        # FTS5 adds hidden columns to the index; all other columns match `SELECT *`.
        names = [column[0] for column in db.execute(f"SELECT * FROM {relation.name} LIMIT 0").description]
        assert [column.name for column in relation.columns] == names


def test_column_metadata_is_read_from_schema() -> None:
    articles, duplicates, problems = (
        {column.name: column for column in data_dictionary()[table].columns}
        for table in ("articles", "duplicates", "problems")
    )
    published_at = articles["published_at"]
    assert published_at.description == "with the site's offset; a date alone where the page prints no time"
    assert (published_at.type, published_at.is_required) == ("TEXT", False)
    assert articles["photo_credit"].description == "the photographer, if the byline names one"
    assert articles["search_key"].description.startswith("its rowid in the search indexes")
    assert articles["site"].refers_to == "sites.name"
    assert duplicates["kind"].values == ("exact", "near")
    assert problems["stage"].values[-1] == "drift"
    assert data_dictionary()["field_completeness"].kind == "view"
