CREATE TABLE article_bands (
  band INTEGER NOT NULL,            -- hash of a part of the text's MinHash signature: near-duplicates share some
  article_id INTEGER NOT NULL REFERENCES articles (id),
  PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
