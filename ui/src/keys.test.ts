import assert from "node:assert/strict";
import { test } from "node:test";
import { citation } from "./keys.ts";

// page stands for one of which these selectors find these words.
function page(words: Record<string, string>, href?: string): ParentNode {
  return {
    querySelector: (selector: string) => {
      if (selector.startsWith("a[")) return href ? { href } : null;
      const found = Object.entries(words).find(([one]) => selector.split(", ").includes(one));
      return found ? { textContent: found[1] } : null;
    },
  } as unknown as ParentNode;
}

test("a citation says what, who, when and where, and leaves out what is not known", () => {
  const all = page(
    {
      ".statement": " It broke\n in 1987 ",
      ".who": "Ada Quill, quoted in The Ferry Post",
      ".meta time": "24 February 2025",
    },
    "https://ferry.example/crack",
  );
  assert.equal(
    citation(all),
    "“It broke in 1987”, Ada Quill, quoted in The Ferry Post, 24 February 2025. https://ferry.example/crack",
  );
  assert.equal(citation(page({ h1: "Outlets" })), "“Outlets”.");
});
