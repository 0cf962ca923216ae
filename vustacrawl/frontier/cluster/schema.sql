-- What the machines of a cluster share: who crawls which hosts, and the queue of URLs. PostgreSQL 14 or later.
-- Articles and captures are not here: each machine keeps them in its own workspace.

CREATE SCHEMA IF NOT EXISTS vustacrawl;
SET LOCAL search_path = vustacrawl;

-- One row. All workers must agree on it: change it while none runs.
CREATE TABLE IF NOT EXISTS settings (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  lease_s double precision NOT NULL CHECK (lease_s > 0) -- a host is free for others this long after its last renewal
);

-- One row per run of `crawl --cluster`.
CREATE TABLE IF NOT EXISTS workers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  machine text NOT NULL, -- host name
  process int NOT NULL, -- process id on that machine
  version text NOT NULL, -- of vustacrawl
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(), -- last renewal of its leases
  stopped_at timestamptz, -- empty while it runs, and if it died
  pages bigint NOT NULL DEFAULT 0, -- responses received
  pages_a_minute real NOT NULL DEFAULT 0, -- between the last two renewals
  problems bigint NOT NULL DEFAULT 0 -- problems recorded
);

-- Hosts: who may send requests to each. A worker leases all hosts of a site, or none.
CREATE TABLE IF NOT EXISTS hosts (
  host text PRIMARY KEY,
  worker_id bigint REFERENCES workers, -- who holds it; empty if nobody does
  site text, -- the site for which it is held
  epoch bigint NOT NULL DEFAULT 0, -- fencing token: one more with every new holder
  leased_until timestamptz, -- when others may take it
  not_before timestamptz -- when the next holder may send the first request
);

CREATE TABLE IF NOT EXISTS sites (
  name text PRIMARY KEY,
  round int NOT NULL DEFAULT 0, -- how often its starting points were made due
  seeded_at timestamptz, -- when that was last done
  released_at timestamptz, -- when a worker last gave it back
  last_machine text, -- it prefers to go there again, where its articles are
  has_full_crawl boolean NOT NULL DEFAULT false, -- whether its listings were once read to the end
  pushbacks int NOT NULL DEFAULT 0, -- throttling responses (403, 429, 503) in a row
  quiet_until timestamptz, -- no request before: Retry-After, or backoff
  given_up text -- why the last worker skipped the rest of it, if it did
);

-- The queue: the same columns as `frontier` in a catalog (see the data dictionary).
CREATE TABLE IF NOT EXISTS frontier (
  key uuid PRIMARY KEY, -- the first half of the URL's SHA-256: an index takes no URL of more than 2,700 bytes
  url text NOT NULL,
  site text NOT NULL REFERENCES sites,
  kind text NOT NULL,
  state text NOT NULL,
  next_due double precision,
  attempts int NOT NULL DEFAULT 0,
  round int, -- the round of its site in which it was last leased
  via text,
  hinted_at text,
  redirects_to text,
  etag text,
  last_modified text,
  digest text,
  last_status int,
  reason text,
  missing_since double precision,
  discovered_at text NOT NULL,
  visited_at text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX IF NOT EXISTS frontier_by_site ON frontier (site);
CREATE INDEX IF NOT EXISTS frontier_due ON frontier (site, next_due) WHERE state IN ('due', 'leased');

INSERT INTO settings (lease_s) VALUES (180) ON CONFLICT DO NOTHING;
