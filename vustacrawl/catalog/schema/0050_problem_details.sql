-- Reasons of older rows keep their details in the reason.
ALTER TABLE problems ADD COLUMN detail TEXT; -- what belongs to this case alone: an address, a number, an error's message
CREATE INDEX problems_by_url ON problems (url);

-- problems.reason: what was wrong, a phrase that is the same for every page with this problem
