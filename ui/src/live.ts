// What has happened since a page was made: how the crawl goes on, and how much more a query
// finds now. It is told below what stands there, which stays as it is until its reader loads
// it again. Nothing is heard while the page is hidden, or where this is switched off.

import { element } from "./element.ts";

const EVENTS = "/api/v1/crawl/events";
const STORE = "live"; // holds "off" where it is switched off
const PAUSE = 10_000; // milliseconds between two questions for how much a query finds
const LATER = 60_000; // until it is tried again, where the server lets nobody more listen
const SHOWN = 20; // visits

export interface Summary {
  visited: number;
  new: number;
  revised: number;
  unchanged: number;
  listing: number;
  failed: number;
}

export interface Standing {
  running: boolean;
  scheduled: boolean;
  due: number;
  leased: number;
  pass: Summary | null;
  wait: { host: string; until: string; reason: string } | null;
  next_visit: string | null;
  generation: number;
}

interface Visited {
  url: string;
  outlet: string;
  result: string;
  says: string;
}

const figures = new Intl.NumberFormat("en");

// counted returns a number with what it counts.
export const counted = (n: number, one: string, many: string): string => `${figures.format(n)} ${n === 1 ? one : many}`;

// passed says what visits came to.
export function passed(s: Summary): string {
  const parts = [
    `${figures.format(s.new)} new`,
    `${figures.format(s.revised)} revised`,
    `${figures.format(s.unchanged)} unchanged`,
  ];
  if (s.listing) parts.push(counted(s.listing, "feed or listing", "feeds and listings"));
  if (s.failed) parts.push(`${figures.format(s.failed)} failed`);
  return `${counted(s.visited, "visit", "visits")}: ${parts.join(", ")}`;
}

// goesOn says how the crawl stands; clock says a time of day. Of a server that makes no
// visits there is nothing to say.
export function goesOn(s: Standing, clock: (at: string) => string): string {
  if (!s.running && !s.scheduled) return "";
  const parts: string[] = [];
  if (s.running) parts.push(`Pages are being visited now.${s.pass ? ` ${passed(s.pass)}.` : ""}`);
  else if (s.due === 0)
    parts.push(s.next_visit ? `The next visit is at ${clock(s.next_visit)}.` : "Nothing is planned.");
  if (s.due || s.leased)
    parts.push(`${counted(s.due, "address is due", "addresses are due")}, ${figures.format(s.leased)} being visited.`);
  if (s.wait) {
    const why = s.wait.reason === "held" ? "it is left alone for now" : "it is asked at its own pace";
    parts.push(`The next visit waits for ${s.wait.host} until ${clock(s.wait.until)}: ${why}.`);
  }
  return parts.join(" ");
}

const clock = (at: string) => new Date(at).toLocaleTimeString("en-GB");

class Live {
  private on = true;
  private source: EventSource | undefined;
  private readonly state = document.querySelector(".state");
  private readonly visits = element("ol", "", { class: "visits", reversed: "" });
  private readonly turner = element("button", "", { type: "button", class: "plain-button" });
  private asked = 0; // when the total was asked for last
  private asking = 0; // a timer, while that waits
  private later = 0; // a timer, while the line is to be tried again
  private known: number; // generation of the answers that the page tells of

  constructor(private readonly note: HTMLElement) {
    this.known = Number(note.dataset.generation);
    try {
      this.on = localStorage.getItem(STORE) !== "off";
    } catch {
      // what may not be remembered is as it is at first
    }
    this.turner.addEventListener("click", () => this.turn());
    document.querySelector(".foot .bar")?.append(this.turner);
    if (this.state) this.build(this.state);
    document.addEventListener("visibilitychange", () => this.hear());
    this.hear();
  }

  private build(below: Element): void {
    const details = element("details");
    details.append(element("summary", "Visits as they are made"), this.visits);
    below.parentElement?.append(details);
  }

  private turn(): void {
    this.on = !this.on;
    try {
      localStorage.setItem(STORE, this.on ? "on" : "off");
    } catch {
      // it holds for this page
    }
    this.hear();
  }

  // hear listens if it should, and else does not.
  private hear(): void {
    this.turner.textContent = this.on ? "Live: on" : "Live: off";
    clearTimeout(this.later);
    const should = this.on && !document.hidden;
    if (should === Boolean(this.source)) return;
    if (!should) {
      this.source?.close();
      this.source = undefined;
      clearTimeout(this.asking);
      this.asking = 0;
      return;
    }
    const source = new EventSource(EVENTS);
    this.source = source;
    const on = <T>(name: string, told: (data: T) => void) =>
      source.addEventListener(name, (e) => told(JSON.parse((e as MessageEvent<string>).data) as T));
    on<Standing>("progress", (s) => this.stands(s));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      this.source = undefined;
      this.later = window.setTimeout(() => this.hear(), LATER);
    });
    if (!this.state) return;
    on<Visited>("item", (v) => this.visited(v));
    on<{ says: string }>("warn", (w) => this.say(`Something is wrong: ${w.says}.`));
    on<Summary>("done", (s) => this.say(`The visits that were due are made. ${passed(s)}.`));
  }

  private stands(s: Standing): void {
    if (this.state) this.state.textContent = goesOn(s, clock) || this.state.textContent;
    else if (s.generation > this.known && !this.asking) {
      this.asking = window.setTimeout(() => this.count(), Math.max(0, this.asked + PAUSE - Date.now()));
    }
  }

  // count asks how many the query of the page finds now, and tells of those that are new.
  private async count(): Promise<void> {
    const { api = "", total = "", single = "", plural = "" } = this.note.dataset;
    this.asked = Date.now();
    try {
      const response = await fetch(api, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const now = (await response.json()) as { total: number; generation: number };
      this.known = now.generation;
      const more = now.total - Number(total);
      if (more > 0) this.say(`${counted(more, `new ${single}`, `new ${plural}`)} since you looked.`);
    } catch {
      // it is asked again when more has come
    } finally {
      this.asking = 0;
    }
  }

  private visited(v: Visited): void {
    const item = element("li");
    item.append(element("b", v.result), ` ${v.outlet}: `, element("span", v.url, { class: "address" }));
    if (v.says) item.append(` (${v.says})`);
    this.visits.prepend(item);
    while (this.visits.children.length > SHOWN) this.visits.lastChild?.remove();
  }

  // say tells something, with a link that loads the page again as it is addressed.
  private say(words: string): void {
    if (this.note.dataset.says === words) return; // nobody is told twice
    this.note.dataset.says = words;
    const again = element("a", "Load the page again", { href: location.pathname + location.search });
    again.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      location.reload();
    });
    this.note.replaceChildren(`${words} `, again);
  }
}

if (typeof document !== "undefined" && typeof EventSource !== "undefined") {
  const note = document.querySelector<HTMLElement>(".since");
  if (note) new Live(note);
}
