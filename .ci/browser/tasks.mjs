// Does what a journalist comes for, from the home page of a running demo: by mouse, by keyboard
// alone and, where nothing but reading is needed, with scripts turned off. Each task says in how
// many steps it was done: a step is a link followed, a form sent, or a word typed.
//
//   node tasks.mjs http://127.0.0.1:8080
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [address] = process.argv.slice(2);
const MOST = 6; // steps that a task may take

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// A Hand acts on a page in one way, and counts its steps.
class Hand {
  steps = 0;
  constructor(tab, byKeyboard) {
    this.tab = tab;
    this.byKeyboard = byKeyboard;
  }

  // reach moves the focus to an element as somebody does who has only a keyboard.
  async reach(target) {
    await target.waitFor();
    const at = await target.elementHandle();
    for (let i = 0; i < 600; i++) {
      if (await at.evaluate((el) => document.activeElement === el)) return;
      await this.tab.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${target}`);
  }

  // write fills in a form and sends it.
  async write(target, words) {
    if (this.byKeyboard) {
      await this.reach(target);
      await this.tab.keyboard.type(words);
    } else {
      await target.fill(words);
    }
    await this.leave(() => (this.byKeyboard ? this.tab.keyboard.press("Enter") : target.press("Enter")));
  }

  // follow goes where a link leads.
  async follow(target) {
    await target.first().waitFor();
    await this.leave(() => this.press(target));
  }

  // leave does what leads to another page, and waits for that.
  async leave(act) {
    this.steps++;
    const before = this.tab.url();
    await act();
    await this.tab.waitForURL((url) => url.href !== before);
  }

  async press(target) {
    if (!this.byKeyboard) return target.first().click();
    await this.reach(target.first());
    await this.tab.keyboard.press("Enter");
  }
}

const named = (tab, role, name) => tab.getByRole(role, { name });

// whoFirst: who gave the year of a death first, and from whom the others have it?
async function whoFirst(hand) {
  const { tab } = hand;
  await hand.write(tab.getByLabel("Words"), "Stroud died");
  await hand.follow(tab.locator(".views a", { hasText: "Claims" }));
  await hand.follow(tab.locator(".hit .statement a", { hasText: "Edwin Stroud died in 2005" }));
  const same = await tab.locator("#articles").textContent().catch(() => "");
  const way = await tab.locator("section", { has: tab.locator("#way") }).textContent();
  assert.match(same + way, /earliest page held/, "the claim says which page held is the earliest");
  assert.match(await tab.locator(".same .counts").textContent(), /\d+ articles? · \d+ outlets? · \d+ origins?/);
}

// whoDiffers: which outlets give another date for the same thing?
async function whoDiffers(hand) {
  const { tab } = hand;
  await hand.write(tab.getByLabel("Words"), "Stroud");
  await hand.follow(tab.locator(".views a", { hasText: "Timeline" }));
  await hand.follow(tab.locator(".facets a", { hasText: /^differ$/ }));
  await hand.follow(tab.locator(".entry a.differ"));
  const dates = await tab.locator(".says .said .date").allTextContents();
  assert.deepEqual(dates.map((d) => d.match(/\d{4}/)[0]).sort(), ["2004", "2005"]);
  const says = await tab.locator(".says").textContent();
  for (const outlet of ["The Weir", "Valley Commerce", "The Tamber Courier"]) assert.ok(says.includes(outlet), `${outlet} is named beside its date`);
}

// whatChanged: what did an outlet change in an article after it was published?
async function whatChanged(hand) {
  const { tab } = hand;
  await hand.write(tab.getByLabel("Words"), "changed:7d");
  await hand.follow(tab.locator(".hit h3 a"));
  await hand.follow(named(tab, "link", /What changed/i));
  const heads = await tab.locator("h2").allTextContents();
  assert.match(heads[0], /claim/i, `what became of the claims comes first, not “${heads[0]}”`);
  assert.ok((await tab.locator("ins").count()) + (await tab.locator("del").count()) > 0, "what was written and struck out is marked");
}

// toLayout: a timeline of a dozen entries for a layout, with its sources for citing.
async function toLayout(hand) {
  const { tab } = hand;
  await hand.write(tab.getByLabel("Words"), "Stroud");
  await hand.follow(tab.locator(".views a", { hasText: "Timeline" }));
  const total = Number((await tab.locator("#found").textContent()).match(/[\d,]+/)[0].replace(",", ""));
  assert.ok(total >= 12, `${total} entries are enough for a timeline`);
  const fetched = async (name) => {
    hand.steps++;
    const coming = tab.waitForEvent("download");
    await hand.press(named(tab, "link", name));
    return readFileSync(await (await coming).path(), "utf8");
  };
  const drawn = JSON.parse(await fetched("TimelineJS"));
  assert.equal(drawn.events.length, total, "the file holds what the page counts");
  const cited = await fetched("BibTeX");
  assert.match(cited, /^@\w+\{/m);
  for (const wanted of ["title", "url", "note"]) assert.match(cited, new RegExp(`^\\s*${wanted}\\s*=`, "m"), `a source has a ${wanted}`);
}

// keys: single keys lead along a list and to other pages, a sheet tells them, and they can be
// switched off for good.
async function keys() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
  const tab = await context.newPage();
  tab.on("pageerror", (e) => { throw e; });
  const press = (...all) => all.reduce((done, key) => done.then(() => tab.keyboard.press(key)), Promise.resolve());
  const inList = () => tab.evaluate(() => [...document.querySelectorAll(".hit")].indexOf(document.activeElement.closest(".hit")));
  await tab.goto(`${address}/claims?q=bridge`);
  await press("j", "j", "k", "j");
  assert.equal(await inList(), 1, "j and k go along the list");
  await press("c");
  await tab.locator(".aloud", { hasText: "The citation is copied." }).waitFor();
  const copied = await tab.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^“.+”, .+\. http/, "what is copied says what, who and where");
  await press("/");
  await tab.keyboard.type("jgs?");
  assert.equal(await tab.locator("#q").inputValue(), "jgs?", "where somebody writes keys are letters");
  await tab.locator("h1").click();
  await press("?");
  await tab.getByRole("dialog").waitFor();
  await tab.keyboard.press("Escape");
  await press("g", "t");
  await tab.waitForURL(/\/timeline$/);
  await tab.getByRole("button", { name: "Keys" }).click();
  await tab.getByLabel("Single keys do this").uncheck();
  await tab.getByRole("button", { name: "Close" }).click();
  await tab.goto(`${address}/help`);
  await press("g", "s");
  await tab.waitForTimeout(300);
  assert.equal(new URL(tab.url()).pathname, "/help", "keys that are switched off do nothing, on the next page either");
  await context.close();
}

const ways = [
  { way: "by mouse", tasks: [whoFirst, whoDiffers, whatChanged, toLayout] },
  { way: "by keyboard", byKeyboard: true, tasks: [whoFirst, whoDiffers, whatChanged, toLayout] },
  { way: "without scripts", javaScriptEnabled: false, tasks: [whoFirst, whoDiffers, whatChanged] },
];
let failed = 0;
for (const { way, byKeyboard, tasks, ...options } of ways) {
  for (const task of tasks) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
    const tab = await context.newPage();
    tab.setDefaultTimeout(15_000);
    try {
      await tab.goto(address);
      const hand = new Hand(tab, byKeyboard);
      await task(hand);
      assert.ok(hand.steps <= MOST, `it takes ${hand.steps} steps, want at most ${MOST}`);
      console.log(`${task.name}, ${way}: done in ${hand.steps} steps`);
    } catch (e) {
      failed++;
      console.error(`${task.name}, ${way}, at ${tab.url()}: ${e.stack}`);
    }
    await context.close();
  }
}
try {
  await keys();
  console.log("keys: passed");
} catch (e) {
  failed++;
  console.error(`keys: ${e.stack}`);
}
await browser.close();
if (failed > 0) process.exit(1);
