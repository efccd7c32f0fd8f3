import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bucket, Lane } from "./answer.ts";
import { bandAt, bucketAt, layout, rowAt, yOf } from "./lanes.ts";
import { at } from "./time.ts";

const bucket = (year: number, count: number, mass: number): Bucket => ({
  start: `${year}-01-01`,
  end: `${year + 1}-01-01`,
  grain: "year",
  count,
  mass,
});
const lane = (value: string, ...buckets: Bucket[]): Lane => ({ value, label: value, total: 1, buckets });

test("a height leads to the row that is drawn there, with lanes and without", () => {
  const lanes = Array.from({ length: 12 }, (_, i) => lane(`lane ${i}`));
  for (const l of [layout([], "", 20, [], 300), layout(lanes, "outlet", 20, [], 300)]) {
    const rows = l.bands.reduce((n, b) => n + b.rows, 0);
    for (let row = 0; row < rows; row++) assert.equal(rowAt(l, yOf(l, row)), row);
    assert.ok(yOf(l, rows - 1) + 13 <= l.height - 24, "the last row lies above the axis");
    assert.equal(rowAt(l, l.height - 1), -1);
  }
  const many = layout(lanes, "outlet", 20, [], 300);
  assert.equal(many.bands.length, 8); // seven, and the rest
  assert.equal(many.bands.at(-1)?.label, "All others");
  assert.equal(rowAt(many, (many.bands[1]?.top ?? 0) - 10), -1, "the name of a lane is in no row");
});

test("there is no lane for what is in no other, if nothing is", () => {
  const l = layout([lane("Ada"), lane("Bo")], "speaker", 2, [], 300);
  assert.deepEqual(
    l.bands.map((b) => b.lane),
    ["Ada", "Bo"],
  );
});

test("the last lane has what is in no other", () => {
  const all = [bucket(1987, 10, 2.5), bucket(1988, 3, 0)];
  const l = layout(
    [lane("Ada", bucket(1987, 6, 1), bucket(1988, 0, 0)), lane("Bo", bucket(1987, 1, 1.5), bucket(1988, 3, 0))],
    "speaker",
    5,
    all,
    300,
  );
  const last = l.bands.at(-1);
  assert.deepEqual(
    last?.buckets.map((b) => [b.count, b.mass]),
    [
      [3, 0],
      [0, 0],
    ],
  );
  const band = bandAt(l, yOf(l, 3));
  assert.equal(band?.lane, "Bo");
  assert.equal(band && bucketAt(band, at(1988, 5))?.count, 3);
  assert.equal(last && bucketAt(last, at(1988, 5)), undefined, "an empty bucket is none");
});
