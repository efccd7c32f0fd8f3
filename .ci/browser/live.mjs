// Tells pages of a running Dateline what has happened since they were made, and sees what
// they do of it: they say so below what stands there, which stays as it is, and hear nothing
// where that is switched off, while they are hidden, or without EventSource.
//
//   node live.mjs http://127.0.0.1:8080
import { chromium } from "playwright-core";

const [address] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const faults = [];
let checked = 0;

function expect(what, got, want) {
  checked++;
  if (JSON.stringify(got) !== JSON.stringify(want)) faults.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

const pass = { started: "2024-05-14T06:30:00Z", ended: "2024-05-14T06:31:00Z", visited: 3, new: 2, revised: 0, unchanged: 0, listing: 1, other: 0, disallowed: 0, failed: 0 };
const standing = { running: true, scheduled: true, due: 4, leased: 1, pass, wait: null, next_visit: null, generation: 1e9 };
const event = (name, data) => `event:${name}\ndata:${JSON.stringify(data)}\n\n`;
const hostile = "<img src=x onerror=document.title='run'>";

// open returns a page that hears these events, and how often it has begun to listen. What it
// asks the API for finds as many more as that.
async function open(path, events, { more = 12, prepare = () => {} } = {}) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const heard = { times: 0, asked: 0 };
  await tab.route("**/api/v1/crawl/events", (route) => {
    heard.times++;
    return route.fulfill({ contentType: "text/event-stream", body: `retry: 3600000\n\n${events}` });
  });
  const counts = ({ pathname, searchParams: p }) => pathname.startsWith("/api/v1/") && p.get("limit") === "1" && !p.has("marks");
  await tab.route(counts, async (route) => {
    heard.asked++;
    try {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, total: answer.total + more, generation: 1e9 } });
    } catch {
      // the page that asked has gone
    }
  });
  tab.on("pageerror", (e) => faults.push(`${path}: ${e}`));
  await tab.addInitScript(prepare);
  await tab.goto(address + path);
  return { tab, heard };
}

// places returns where all that a reader looks at stands, and what it says.
const places = (tab) => tab.evaluate(() => [...document.querySelectorAll("#main h1, #main h2, .hit, .claims > ol > li, .entry")].map((e) => [e.textContent, Math.round(e.getBoundingClientRect().top)]));

for (const [path, words] of [["/search?q=bridge", "12 new articles"], ["/claims?q=bridge", "12 new claims"], ["/timeline?q=bridge", "12 new entries"]]) {
  const { tab, heard } = await open(path, event("progress", standing));
  const note = tab.locator(".since");
  const before = await places(tab);
  await note.locator("a").waitFor();
  expect(`${path} says`, await note.textContent(), `${words} since you looked. Load the page again`);
  expect(`${path} stays as it is`, await places(tab), before);
  expect(`${path} asks`, heard, { times: 1, asked: 1 });
  await Promise.all([tab.waitForEvent("load"), note.locator("a").click()]);
  expect(`${path} is loaded again`, tab.url(), address + path);
  await tab.context().close();
}

{
  const { tab } = await open("/search?q=bridge", event("progress", standing), { more: 0 });
  await tab.waitForTimeout(500);
  expect("where nothing is new, a page says", await tab.locator(".since").textContent(), "");
  await tab.context().close();
}

{
  const told = [["item", { url: `https://a.example/${hostile}`, outlet: hostile, result: "failed", says: hostile }], ["progress", standing], ["done", pass]];
  const { tab } = await open("/outlets", told.map(([name, data]) => event(name, data)).join(""));
  await tab.locator(".since a").waitFor();
  expect("the crawl", await tab.locator(".state").textContent(), "Pages are being visited now. 3 visits: 2 new, 0 revised, 0 unchanged, 1 feed or listing. 4 addresses are due, 1 being visited.");
  expect("a visit", (await tab.locator(".visits li").textContent()).startsWith(`failed ${hostile}`), true);
  expect("its words are run", (await tab.title()) === "run" || (await tab.locator(".visits img").count()) > 0, false);
  await tab.context().close();
}

{
  const { tab, heard } = await open("/search?q=bridge", event("progress", standing));
  await tab.getByRole("button", { name: "Live: on" }).click();
  await tab.goto(`${address}/claims?q=bridge`);
  expect("switched off, it stays so", await tab.getByRole("button", { name: "Live: off" }).count(), 1);
  expect("switched off, it listens", heard.times, 1);
  await tab.getByRole("button", { name: "Live: off" }).click();
  await tab.locator(".since a").waitFor();
  expect("switched on, it listens", heard.times, 2);
  await tab.context().close();
}

{
  const hide = () => Object.defineProperty(document, "hidden", { get: () => window.unseen ?? true });
  const { tab, heard } = await open("/search?q=bridge", event("progress", standing), { prepare: hide });
  await tab.waitForTimeout(300);
  expect("hidden, it listens", heard.times, 0);
  await tab.evaluate(() => {
    window.unseen = false;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await tab.locator(".since a").waitFor();
  expect("seen, it listens", heard.times, 1);
  await tab.context().close();
}

{
  const { tab, heard } = await open("/search?q=bridge", "", { prepare: () => delete window.EventSource });
  expect("without EventSource", [await tab.locator(".since").textContent(), await tab.getByRole("button", { name: /Live/ }).count(), heard.times], ["", 0, 0]);
  await tab.context().close();
}

{ // what the server itself tells
  const tab = await browser.newPage();
  const first = await tab.goto(`${address}/help`).then(() => tab.evaluate(() => new Promise((told) => {
    const source = new EventSource("/api/v1/crawl/events");
    source.addEventListener("progress", (e) => { source.close(); told(Object.keys(JSON.parse(e.data))); });
  })));
  expect("the server tells", first, Object.keys(standing));
}

await browser.close();
console.log(`${checked} things checked that pages do of what they hear`);
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
