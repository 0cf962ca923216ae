-- Reasons of older rows keep their details in the reason.
ALTER TABLE problems ADD COLUMN detail TEXT; -- what belongs to this case alone: an address, a number, an error's message
CREATE INDEX problems_by_url ON problems (url);

-- problems.reason: what was wrong, a phrase that is the same for every page with this problem

ALTER TABLE crawls ADD COLUMN since TEXT; -- YYYY-MM-DD where only articles published from then on were wanted

-- Counting what a site's crawls have not got must not read every address of the site.
CREATE INDEX frontier_retries ON frontier (site, reason) WHERE state = 'due' AND attempts > 0;
CREATE INDEX frontier_without_copy ON frontier (site) WHERE last_status = 304 AND digest IS NULL;
CREATE INDEX frontier_starting_points ON frontier (site, kind) WHERE via IS NULL;
