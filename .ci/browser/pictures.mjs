// Compares how the pages of a running demo look with the pictures that are kept: each kind of
// page, wide and light or narrow and dark, and every mark that the timeline draws.
//
//   node pictures.mjs http://127.0.0.1:8080 pictures folder-for-what-differs
//   node pictures.mjs http://127.0.0.1:8080 pictures --take     takes them anew: look at them
//
// Pages are pictured small, with fonts of their own, and with one word for all that
// counts from now. Up to DIFFERENT of a picture's points may differ clearly, for browsers draw
// letters and edges a little otherwise from release to release; of the drawn marks, which
// are few points on an empty ground, up to MARKS_DIFFERENT.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import pixelmatch from "pixelmatch";
import { chromium } from "playwright-core";
import { PNG } from "pngjs";

const [address, kept, folder] = process.argv.slice(2);
const take = folder === "--take";
const DIFFERENT = 0.01;
const MARKS_DIFFERENT = 0.0005;
mkdirSync(take ? kept : folder, { recursive: true });

const ask = async (path) => (await fetch(`${address}/api/v1/${path}`)).json();
const { claims } = await ask("claims?conflict=yes&order=oldest&limit=1");
const { entries } = await ask("timeline?limit=1");
const { hits } = await ask("search?order=oldest&limit=100");
const revised = hits.find((h) => h.article.revision > 1)?.article ?? hits[0].article;

const pages = {
  home: "/",
  search: "/search?q=bridge",
  claims: "/claims?q=bridge",
  timeline: "/timeline",
  lanes: "/timeline?lanes=outlet",
  article: `/a/${revised.id}`,
  changes: `/a/${revised.id}/changes`,
  claim: `/c/${entries[0].claim.id}`,
  conflict: `/c/${claims[0].id}#conflicts`,
  outlets: "/outlets",
  help: "/help#drawn",
};
const looks = [
  { look: "wide", viewport: { width: 1440, height: 900 }, deviceScaleFactor: 0.25, colorScheme: "light" },
  { look: "narrow", viewport: { width: 320, height: 900 }, deviceScaleFactor: 0.5, colorScheme: "dark" },
];

// Every shape that a mark can have, by itself and with what can be added to it.
const day = (year, month = 0, date = 1) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
const shape = (start, end, grain, more = {}) => ({
  start, end, grain, approx: false, lasts: false, claim: `c${start}${end}${JSON.stringify(more)}`, kind: "direct", origins: 1,
  conflict: false, cluster: "", speaker: "Ada Quill", confidence: 0.9, article_kind: "news", lane: "", ...more,
});
const shapes = [
  ...[{}, { origins: 3 }, { origins: 9 }, { article_kind: "opinion" }, { conflict: true, cluster: "k1" }].flatMap((more, i) => [
    shape(day(1990, i * 2), day(1990, i * 2, 2), "day", more),
    shape(day(1991, i * 2), day(1991, i * 2 + 1), "month", more),
    shape(day(1993 + i), day(1994 + i), "year", more),
    shape(day(1999), day(2002 + i), "decade", more),
    shape(day(2005 + i), day(2006 + i), "year", { approx: true, ...more }),
    shape(day(2012), day(2014 + i), "year", { lasts: true, ...more }),
  ]),
  shape(null, day(2019), "year"),
  shape(day(2020), null, "year", { article_kind: "opinion" }),
];
const columns = Array.from({ length: 36 }, (_, i) => ({ start: day(1986 + i), end: day(1987 + i), grain: "year", count: (i * 7) % 40, mass: ((i * 3) % 11) * 2 }));
const answers = {
  marks: { total: shapes.length, unit: "year", marks: shapes, unmarked: false, buckets: columns, lanes: [] },
  columns: { total: 5000, unit: "year", marks: [], unmarked: true, buckets: columns, lanes: [] },
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--font-render-hinting=none"] });
let taken = 0;
const faults = [];

// open returns a page whose fonts are those of these pictures and in which nothing counts from now.
async function open(path, options, prepare = async () => {}) {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce", ...options });
  const tab = await context.newPage();
  await prepare(tab);
  await tab.goto(address + path, { waitUntil: "networkidle" });
  await tab.addStyleTag({ content: ':root { --serif: "DejaVu Serif"; --sans: "DejaVu Sans"; --mono: "DejaVu Sans Mono" } * { caret-color: transparent !important }' });
  await tab.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      walk.currentNode.data = walk.currentNode.data
        .replace(/\b(just now|in a moment|(in )?\d+ (second|minute|hour|day)s?( ago)?)\b/g, "one day")
        .replace(/127\.0\.0\.1:\d+/g, "here");
    }
  });
  await tab.evaluate(() => document.fonts.ready);
  await tab.waitForTimeout(400); // the canvas follows its new size
  return tab;
}

// compare holds a picture against the one that is kept, or keeps it.
function compare(name, bytes, most = DIFFERENT) {
  taken++;
  const file = `${kept}/${name}.png`;
  if (take) return writeFileSync(file, bytes);
  const now = PNG.sync.read(bytes);
  let before;
  try {
    before = PNG.sync.read(readFileSync(file));
  } catch (e) {
    faults.push(`${name}: there is no picture to compare with: ${e.message}`);
    return;
  }
  let differ = 1;
  if (now.width === before.width && now.height === before.height) {
    const marked = new PNG({ width: now.width, height: now.height });
    differ = pixelmatch(before.data, now.data, marked.data, now.width, now.height, { threshold: 0.2 }) / (now.width * now.height);
    if (differ > most) writeFileSync(`${folder}/${name}-differs.png`, PNG.sync.write(marked));
  }
  if (differ <= most) return;
  writeFileSync(`${folder}/${name}-now.png`, bytes);
  faults.push(`${name}: ${(differ * 100).toFixed(2)} % of its points differ: see ${folder}/${name}-now.png; if that is how it shall look, take the pictures anew`);
}

for (const { look, ...options } of looks) {
  for (const [name, path] of Object.entries(pages)) {
    const tab = await open(path, options);
    compare(`${name}-${look}`, await tab.screenshot());
    await tab.context().close();
  }
}
for (const colorScheme of ["light", "dark"]) {
  for (const [name, json] of Object.entries(answers)) {
    const tab = await open("/timeline?event=1985..2025", { colorScheme, viewport: { width: 1000, height: 900 } }, (tab) => tab.route("**/api/v1/timeline?*", (route) => route.fulfill({ json })));
    compare(`${name}-${colorScheme}`, await tab.locator(".canvas").screenshot(), MARKS_DIFFERENT);
    await tab.context().close();
  }
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(take ? `${taken} pictures taken` : `${taken} pictures compared: ${faults.length === 0 ? "all as they were" : `${faults.length} differ`}`);
if (faults.length > 0) process.exit(1);
