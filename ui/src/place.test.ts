import assert from "node:assert/strict";
import { test } from "node:test";
import type { Mark } from "./answer.ts";
import { hit, onShelf, type Placed, pack, place, ROW, reach, tooWide } from "./place.ts";
import { at, DAY } from "./time.ts";

export function mark(start: string | null, end: string | null, grain: string, more: Partial<Mark> = {}): Placed {
  return place({
    start,
    end,
    grain,
    approx: false,
    lasts: false,
    claim: `c${start}${end}`,
    kind: "direct",
    origins: 1,
    conflict: false,
    cluster: "",
    speaker: "Ada Quill",
    confidence: 0.95,
    article_kind: "news",
    lane: "",
    ...more,
  });
}

// one returns a single band of rows.
const one = (rows: number) => [{ lane: "", first: 0, rows }];

const day = mark("1987-05-12", "1987-05-13", "day");
const month = mark("1987-05-01", "1987-06-01", "month");
const year = mark("1987-01-01", "1988-01-01", "year");
const late = mark("1987-01-01", "1990-01-01", "decade");
const about = mark("1986-01-01", "1989-01-01", "year", { approx: true });
const before = mark(null, "1987-05-12", "day");
const after = mark("1987-05-12", null, "day");

test("a shape says what is known", () => {
  const lasting = mark("1993-01-01", "1998-01-01", "year", { lasts: true });
  const shapes = [day, month, year, lasting, late, about, before, after].map((m) => m.shape);
  assert.deepEqual(shapes, ["dot", "bar", "year", "span", "fading", "fading", "before", "after"]);
  assert.ok(mark("1987-01-01", "1988-01-01", "year", { article_kind: "editorial" }).opinion);
  assert.ok(!year.opinion);
});

test("what is much wider than the view is on the shelf, and not drawn", () => {
  const view = { from: at(1987, 4, 10), to: at(1987, 4, 20) };
  assert.deepEqual(onShelf([day, month, year, before, after], view), [year]);
  assert.deepEqual(onShelf([before, after], { from: at(1986), to: at(1987) }), [before]);
  assert.deepEqual(onShelf([before, after], { from: at(1988), to: at(1989) }), [after]);
  assert.ok(!tooWide(year, 0.25 * 365 * DAY));
  assert.deepEqual(
    pack([day, year], DAY, 10 * DAY, one(5)).rows.map((r) => r.m),
    [day],
  );
});

test("marks that meet lie in rows of their own, and what finds none is counted", () => {
  const same = Array.from({ length: 10 }, () => year);
  const scale = (365 * DAY) / 100; // a year is 100 pixels
  const packed = pack(same, scale, 900 * scale, one(4));
  assert.deepEqual(
    packed.rows.map((r) => r.row),
    [0, 1, 2],
  ); // the last row is for the count
  assert.equal(packed.overflow.length, 1);
  assert.equal(packed.overflow[0]?.marks.length, 7);
  assert.ok(pack(same, scale, 900 * scale, one(10)).rows.every((r) => r.roomy));
  assert.ok(!packed.rows.some((r) => r.roomy));
});

test("no two marks of a row overlap", () => {
  const many = Array.from({ length: 300 }, (_, i) =>
    mark(`19${10 + (i % 90)}-0${1 + (i % 9)}-01`, `19${10 + (i % 90)}-0${1 + (i % 9)}-02`, "day"),
  );
  const rows = pack(many, 5 * DAY, 900 * DAY, one(6)).rows;
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(i + 1)) {
      assert.ok(a.row !== b.row || a.right <= b.left || b.right <= a.left, "two marks overlap in a row");
    }
  }
});

test("marks lie in the rows of their lanes, and all others in the last", () => {
  const of = (lane: string) => mark("1987-01-01", "1988-01-01", "year", { lane });
  const bands = [
    { lane: "Ada", first: 0, rows: 2 },
    { lane: "Bo", first: 2, rows: 2 },
    { lane: "", first: 4, rows: 2 },
  ];
  const scale = (365 * DAY) / 100;
  const packed = pack(
    [of("Bo"), of("Ada"), of("Cy"), of(""), of("Ada"), of("Ada"), of("Ada")],
    scale,
    900 * scale,
    bands,
  );
  const rows = packed.rows.map((r) => [r.m.mark.lane, r.row]);
  assert.deepEqual(rows, [
    ["Ada", 0],
    ["Bo", 2],
    ["Cy", 4],
    ["", 5],
  ]);
  assert.deepEqual(
    packed.overflow.map((o) => [o.row, o.marks.length]),
    [[1, 3]],
  );
});

test("a pointer finds a dot within 24 pixels", () => {
  const packed = pack([day], DAY, 900 * DAY, one(4));
  const [left, right] = reach(day, DAY);
  assert.ok(right - left + 16 >= 24 && ROW >= 24);
  assert.equal(hit(packed, left - 7, 0)?.m, day);
  assert.equal(hit(packed, right + 9, 0), undefined);
  assert.equal(hit(packed, left, 1), undefined);
});
