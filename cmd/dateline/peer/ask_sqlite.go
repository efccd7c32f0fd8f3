package peer

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// Search asks the full-text table of articles. It does not learn how many there are, and
// knows no facets.
func (s *SQLite) Search(ctx context.Context, q Question) (int, error) {
	if q.Facets {
		return 0, ErrNone
	}
	shown := "f.rowid, a.headline, a.url, a.outlet, a.kind, a.author, a.published"
	if q.Highlight {
		shown += ", highlight(found, 0, '<mark>', '</mark>'), snippet(found, 1, '<mark>', '</mark>', '…', 32)"
	}
	order := "bm25(found, 3, 1)"
	if q.Newest {
		order = "a.published desc"
	}
	where, args := s.where(q, "found", "a")
	err := s.rows(ctx, "select "+shown+" from found f join article a on a.id = f.rowid where "+where+" order by "+order+" limit ? offset ?", append(args, q.Limit, q.Skip)...)
	return -1, err
}

// Timeline asks for the first events, and for their counts.
func (s *SQLite) Timeline(ctx context.Context, q Question) (int, error) {
	where, args := s.where(q, "told", "e")
	from := s.from(q)
	err := s.rows(ctx, "select e.id, e.text, e.about, e.outlet, e.speaker, e.grain, e.article from "+from+" where "+where+" order by e.id limit ? offset ?", append(args, q.Limit, q.Skip)...)
	if err != nil {
		return 0, err
	}
	return s.count(ctx, q, "select count(*), e.id >> 24 from "+from+" where "+where+" group by 2", args...)
}

// from returns the tables that a question about events needs.
func (*SQLite) from(q Question) string {
	if len(q.Words) > 0 || q.Phrase != "" {
		return "told f join event e on e.id = f.rowid"
	}
	return "event e"
}

// count sums up counts by day, as years are made of them.
func (s *SQLite) count(ctx context.Context, q Question, query string, args ...any) (total int, err error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // Err tells of it
	years := map[int]int{}
	for rows.Next() {
		var n int
		var day int64
		if err := rows.Scan(&n, &day); err != nil {
			return 0, err
		}
		total += n
		if q.Years[1] > q.Years[0] {
			years[time.Unix((day-firstDay)*24*60*60, 0).UTC().Year()] += n
		}
	}
	return total, rows.Err()
}

// Count returns how many articles or events there are.
func (s *SQLite) Count(ctx context.Context, q Question, events bool) (n int, err error) {
	where, args := s.where(q, "found", "a")
	from := "found f"
	if events {
		where, args = s.where(q, "told", "e")
		from = s.from(q)
	}
	err = s.db.QueryRowContext(ctx, "select count(*) from "+from+" where "+where, args...).Scan(&n)
	return n, err
}

// where returns the conditions of a question on a full-text table and the table behind
// it, which the query calls f and row.
func (*SQLite) where(q Question, table, row string) (string, []any) {
	var all, words []string
	var args []any
	for _, w := range q.Words {
		words = append(words, `"`+w+`"`)
	}
	if q.Phrase != "" {
		words = append(words, `"`+q.Phrase+`"`)
	}
	add := func(condition string, values ...any) {
		all, args = append(all, condition), append(args, values...)
	}
	if len(words) > 0 {
		add(table+" match ?", strings.Join(words, " AND "))
	}
	if q.Speaker != "" {
		add(row+".speaker = ?", strings.ToLower(q.Speaker))
	}
	if q.Outlet != "" {
		add(row+".outlet = ?", q.Outlet)
	}
	id := row + ".id"
	if len(words) > 0 {
		id = "f.rowid"
	}
	if !q.From.IsZero() {
		add(id+" >= ?", dayNumber(q.From)<<placeBits)
	}
	if !q.To.IsZero() {
		add(id+" < ?", dayNumber(q.To)<<placeBits)
	}
	if len(all) == 0 {
		return "true", nil
	}
	return strings.Join(all, " and "), args
}

// rows reads everything that a query shows.
func (s *SQLite) rows(ctx context.Context, query string, args ...any) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells of it
	heads, err := rows.Columns()
	if err != nil {
		return err
	}
	cells := make([]sql.RawBytes, len(heads))
	into := make([]any, len(heads))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}
