import assert from "node:assert/strict";
import { test } from "node:test";
import { brushed, gripAt } from "./brush.ts";
import { at } from "./time.ts";

test("a frame is held at its ends, in its middle, or not at all", () => {
  for (const [x, want] of [
    [80, "new"],
    [93, "from"],
    [100, "from"],
    [107, "from"],
    [150, "whole"],
    [194, "to"],
    [207, "to"],
    [209, "new"],
  ] as const) {
    assert.equal(gripAt(x, 100, 200, 8), want, `at ${x}`);
  }
  // What is four pixels wide can still be moved.
  assert.deepEqual(
    [95, 102, 108].map((x) => gripAt(x, 100, 104, 8)),
    ["from", "whole", "to"],
  );
});

test("a pull moves the frame, an end of it, or draws another", () => {
  const view = { from: at(1980), to: at(1990) };
  assert.deepEqual(brushed("whole", view, at(1985), at(1985) + 86400), {
    from: at(1980) + 86400,
    to: at(1990) + 86400,
  });
  assert.deepEqual(brushed("from", view, at(1980), at(1984)), { from: at(1984), to: at(1990) });
  assert.deepEqual(brushed("to", view, at(1990), at(1999)), { from: at(1980), to: at(1999) });
  // Pulled over the other end, the frame is turned around; drawn from right to left, it is the same.
  assert.deepEqual(brushed("from", view, at(1980), at(1995)), { from: at(1990), to: at(1995) });
  assert.deepEqual(brushed("new", view, at(2005), at(2001)), { from: at(2001), to: at(2005) });
  // None is shorter than can be drawn.
  assert.equal(brushed("to", view, at(1990), at(1980)).to - brushed("to", view, at(1990), at(1980)).from, 3600);
});
