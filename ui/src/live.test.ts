import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, goesOn, passed, type Standing } from "./live.ts";

const clock = (at: string) => at.slice(11, 19);
const still: Standing = {
  running: false,
  scheduled: true,
  due: 0,
  leased: 0,
  pass: null,
  wait: null,
  next_visit: null,
  generation: 1,
};
const pass = { visited: 1200, new: 3, revised: 0, unchanged: 1195, listing: 1, failed: 1 };

test("what is counted is told with its number", () => {
  assert.equal(counted(1, "new entry", "new entries"), "1 new entry");
  assert.equal(counted(1234, "new entry", "new entries"), "1,234 new entries");
  assert.equal(counted(0, "visit", "visits"), "0 visits");
});

test("a pass says what its visits came to, and leaves out what there is not", () => {
  assert.equal(passed(pass), "1,200 visits: 3 new, 0 revised, 1,195 unchanged, 1 feed or listing, 1 failed");
  assert.equal(
    passed({ visited: 1, new: 1, revised: 0, unchanged: 0, listing: 0, failed: 0 }),
    "1 visit: 1 new, 0 revised, 0 unchanged",
  );
});

test("how the crawl stands says what it does, what is due and what it waits for", () => {
  const at = "2024-05-14T06:30:42Z";
  for (const [standing, want] of [
    [{}, "Nothing is planned."],
    [{ scheduled: false, due: 3 }, ""],
    [{ next_visit: at }, "The next visit is at 06:30:42."],
    [{ running: true }, "Pages are being visited now."],
    [
      { running: true, pass, due: 1, leased: 2 },
      `Pages are being visited now. ${passed(pass)}. 1 address is due, 2 being visited.`,
    ],
    [
      { due: 12, next_visit: at, wait: { host: "heron.example", until: at, reason: "pace" } },
      "12 addresses are due, 0 being visited. The next visit waits for heron.example until 06:30:42: it is asked at its own pace.",
    ],
    [
      { due: 1, wait: { host: "heron.example", until: at, reason: "held" } },
      "1 address is due, 0 being visited. The next visit waits for heron.example until 06:30:42: it is left alone for now.",
    ],
  ] as [Partial<Standing>, string][]) {
    assert.equal(goesOn({ ...still, ...standing }, clock), want);
  }
});
