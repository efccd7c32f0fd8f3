// Opens every kind of page of a running Dateline in Chromium, at three widths, light and
// dark: nothing may be cut off or need sideways scrolling, axe must find no fault, and
// nothing may be fetched from elsewhere. Pages that have a script are opened without it as
// well, and must say the same.
//
//   node check.mjs http://127.0.0.1:8080 folder-for-screenshots
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [address, folder] = process.argv.slice(2);
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
mkdirSync(folder, { recursive: true });

const { entries } = await (await fetch(`${address}/api/v1/timeline?limit=1000`)).json();
const entry = entries[0];
if (!entry) throw new Error("the timeline is empty");

// found returns the first address that a page links to and that looks like wanted.
// The page says in its own links which speakers and changes there are.
async function found(paths, wanted) {
  for (const path of paths) {
    const page = await (await fetch(address + path)).text();
    const link = page.match(new RegExp(`href="(${wanted})"`));
    if (link) return link[1].replaceAll("&amp;", "&");
  }
  throw new Error(`no page leads to ${wanted}`);
}
const { hits } = await (await fetch(`${address}/api/v1/search?limit=1000`)).json();
const articles = hits.map((h) => `/a/${h.article.id}`);
const shared = entries.toSorted((a, b) => b.claim.origins - a.claim.origins)[0]; // most say the same
const differing = entries.find((e) => e.claim.conflict) ?? shared;

// A search that is saved, as by the form of a page.
const saved = await fetch(`${address}/saved`, {
  method: "POST", redirect: "manual", body: new URLSearchParams({ name: "Checked in a browser", query: "q=bridge" }),
});
if (saved.status !== 303 && saved.status !== 400) throw new Error(`saving a search is answered with ${saved.status}`);

// What is set right, as by the form of a page; it is taken back at the end. Nobody else makes
// these claims, so that nothing else changes by it.
async function sent(path, form) {
  const answer = await fetch(address + path, { method: "POST", redirect: "manual", body: new URLSearchParams({ by: "A browser", ...form }) });
  if (answer.status !== 303) throw new Error(`${path} is answered with ${answer.status}`);
}
const [mended, refused] = entries.filter((e) => e.claim.origins <= 1 && !e.claim.conflict && e.article.id !== entry.article.id);
await sent(`/c/${mended.claim.id}/correct`, { what: `date 1 ${mended.date.phrase.toLowerCase()}`, value: "1988-05", note: "to be looked at" });
await sent(`/c/${mended.claim.id}/correct`, { what: "speaker", value: "A Speaker" });
await sent(`/c/${refused.claim.id}/correct`, { what: "not-a-claim" });

const pages = {
  home: "/",
  search: "/search?q=bridge",
  "search-none": "/search?q=xyzzyplugh",
  "search-wrong": "/search?q=%22open&event=notadate",
  claims: "/claims?q=bridge",
  timeline: "/timeline",
  "timeline-query": "/timeline?q=bridge&event=1960..1999",
  "timeline-lanes": `/timeline?lanes=outlet&sel=${entry.claim.id}`,
  article: `/a/${entry.article.id}`,
  claim: `/c/${entry.claim.id}`,
  "claim-origins": `/c/${shared.claim.id}`,
  "claim-conflict": `/c/${differing.claim.id}`,
  "claim-corrected": `/c/${mended.claim.id}`,
  "claim-refused": `/c/${refused.claim.id}`,
  "article-corrected": `/a/${mended.article.id}`,
  correct: `/c/${shared.claim.id}/correct`,
  corrections: "/corrections",
  speaker: await found(["/timeline", ...articles], "/s/[^\"]+"),
  changes: await found(articles, "/a/[^\"/]+/changes\\?[^\"]+"),
  saved: "/saved",
  "saved-one": "/saved/checked-in-a-browser",
  outlets: "/outlets",
  help: "/help",
  docs: "/docs",
  missing: "/a/nothing",
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let checked = 0;
const faults = [];

// withoutScript opens a page with scripts turned off: its strip, its list and its form are there.
async function withoutScript(where, path, { colorScheme, width }) {
  const context = await browser.newContext({ colorScheme, javaScriptEnabled: false, viewport: { width, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(address + path);
  await tab.screenshot({ path: `${folder}/${where.replace(/\W+/g, "-")}-without-script.png`, fullPage: true });
  for (const wanted of [".overview svg .year", ".entries .entry", "#q"]) {
    if (!(await tab.locator(wanted).first().isVisible())) faults.push(`${where}, without its script: no ${wanted}`);
  }
  if ((await tab.locator(".canvas, .tools").count()) > 0) faults.push(`${where}, without its script: a canvas`);
  const { width: wide } = await tab.locator("main").boundingBox();
  if (wide > width) faults.push(`${where}, without its script: ${wide - width}px too wide`);
  await context.close();
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 768, 1440]) {
    // bypassCSP lets axe in; timeline.mjs holds the pages to their policy.
    const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
    const tab = await context.newPage();
    tab.on("request", (r) => {
      if (!r.url().startsWith(address) && !r.url().startsWith("data:")) faults.push(`asks for ${r.url()}`);
    });
    for (const [name, path] of Object.entries(pages)) {
      const where = `${name} at ${width}px, ${colorScheme}`;
      await tab.goto(address + path);
      const scripts = await tab.evaluate(() => document.scripts.length);
      const alive = (await tab.locator("section.overview[data-api]").count()) > 0;
      const live = (await tab.locator(".since").count()) > 0; // it tells what has happened since
      if (scripts !== 1 + alive + live) faults.push(`${where}: ${scripts} scripts`);
      if (alive) await tab.waitForSelector(".overview.alive .now:not(:empty)");
      if (path.includes("sel=")) await tab.waitForSelector(".told blockquote");
      await tab.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) faults.push(`${where}: ${overflow}px too wide`);
      if (alive && colorScheme === "light") await withoutScript(where, path, { colorScheme, width });
      checked++;
      if (width === 768) continue; // axe finds nothing there that it does not find narrower or wider
      await tab.evaluate(axe);
      const result = await tab.evaluate(() => globalThis.axe.run(document, {
        resultTypes: ["violations"], // of the rest no nodes are described, which took most of the time
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }));
      for (const v of result.violations) {
        faults.push(`${where}: ${v.id}: ${v.help} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)}`);
      }
    }
    await context.close();
  }
}
await browser.close();
const { corrections } = await (await fetch(`${address}/api/v1/corrections?by=A+browser`)).json();
for (const c of corrections.filter((c) => c.state !== "undone")) await sent(`/corrections/${c.id}/undo`, {});
for (const fault of faults) console.error(fault);
console.log(`${checked - new Set(faults.map((f) => f.split(":")[0])).size} passed, ${faults.length} failed`);
if (faults.length > 0) process.exit(1);
