import assert from "node:assert/strict";
import { test } from "node:test";
import type { Mark } from "./answer.ts";
import { place } from "./place.ts";
import { at } from "./time.ts";
import { bucketWords, count, dateWords, markWords, viewWords } from "./words.ts";

const told = (start: string | null, end: string | null, grain: string, more: Partial<Mark> = {}) =>
  place({
    start,
    end,
    grain,
    approx: false,
    lasts: false,
    claim: "c1",
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

test("numbers are told in groups of three digits, and to one place", () => {
  for (const [n, want] of [
    [1, "1 mark"],
    [0.26, "0.3 marks"],
    [999, "999 marks"],
    [2048, "2,048 marks"],
    [1234567.04, "1,234,567 marks"],
    [2000.5, "2,000.5 marks"],
  ] as const) {
    assert.equal(count(n, "mark"), want);
  }
});

test("a date is told as finely as it is known, and no finer", () => {
  for (const [start, end, grain, want] of [
    ["1987-05-12", "1987-05-13", "day", "12 May 1987"],
    ["2019-05-12T14:05:00Z", "2019-05-12T14:06:00Z", "minute", "12 May 2019, 14:05"],
    ["1987-05-01", "1987-06-01", "month", "May 1987"],
    ["1987-03-01", "1987-06-01", "season", "March 1987 to May 1987"],
    ["1987-01-01", "1988-01-01", "year", "sometime in 1987"],
    ["1987-01-01", "1990-01-01", "decade", "1987–1989"],
    ["1980-01-01", "1990-01-01", "decade", "1980s"],
    [null, "1988-01-01", "year", "up to 1987"],
    ["1987-05-12", null, "day", "from 12 May 1987 on"],
  ] as const) {
    assert.equal(dateWords(told(start, end, grain)), want);
  }
  assert.equal(dateWords(told("1993-01-01", "1998-01-01", "year", { lasts: true })), "from 1993 to 1997");
  assert.equal(dateWords(told("1986-01-01", "1989-01-01", "year", { approx: true })), "about 1986–1988");
});

test("a mark says who, and how sure that is", () => {
  const words = (more: Partial<Mark>) =>
    markWords(told("1987-01-01", "1988-01-01", "year", more)).replace("sometime in 1987, ", "");
  assert.equal(words({}), "Ada Quill");
  assert.equal(words({ confidence: 0.7 }), "probably Ada Quill");
  assert.equal(words({ confidence: 0.5 }), "speaker unclear");
  assert.equal(words({ speaker: "" }), "speaker unclear");
  assert.equal(words({ kind: "author", confidence: 0.5 }), "the author, Ada Quill");
  assert.equal(
    words({ article_kind: "opinion", origins: 2, conflict: true }),
    "Ada Quill, in an opinion article, 2 origins, dates differ",
  );
});

test("buckets and views are told in words", () => {
  assert.equal(
    bucketWords({ start: "1987-01-01", end: "1988-01-01", grain: "year", count: 1200, mass: 0.25 }),
    "1987: 1,200 entries known this finely, about 0.3 entries of those known less finely",
  );
  assert.equal(viewWords({ from: at(1949) - 86400 * 40, to: at(2037) }), "1948–2036");
  assert.equal(viewWords({ from: at(1987, 2), to: at(1987, 3) }), "March 1987");
  assert.equal(viewWords({ from: at(1987), to: at(1988) }), "1987");
});
