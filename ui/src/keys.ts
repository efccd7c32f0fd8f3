// Keys that lead about: on every page, and never where somebody writes. They can be switched
// off, and a sheet tells them. Without this script there are none, and nothing else is missing.

import { element } from "./element.ts";

const STORE = "keys"; // holds "off" where they are switched off
const PATIENCE = 1500; // milliseconds between g and the letter behind it
const ITEMS = ".hit, .entry, .claims > ol > li, .members > .member";

const PLACES: Record<string, string> = { s: "/search", c: "/claims", t: "/timeline", o: "/outlets", h: "/help" };

// What the sheet tells, in its order.
const TOLD: [keys: string, does: string][] = [
  ["/", "write into the search"],
  ["j  k", "to the next or the previous in the list"],
  ["o", "the original page"],
  ["v", "what changed between its revisions"],
  ["c", "copy it as a citation"],
  ["y", "copy its link"],
  ["g s", "to the articles; g c to the claims, g t to the timeline, g o to the outlets, g h to the help"],
  ["?", "this sheet"],
];

class Keys {
  private on = true;
  private readonly sheet = element("dialog", "", { class: "sheet", "aria-labelledby": "sheet" });
  private readonly says = element("p", "", { class: "aloud", role: "status" });
  private item: Element | undefined; // the one in the list that j and k have led to
  private going = 0; // a timer while g waits for its letter

  constructor() {
    try {
      this.on = localStorage.getItem(STORE) !== "off";
    } catch {
      // what may not be remembered is as it is at first
    }
    this.build();
    document.addEventListener("keydown", (e) => this.key(e));
  }

  private build(): void {
    const list = element("dl");
    for (const [keys, does] of TOLD) {
      const name = element("dt");
      name.append(element("kbd", keys));
      list.append(name, element("dd", does));
    }
    const tick = element("input", "", { type: "checkbox", id: "single-keys" });
    tick.checked = this.on;
    tick.addEventListener("change", () => this.turn(tick.checked));
    const label = element("label", " Single keys do this", { for: tick.id, class: "tick" });
    label.prepend(tick);
    const close = element("button", "Close", { type: "button" });
    close.addEventListener("click", () => this.sheet.close());
    this.sheet.append(element("h2", "Keys", { id: "sheet" }), list, label, close);
    const open = element("button", "Keys", { type: "button", class: "plain-button" });
    open.addEventListener("click", () => this.sheet.showModal());
    document.querySelector(".foot .bar")?.append(open);
    document.body.append(this.sheet, this.says);
  }

  private turn(on: boolean): void {
    this.on = on;
    try {
      localStorage.setItem(STORE, on ? "on" : "off");
    } catch {
      // it holds for this page
    }
  }

  private key(e: KeyboardEvent): void {
    if (!this.on || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || this.sheet.open) return;
    if (e.target instanceof Element && e.target.closest("input, textarea, select, [contenteditable]")) return;
    const place = this.going ? PLACES[e.key] : undefined;
    clearTimeout(this.going);
    this.going = 0;
    const acts: Record<string, () => void> = {
      "/": () => {
        const words = document.querySelector<HTMLInputElement>("#q");
        words?.focus();
        words?.select();
      },
      j: () => this.step(1),
      k: () => this.step(-1),
      o: () => follow(this.within("a[rel~='nofollow']")),
      v: () => follow(this.within("a[href*='/changes']")),
      c: () => this.copy(citation(this.item ?? document.body), "The citation"),
      y: () => this.copy(linkOf(this.item), "The link"),
      "?": () => this.sheet.showModal(),
      g: () => {
        this.going = window.setTimeout(() => {
          this.going = 0;
        }, PATIENCE);
      },
    };
    const act = place ? () => location.assign(place) : acts[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  }

  // step goes to the next item of the list.
  private step(by: 1 | -1): void {
    const items = [...document.querySelectorAll(ITEMS)];
    const at = this.item ? items.indexOf(this.item) + by : 0;
    const next = items[Math.max(at, 0)];
    if (!next) return;
    this.item = next;
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a")?.focus();
  }

  // within returns what is looked for in the item that was gone to, or on a page of one thing.
  private within(selector: string): HTMLAnchorElement | undefined {
    const place = this.item ?? document.querySelector(".piece");
    return place?.querySelector<HTMLAnchorElement>(selector) ?? undefined;
  }

  private async copy(words: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(words);
      this.says.textContent = `${what} is copied.`;
    } catch {
      this.says.textContent = `${what} could not be copied: the browser does not allow it here.`;
    }
  }
}

const follow = (link: HTMLAnchorElement | undefined) => link && location.assign(link.href);

// linkOf returns the address of an item, or of the page.
function linkOf(item: Element | undefined): string {
  return item?.querySelector<HTMLAnchorElement>("a[href]")?.href ?? location.href;
}

// citation returns what is claimed, by whom, where, when that was published, and where it stands.
export function citation(item: ParentNode): string {
  const text = (selector: string) => item.querySelector(selector)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  const claim = text(".statement, blockquote.big, h3, h1");
  const parts = [claim && `“${claim}”`, text(".who"), text(".meta time, .facts time")];
  const original = item.querySelector<HTMLAnchorElement>("a[rel~='nofollow']")?.href;
  return `${parts.filter(Boolean).join(", ")}. ${original ?? ""}`.trim();
}

if (typeof document !== "undefined") new Keys();
