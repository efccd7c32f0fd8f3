package frontier

// The frontier keeps these tables:
//
//	visit   one address: what it is, how it was found, its next date, its lease,
//	        how the last visit went, and what to send so that the next is cheap
//	host    when a host may be asked again, and the first of its visits is due
//	shape   what addresses of one shape on one host have brought
//	health  what the visits to one outlet came to on a day
//	failure why those failed that did
//	robots  the robots.txt of an origin, as it came
//	crawler one of several that share the queue
//
// Times are microseconds since 1970, 0 for never.
var steps = []string{
	`CREATE TABLE visit (
		url           TEXT PRIMARY KEY,
		host          TEXT NOT NULL,
		form          TEXT NOT NULL,              -- page, feed, sitemap or listing
		outlet        TEXT NOT NULL,              -- the outlet it belongs to, or the host
		depth         INTEGER NOT NULL,           -- 0: an outlet's own or added by hand; a citation adds one
		found_on      TEXT NOT NULL,              -- the address that led here; empty if configured or added
		found_at      INTEGER NOT NULL,
		due_at        INTEGER NOT NULL,           -- next visit; 0: none
		leased_at     INTEGER NOT NULL DEFAULT 0, -- since when it is being visited; 0: it is not
		visited_at    INTEGER NOT NULL DEFAULT 0, -- last visit that ended
		result        TEXT NOT NULL DEFAULT '',   -- of that visit
		status        INTEGER NOT NULL DEFAULT 0, -- HTTP status, 0 if none came
		says          TEXT NOT NULL DEFAULT '',   -- why it failed
		failures      INTEGER NOT NULL DEFAULT 0, -- in a row
		every         INTEGER NOT NULL DEFAULT 0, -- pause before the next visit, microseconds
		etag          TEXT NOT NULL DEFAULT '',
		last_modified TEXT NOT NULL DEFAULT '',
		same_as       TEXT NOT NULL DEFAULT ''    -- the address that is visited in its place
	)`,
	`CREATE INDEX visit_due ON visit (due_at, depth, url) WHERE due_at > 0 AND leased_at = 0`,
	`CREATE INDEX visit_host ON visit (host, due_at) WHERE due_at > 0 AND leased_at = 0`,
	`CREATE INDEX visit_leased ON visit (host) WHERE leased_at > 0`,
	`CREATE INDEX visit_outlet ON visit (outlet)`,
	`CREATE TABLE host (host TEXT PRIMARY KEY, next_at INTEGER NOT NULL)`,
	`CREATE TABLE robots (
		origin     TEXT PRIMARY KEY,
		status     INTEGER NOT NULL,
		body       BLOB NOT NULL,
		reason     TEXT NOT NULL,
		fetched_at INTEGER NOT NULL
	)`,

	// A visit is chosen by its host first: a host with many that are due costs no
	// more than one with few. ready_at is when a host can be visited, 0 for never.
	`ALTER TABLE host ADD COLUMN due_at    INTEGER NOT NULL DEFAULT 0`, // of its first visit; 0: none
	`ALTER TABLE host ADD COLUMN leased    INTEGER NOT NULL DEFAULT 0`, // visits under way
	`ALTER TABLE host ADD COLUMN served_at INTEGER NOT NULL DEFAULT 0`, // last lease
	`ALTER TABLE host ADD COLUMN ready_at  INTEGER NOT NULL GENERATED ALWAYS AS
		(CASE WHEN due_at = 0 OR leased > 0 THEN 0 ELSE max(due_at, next_at, served_at) END) VIRTUAL`,
	`CREATE INDEX host_ready ON host (ready_at, served_at, host)`,
	`ALTER TABLE visit ADD COLUMN class INTEGER NOT NULL DEFAULT 2`, // 0: a person waits, 1: lists, 2: pages, 3: after all others
	`UPDATE visit SET class = 1 WHERE form <> 'page'`,
	`DROP INDEX visit_due`,
	`CREATE INDEX visit_queue ON visit (host, class, due_at, depth, url) WHERE due_at > 0 AND leased_at = 0`,
	`CREATE INDEX visit_same ON visit (same_as) WHERE same_as <> ''`,
	`INSERT INTO host (host, next_at) SELECT DISTINCT host, 0 FROM visit WHERE true ON CONFLICT (host) DO NOTHING`,
	`UPDATE host SET leased = (SELECT count(*) FROM visit v WHERE v.host = host.host AND v.leased_at > 0),
		due_at = coalesce((SELECT min(due_at) FROM visit v WHERE v.host = host.host AND v.due_at > 0 AND v.leased_at = 0), 0)`,
	// What the visits taught of an address (see History).
	`ALTER TABLE visit ADD COLUMN first_at     INTEGER NOT NULL DEFAULT 0`, // first visit that brought it
	`ALTER TABLE visit ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0`, // earliest date that it gives itself
	`ALTER TABLE visit ADD COLUMN changed_at   INTEGER NOT NULL DEFAULT 0`, // last visit that found it changed
	`ALTER TABLE visit ADD COLUMN changes      INTEGER NOT NULL DEFAULT 0`, // visits that did
	`ALTER TABLE visit ADD COLUMN ttl          INTEGER NOT NULL DEFAULT 0`, // pause that a list asks for, microseconds
	`UPDATE visit SET first_at = visited_at WHERE visited_at > 0 AND result NOT IN ('failed', 'disallowed')`,
	// What addresses of one shape on one host have brought (see Shape, Trap).
	`CREATE TABLE shape (
		host      TEXT NOT NULL,
		shape     TEXT NOT NULL,
		outlet    TEXT NOT NULL,
		visited   INTEGER NOT NULL DEFAULT 0, -- addresses
		articles  INTEGER NOT NULL DEFAULT 0, -- of them, that hold an article
		waiting   INTEGER NOT NULL DEFAULT 0, -- found on pages, not visited yet
		skipped   INTEGER NOT NULL DEFAULT 0, -- times that one was found and not taken in
		probed_at INTEGER NOT NULL DEFAULT 0, -- when one was taken in nevertheless
		PRIMARY KEY (host, shape)
	) WITHOUT ROWID`,
	`CREATE INDEX shape_skipped ON shape (skipped) WHERE skipped > 0`,
	`ALTER TABLE host ADD COLUMN shapes  INTEGER NOT NULL DEFAULT 0`,  // rows in shape
	`ALTER TABLE host ADD COLUMN visited  INTEGER NOT NULL DEFAULT 0`, // sums over them
	`ALTER TABLE host ADD COLUMN articles INTEGER NOT NULL DEFAULT 0`,
	`ALTER TABLE host ADD COLUMN waiting  INTEGER NOT NULL DEFAULT 0`,
	`ALTER TABLE visit ADD COLUMN shape TEXT NOT NULL DEFAULT ''`, // under which it waits; empty if it does not
	`CREATE INDEX visit_shape ON visit (host, shape) WHERE shape <> ''`,
	// What the visits to an outlet came to on a day, YYYY-MM-DD in UTC (see Counts).
	`CREATE TABLE health (
		outlet     TEXT NOT NULL,
		day        TEXT NOT NULL,
		visits     INTEGER NOT NULL,
		new        INTEGER NOT NULL,
		changed    INTEGER NOT NULL,
		unchanged  INTEGER NOT NULL,
		listing    INTEGER NOT NULL,
		other      INTEGER NOT NULL,
		disallowed INTEGER NOT NULL,
		failed     INTEGER NOT NULL,
		pages      INTEGER NOT NULL, -- of the visits, to pages that answered
		articles   INTEGER NOT NULL, -- of them, that hold an article
		PRIMARY KEY (outlet, day)
	) WITHOUT ROWID`,
	`CREATE INDEX health_day ON health (day)`,
	`CREATE TABLE failure (
		outlet TEXT NOT NULL,
		day    TEXT NOT NULL,
		reason TEXT NOT NULL,
		visits INTEGER NOT NULL,
		PRIMARY KEY (outlet, day, reason)
	) WITHOUT ROWID`,
	// Whatever finds the address again, it has no date and is never visited.
	`ALTER TABLE visit ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0`, // 1: see Forget
	`CREATE TRIGGER visit_forgotten BEFORE UPDATE OF due_at, leased_at ON visit
		WHEN OLD.forgotten = 1 AND NEW.forgotten = 1 AND (NEW.due_at <> 0 OR NEW.leased_at <> 0)
		BEGIN SELECT RAISE(IGNORE); END`,
	// Several crawlers may share the queue.
	`ALTER TABLE visit ADD COLUMN leased_by TEXT NOT NULL DEFAULT ''`, // the crawler that visits it, or did last; empty for the one that has the database to itself
	`CREATE TABLE crawler (
		id      TEXT PRIMARY KEY,
		seen_at INTEGER NOT NULL -- when it said last that it is alive
	)`,
}
