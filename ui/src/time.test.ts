import assert from "node:assert/strict";
import { test } from "node:test";
import { address, at, DAY, edtf, floor, next, readEDTF, ticks } from "./time.ts";

test("units begin where calendars say, also far back", () => {
  const t = at(1987, 4, 13) + 15 * 3600; // a Wednesday
  for (const [unit, from, to] of [
    ["century", at(1900), at(2000)],
    ["decade", at(1980), at(1990)],
    ["year", at(1987), at(1988)],
    ["quarter", at(1987, 3), at(1987, 6)],
    ["month", at(1987, 4), at(1987, 5)],
    ["week", at(1987, 4, 11), at(1987, 4, 18)],
    ["day", at(1987, 4, 13), at(1987, 4, 14)],
    ["hour", t, t + 3600],
  ] as const) {
    assert.equal(floor(unit, t), from, unit);
    assert.equal(next(unit, from), to, unit);
  }
  assert.equal(floor("decade", at(87, 5)), at(80));
  assert.equal(new Date(at(87) * 1000).toISOString(), "0087-01-01T00:00:00.000Z");
});

test("a stretch is written as coarsely as it allows, and read back", () => {
  for (const [from, to, want] of [
    [at(1985), at(1992), "1985/1991"],
    [at(1987), at(1988), "1987"],
    [at(1987, 2), at(1987, 3), "1987-03"],
    [at(1987, 2), at(1987, 4, 1), "1987-03/1987-04"],
    [at(1987, 2, 12) + 60, at(1987, 2, 12) + 120, "1987-03-12"],
    [at(1987, 2, 12), at(1987, 2, 14), "1987-03-12/1987-03-13"],
  ] as const) {
    assert.equal(edtf(from, to), want);
    const [first, last = first] = want.split("/") as [string, string?];
    const [start, end] = readEDTF(first, last) ?? [0, 0];
    assert.ok(start <= from && to <= end && end - start < to - from + 2 * DAY, want);
  }
});

test("the address of a view reads back as that view", () => {
  for (const [from, to] of [
    [at(1985), at(1992)],
    [at(1987, 2, 12), at(1987, 2, 20)],
    [at(1987, 2, 12) + 3600, at(1987, 2, 12) + 7200],
  ] as const) {
    const [a, b] = address(from, to);
    assert.deepEqual(readEDTF(a, b), [from, to]);
  }
  for (const [a, b] of [
    ["1990", "1980"],
    ["soon", "1980"],
    [null, "1980"],
    ["1980", "<b>"],
  ] as const) {
    assert.equal(readEDTF(a, b), undefined);
  }
});

test("ticks stand at round places, and are no more than fit", () => {
  assert.deepEqual(
    ticks(at(1984), at(1999), 8).map((t) => t.label),
    ["1984", "1986", "1988", "1990", "1992", "1994", "1996", "1998"],
  );
  assert.deepEqual(
    ticks(at(1987), at(1988), 5).map((t) => t.label),
    ["1987", "Apr", "Jul", "Oct"],
  );
  assert.deepEqual(
    ticks(at(1987, 4, 13), at(1987, 4, 14), 5).map((t) => t.label),
    ["13 May", "06:00", "12:00", "18:00"],
  );
  for (const years of [1, 3, 10, 40, 150, 900, 9000]) {
    const n = ticks(at(500), at(500 + years), 8).length;
    assert.ok(n >= 1 && n <= 10, `${years} years: ${n} ticks`);
  }
});
