// Lets Lighthouse judge the pages of a running demo as on a telephone with a slow line. Whether
// all can use them, what browsers advise, and that nothing jumps, must be as wanted. How soon
// pages are there is told, and fails nothing: it is the machine's other work as much as ours.
//
//   node lighthouse.mjs http://127.0.0.1:8080
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";

const [address] = process.argv.slice(2);
const WANTED = { accessibility: 1, "best-practices": 0.95 };
const SHIFT = 0.02; // of the page, at most
const TRIES = 3; // of a page that could not be measured

const { entries } = await (await fetch(`${address}/api/v1/timeline?limit=1`)).json();
const pages = {
  search: "/search?q=bridge",
  timeline: "/timeline",
  article: `/a/${entries[0].article.id}`,
  claim: `/c/${entries[0].claim.id}`,
};

const profile = mkdtempSync(join(tmpdir(), "lighthouse-"));
const chrome = spawn(process.env.CHROMIUM ?? "/usr/bin/chromium", ["--headless=new", "--no-sandbox", "--disable-gpu",
  "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"]);
const port = await new Promise((resolve, reject) => {
  let said = "";
  chrome.on("exit", () => reject(new Error(`the browser ended: ${said}`)));
  chrome.stderr.on("data", (data) => {
    said += data;
    const found = said.match(/127\.0\.0\.1:(\d+)\/devtools/);
    if (found) resolve(Number(found[1]));
  });
});

// judge returns what Lighthouse found of a page. On a busy machine it may miss what it wanted to
// measure, and then says so: that tells nothing of the page, and is measured again.
async function judge(name, path) {
  for (let left = TRIES; ; left--) {
    const { lhr } = await lighthouse(address + path, { port, output: "json", logLevel: "error", onlyCategories: ["performance", ...Object.keys(WANTED)] });
    const unmeasured = Object.values(lhr.audits).filter((audit) => audit.scoreDisplayMode === "error");
    if (unmeasured.length === 0) return lhr;
    console.error(`${name} was not measured: ${unmeasured.map((audit) => `${audit.id} (${audit.errorMessage})`).join(", ")}`);
    if (left === 1) return lhr;
  }
}

let failed = 0;
for (const [name, path] of Object.entries(pages)) {
  const { categories, audits } = await judge(name, path);
  const scores = Object.values(categories).map((c) => `${c.title} ${Math.round(c.score * 100)}`);
  const times = ["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map((audit) => `${audits[audit].title} ${audits[audit].displayValue}`);
  console.log(`${name}: ${[...scores, ...times].join(", ")}`);
  const missed = Object.entries(WANTED).filter(([category, least]) => !(categories[category].score >= least)).map(([category]) => category);
  if (!(audits["cumulative-layout-shift"].numericValue <= SHIFT)) missed.push("cumulative-layout-shift");
  if (missed.length === 0) continue;
  failed++;
  console.error(`${name} falls short: ${missed.join(", ")}`);
}
chrome.removeAllListeners("exit");
chrome.kill();
await new Promise((resolve) => chrome.on("exit", resolve));
rmSync(profile, { recursive: true, force: true });
if (failed > 0) process.exit(1);
