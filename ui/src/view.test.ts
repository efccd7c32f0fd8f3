import assert from "node:assert/strict";
import { test } from "node:test";
import { question, readEvent } from "./ask.ts";
import { at } from "./time.ts";
import { bounded, coarser, finer, moved, unitAt, unitOf, width, zoomed } from "./view.ts";

const decade = { from: at(1980), to: at(1990) };

test("zooming keeps the moment under the pointer, and ends at an hour and at all time", () => {
  const around = at(1987);
  const near = zoomed(decade, 0.5, around);
  const share = (v: typeof decade) => (around - v.from) / width(v);
  assert.ok(Math.abs(share(near) - share(decade)) < 1e-9);
  assert.equal(width(zoomed(decade, 1e-12, around)), 3600);
  const all = zoomed(decade, 1e12, around);
  assert.deepEqual(all, { from: at(0), to: at(10000) });
  assert.deepEqual(moved(all, 1e12), all);
  assert.deepEqual(bounded(decade), decade);
});

test("views snap to units", () => {
  assert.deepEqual(unitAt("decade", at(1987, 4)), decade);
  assert.equal(unitOf(decade), "decade");
  assert.equal(unitOf(moved(decade, 86400)), undefined);
  assert.equal(finer(decade), "year");
  assert.equal(coarser(decade), "century");
  assert.equal(finer(unitAt("year", at(1987))), "quarter");
  assert.equal(finer({ from: 0, to: 3600 }), undefined);
});

test("the question is the page's own, of a stretch of time", () => {
  const api = new URL("http://h/api/v1/timeline?event=1960%2F1999&facets=none&limit=1&q=bridge");
  assert.deepEqual(readEvent(api), { from: at(1960), to: at(2000) });
  assert.deepEqual(readEvent(new URL("http://h/?event=..%2F1999")), { from: -Infinity, to: at(2000) });
  assert.equal(readEvent(new URL("http://h/?q=x")), undefined);
  const asked = question(api, decade, "").searchParams;
  assert.deepEqual(
    [asked.get("event"), asked.get("q"), asked.get("marks"), asked.get("buckets")],
    ["1980/1989", "bridge", "2000", "600"],
  );
  assert.equal(question(api, undefined, "speaker").searchParams.get("event"), "1960/1999");
  assert.deepEqual([asked.get("lanes"), question(api, decade, "outlet").searchParams.get("lanes")], [null, "outlet"]);
});
