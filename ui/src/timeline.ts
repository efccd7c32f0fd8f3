// The timeline that can be zoomed. The page is complete without it: this puts a canvas above
// the strip that the server drew, and moves over it the frame of what the canvas shows.
// Nothing here touches the list, and words of articles are only ever set as text.

import type { Answer, Bucket, Lane } from "./answer.ts";
import { ask, question, readEvent } from "./ask.ts";
import { brush } from "./brush.ts";
import { draw, type Item, type Palette, palette } from "./draw.ts";
import { element } from "./element.ts";
import { explain } from "./explain.ts";
import { gestures } from "./gesture.ts";
import { claimPage, differs, extentOf, itemWords, knownEnd, listed, reachOf, same } from "./item.ts";
import { bandAt, bucketAt, LANES, type Layout, layout, rowAt, yOf } from "./lanes.ts";
import { hit, onShelf, type Packed, type Placed, pack, place } from "./place.ts";
import { address, edtf, parse, readEDTF, UNITS, type Unit } from "./time.ts";
import { bounded, coarser, finer, holds, moved, reaching, unitAt, unitOf, type View, width, zoomed } from "./view.ts";
import { count, markWords, viewWords } from "./words.ts";

const SETTLE = 200; // milliseconds without a move until the server is asked, and the address written
const FINE = 4; // times a view that may be shared among the buckets, before it asks for finer ones
const SHELF = 50; // entries of the shelf that are listed

// What the server answered.
interface Held {
  readonly covers: View; // the stretch of time that was asked for
  readonly wide: number; // the stretch that the buckets share
  readonly marks: Placed[] | undefined;
  readonly buckets: Bucket[];
  readonly lanes: Lane[];
  readonly total: number;
}

class Timeline {
  private readonly api: URL;
  private readonly page: URL;
  private readonly event: View | undefined; // what the filters ask for

  private readonly box: HTMLElement;
  private readonly canvas = element("canvas", "", { "aria-hidden": "true" });
  private readonly option = element("div", "No mark is chosen", {
    id: "chosen",
    role: "option",
    class: "unseen",
    "aria-selected": "false",
  });
  private readonly now = element("p", "", { class: "now", role: "status" });
  private readonly picked = element("div", "", {
    class: "picked",
    role: "region",
    tabindex: "0",
    "aria-label": "What the chosen mark stands for",
  });
  private readonly trouble = element("p", "", { class: "error", role: "alert", hidden: "" });
  private readonly shelf = element("details", "", { class: "shelf", hidden: "" });
  private readonly show = element("a", "Show this stretch in the list");
  private readonly back = element("button", "Back", { type: "button" });
  private readonly units = element("select", "", { id: "unit" });
  private readonly lanes = element("select", "", { id: "lanes" });
  private readonly spread = element("input", "", { type: "checkbox", id: "spread" });
  private readonly spreads = element("label", " also what is known less finely", {
    for: "spread",
    class: "unit",
    hidden: "", // until there are columns
  });
  private readonly frame = element("div", "", { class: "frame" });
  private readonly strip: View;

  private view: View;
  private home: View;
  private held: Held | undefined;
  private chosen: Item | undefined;
  private colours: Palette | undefined; // read when something is first drawn
  private packed: { key: string; packed: Packed } | undefined;
  private layout: Layout = layout([], "", 0, [], 0);
  private size = { width: 0, height: 0 };
  private drawing = 0;
  private asking: AbortController | undefined;
  private reading: AbortController | undefined; // of the claim that is chosen
  private settled = 0;
  private writing = 0; // a timer
  private depth = 0; // how many zooms Back can undo

  constructor(
    private readonly section: HTMLElement,
    private readonly svg: Element,
  ) {
    const { api = "", page = "", from = "", to = "" } = section.dataset;
    this.api = new URL(api, location.href);
    this.page = new URL(page, location.href);
    this.event = readEvent(this.api);
    this.strip = { from: parse(from, 0), to: parse(to, 0) };
    this.home = this.strip;
    if (this.event && Number.isFinite(width(this.event))) this.home = bounded(this.event);
    this.view = this.addressed() ?? this.home;
    const asked = new URLSearchParams(location.search);
    this.lanes.append(...LANES.map(([value, words]) => element("option", words, { value })));
    this.lanes.value = LANES.some(([value]) => value === asked.get("lanes")) ? (asked.get("lanes") ?? "") : "";
    this.spread.checked = asked.get("imp") !== "hide";
    this.box = element("div", "", {
      class: "canvas",
      role: "listbox",
      tabindex: "0",
      "aria-label": "Marks on the timeline",
      "aria-describedby": "keys",
      "aria-activedescendant": this.option.id,
    });
    this.box.append(this.canvas, this.option);
    this.build();
    this.invite();
    this.listen();
    this.depth = Number(history.state?.depth ?? 0);
    this.load(undefined);
  }

  // build puts the canvas and what belongs to it before the strip.
  private build(): void {
    const tools = element("div", "", { class: "tools", role: "group", "aria-label": "What the timeline shows" });
    const button = (words: string, title: string, act: () => void) => {
      const b = element("button", words, { type: "button", title });
      b.addEventListener("click", act);
      return b;
    };
    this.back.title = "Undo the last zoom";
    this.back.addEventListener("click", () => this.depth > 0 && history.back());
    const label = element("label", "Show a ", { for: this.units.id });
    this.units.append(
      element("option", "stretch", { value: "" }),
      ...UNITS.map((u) => element("option", u, { value: u })),
    );
    this.units.addEventListener("change", () => {
      if (this.units.value) this.go(unitAt(this.units.value as Unit, this.middle()));
    });
    const unit = element("span", "", { class: "unit" });
    unit.append(label, this.units);
    this.lanes.addEventListener("change", () => {
      this.write();
      this.load(this.held?.covers.from === -Infinity ? undefined : this.held?.covers);
    });
    const lanes = element("span", "", { class: "unit" });
    lanes.append(element("label", "Lanes ", { for: this.lanes.id }), this.lanes);
    this.spread.addEventListener("change", () => {
      this.write();
      this.tell();
      this.redraw();
    });
    this.spreads.prepend(this.spread);
    tools.append(
      button("Zoom in", "To the next shorter unit", () => this.zoomIn()),
      button("Zoom out", "To the next longer unit", () => this.zoomOut()),
      button("Earlier", "One view back in time", () => this.turn(-1)),
      button("Later", "One view on in time", () => this.turn(1)),
      unit,
      lanes,
      this.spreads,
      button("All", "Everything that was found", () => this.go(this.home)),
      this.back,
    );
    const keys = element(
      "p",
      "On the timeline: arrows go from mark to mark, + and − zoom, Page Up and Page Down move, Home and End go to the first and the last, [ and ] to dates that differ, Enter opens, Escape goes back. With Ctrl the wheel zooms.",
      { id: "keys", class: "hint" },
    );
    const links = element("p", "", { class: "links" });
    links.append(this.show, " ", element("a", "What the marks mean", { href: "/help#drawn" }));
    const strip = element("div", "", { class: "strip" });
    this.section.classList.add("alive");
    this.svg.before(tools, this.now, this.trouble, this.box, strip);
    strip.append(this.svg, this.frame);
    // What grows and shrinks stands below: the strip stays where it is while it is pulled.
    (this.section.querySelector(".ticks") ?? strip).after(this.picked, this.shelf, links);
    const help = element("details", "", { class: "keys" });
    help.append(element("summary", "By keyboard"), keys);
    this.section.append(help);
    brush(strip, this.strip, {
      view: () => this.view,
      hold: () => this.leave(this.view),
      look: (view) => this.look(view),
    });
  }

  private listen(): void {
    new ResizeObserver(() => this.resize()).observe(this.box);
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(resolution: 1dppx)"]) {
      matchMedia(query).addEventListener("change", () => {
        this.colours = undefined;
        this.resize();
      });
    }
    addEventListener("popstate", () => {
      this.depth = Number(history.state?.depth ?? 0);
      this.look(this.addressed() ?? this.home);
    });
    this.box.addEventListener("keydown", (e) => this.key(e));
    this.box.addEventListener(
      "wheel",
      (e) => {
        if (!e.ctrlKey && !e.metaKey) return; // the plain wheel scrolls the page
        e.preventDefault();
        this.look(zoomed(this.view, Math.exp(e.deltaY * (e.deltaMode ? 0.05 : 0.004)), this.timeAt(e.offsetX)));
      },
      { passive: false },
    );
    gestures(this.box, {
      view: () => this.view,
      width: () => this.size.width,
      look: (view) => this.look(view),
      over: (x, y) => this.itemAt(x, y) !== undefined,
      press: (x, y) => {
        const item = this.itemAt(x, y);
        this.choose(item);
        if (item?.kind === "overflow") this.open(item);
      },
    });
    this.box.addEventListener("dblclick", (e) => {
      const item = this.itemAt(e.offsetX, e.offsetY);
      if (item && item.kind !== "mark") this.open(item);
    });
  }

  private key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      ArrowUp: () => this.climb(-1),
      ArrowDown: () => this.climb(1),
      Home: () => this.step(-Infinity),
      End: () => this.step(Infinity),
      PageUp: () => this.turn(-1),
      PageDown: () => this.turn(1),
      "+": () => this.zoomIn(),
      "=": () => this.zoomIn(),
      "-": () => this.zoomOut(),
      "[": () => this.step(-1, differs),
      "]": () => this.step(1, differs),
      Enter: () => this.chosen && this.open(this.chosen),
      Escape: () => (this.chosen ? this.choose(undefined) : this.depth > 0 && history.back()),
    };
    const act = acts[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  }

  // addressed returns the view that the address of the page names.
  private addressed(): View | undefined {
    const v = new URLSearchParams(location.search);
    const ends = readEDTF(v.get("from"), v.get("to"));
    return ends && bounded({ from: ends[0], to: ends[1] });
  }

  // go shows another view, which Back undoes.
  private go(view: View): void {
    if (view.from === this.view.from && view.to === this.view.to) return;
    this.leave(view);
    this.look(view);
  }

  // leave gives the view that follows a place of its own in the history: Back returns to this one.
  private leave(view: View): void {
    this.write();
    this.depth++;
    history.pushState({ depth: this.depth }, "", this.addressOf(view));
  }

  // look shows another view, which may be one of many on the way.
  private look(view: View): void {
    this.view = view;
    this.redraw();
    clearTimeout(this.settled);
    this.settled = window.setTimeout(() => {
      this.write();
      this.tell();
      this.loadIfNeeded();
    }, SETTLE);
  }

  // write keeps the view in the address.
  private write(): void {
    history.replaceState({ depth: this.depth }, "", this.addressOf(this.view));
  }

  private addressOf(view: View): URL {
    const url = new URL(location.href);
    for (const name of ["from", "to", "lanes", "imp", "sel"]) url.searchParams.delete(name);
    for (const [name, value] of this.shown()) url.searchParams.set(name, value);
    if (this.chosen?.kind === "mark") url.searchParams.set("sel", this.chosen.m.mark.claim);
    if (view.from !== this.home.from || view.to !== this.home.to) {
      const [from, to] = address(view.from, view.to);
      url.searchParams.set("from", from);
      url.searchParams.set("to", to);
    }
    return url;
  }

  // shown returns how the view is shown, as addresses name it: what is left as it is is not named.
  private shown(): [name: string, value: string][] {
    const all: [string, string][] = [];
    if (this.lanes.value) all.push(["lanes", this.lanes.value]);
    if (!this.spread.checked) all.push(["imp", "hide"]);
    return all;
  }

  private middle(): number {
    const extent = this.chosen && extentOf(this.chosen);
    const middle = extent && (extent.from + extent.to) / 2;
    if (middle !== undefined && middle > this.view.from && middle < this.view.to) return middle;
    return (this.view.from + this.view.to) / 2;
  }

  private zoomIn(): void {
    const unit = finer(this.view);
    if (unit) this.go(unitAt(unit, this.middle()));
  }

  private zoomOut(): void {
    const unit = coarser(this.view);
    const wider = unit && unitAt(unit, this.middle());
    this.go(
      wider && width(wider) < width(this.home) ? wider : holds(this.view, this.home) && wider ? wider : this.home,
    );
  }

  // turn moves by one view: by a whole unit if it shows one.
  private turn(by: 1 | -1): void {
    const unit = unitOf(this.view);
    this.go(unit ? unitAt(unit, by < 0 ? this.view.from - 1 : this.view.to) : moved(this.view, by * width(this.view)));
  }

  // loadIfNeeded asks for what the view shows and is not held, or not as finely.
  private loadIfNeeded(): void {
    if (!this.held) return; // it is being asked for
    const { covers, wide: shared, marks } = this.held;
    if (holds(covers, this.view) && (marks || shared < FINE * width(this.view))) return;
    const wide = width(this.view);
    const [from, to] = [this.event?.from ?? -Infinity, this.event?.to ?? Infinity];
    const want = bounded({ from: this.view.from - wide, to: this.view.to + wide });
    const asked = { from: Math.max(want.from, from), to: Math.min(want.to, to) };
    if (asked.from < asked.to) this.load(asked);
  }

  // load asks the server. What was asked before and is not answered yet is not wanted any more;
  // what is drawn stays until the answer is there.
  private load(stretch: View | undefined): void {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.box.setAttribute("aria-busy", "true");
    ask(question(this.api, stretch, this.lanes.value), asking.signal).then(
      (answer) => {
        if (asking.signal.aborted) return;
        this.box.removeAttribute("aria-busy");
        this.trouble.hidden = true;
        this.hold(answer, stretch);
      },
      (e: unknown) => {
        if (asking.signal.aborted) return;
        this.box.removeAttribute("aria-busy");
        const again = element("button", "Try again", { type: "button" });
        again.addEventListener("click", () => this.load(stretch));
        const why = e instanceof Error ? e.message : String(e);
        this.trouble.replaceChildren(`The marks could not be loaded: ${why}. `, again);
        this.trouble.hidden = false;
      },
    );
  }

  private hold(answer: Answer, stretch: View | undefined): void {
    const marks = answer.unmarked ? undefined : answer.marks.map(place);
    const first = !this.held;
    const all = reachOf(marks, answer.buckets) ?? this.strip;
    const covers = stretch ?? { from: -Infinity, to: Infinity };
    this.held = {
      covers,
      wide: width(stretch ?? all),
      marks,
      buckets: answer.buckets,
      lanes: answer.lanes,
      total: answer.total,
    };
    this.place();
    const again = this.again(this.chosen);
    if (first) {
      if (!this.event || !Number.isFinite(width(this.event))) this.home = reaching(all.from, all.to);
      this.view = this.addressed() ?? this.home;
    }
    if (this.chosen && !again) this.choose(undefined);
    this.chosen = again;
    this.redraw();
    window.setTimeout(() => {
      // what is drawn comes first
      this.tell();
      if (first) this.select();
      if (first) this.loadIfNeeded();
    });
  }

  // place works out where lanes and rows lie, and gives the canvas the height that they need.
  private place(): void {
    const { lanes = [], buckets = [], total = 0 } = this.held ?? {};
    this.layout = layout(lanes, this.lanes.value, total, buckets, this.size.height);
    this.packed = undefined;
    this.box.style.height = lanes.length > 0 ? `${this.layout.height + 2}px` : "";
  }

  // select chooses the mark that the address names, and shows it.
  private select(): void {
    const claim = new URLSearchParams(location.search).get("sel");
    const m = claim ? this.held?.marks?.find((m) => m.mark.claim === claim) : undefined;
    if (!m) return;
    const inView = m.from < this.view.to && m.to > this.view.from;
    if (!inView) this.look(moved(this.view, knownEnd(m) - (this.view.from + this.view.to) / 2));
    this.choose(this.items().find((i) => i.kind === "mark" && i.m === m) ?? { kind: "mark", m, row: 0 });
  }

  // again returns what was chosen among what is held now.
  private again(item: Item | undefined): Item | undefined {
    if (item?.kind !== "mark") return undefined;
    const { claim, start, end } = item.m.mark;
    const m = this.held?.marks?.find((m) => m.mark.claim === claim && m.mark.start === start && m.mark.end === end);
    return m && { ...item, m };
  }

  private resize(): void {
    const { clientWidth: wide, clientHeight: tall } = this.box;
    if (wide === 0) return;
    this.size = { width: wide, height: tall };
    this.place();
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(wide * ratio);
    this.canvas.height = Math.round(tall * ratio);
    this.redraw();
  }

  private redraw(): void {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      this.paint();
    });
  }

  private paint(): void {
    const c = this.canvas.getContext("2d");
    if (!c || this.size.width === 0) return;
    c.setTransform(this.canvas.width / this.size.width, 0, 0, this.canvas.height / this.size.height, 0, 0);
    this.colours ??= palette(this.box);
    const packed = this.packing();
    draw(
      c,
      {
        ...this.size,
        view: this.view,
        layout: this.layout,
        ...(packed && { packed }),
        spread: this.spread.checked,
        chosen: this.chosen,
      },
      this.colours,
    );
    const share = (t: number) => Math.min(Math.max((t - this.strip.from) / width(this.strip), 0), 1) * 100;
    this.frame.style.left = `${share(this.view.from)}%`;
    this.frame.style.right = `${100 - share(this.view.to)}%`;
  }

  // packing returns the marks in their rows at the scale of the view; undefined if there are
  // only buckets.
  private packing(): Packed | undefined {
    const marks = this.held?.marks;
    if (!marks) return undefined;
    const scale = width(this.view) / this.size.width;
    const key = scale.toPrecision(6); // moving leaves the scale as it is, but for rounding
    if (this.packed?.key !== key) {
      this.packed = { key, packed: pack(marks, scale, width(this.view), this.layout.bands) };
    }
    return this.packed.packed;
  }

  private timeAt(x: number): number {
    return this.view.from + (x / this.size.width) * width(this.view);
  }

  // items returns what can be chosen in the view, from left to right.
  private items(): Item[] {
    const packed = this.packing();
    const inView = (from: number, to: number) => from < this.view.to && to > this.view.from;
    if (!packed) {
      const all = this.layout.bands.flatMap((band) =>
        band.buckets
          .filter((b) => this.holdsAny(b) && inView(parse(b.start, 0), parse(b.end, 0)))
          .map((b) => ({ kind: "bucket", b, band }) as const),
      );
      return all.sort((a, b) => parse(a.b.start, 0) - parse(b.b.start, 0));
    }
    const scale = width(this.view) / this.size.width;
    const drawn = (r: { left: number; right: number }) => inView(r.left * scale, r.right * scale);
    const all = [
      ...packed.rows.filter(drawn).map((r) => ({ at: r.left, item: { kind: "mark", m: r.m, row: r.row } as Item })),
      ...packed.overflow.filter(drawn).map((o) => ({ at: o.left, item: { kind: "overflow", o } as Item })),
    ];
    return all.sort((a, b) => a.at - b.at).map((x) => x.item);
  }

  private holdsAny(b: Bucket): boolean {
    return b.count > 0 || (this.spread.checked && b.mass > 0);
  }

  private itemAt(x: number, y: number): Item | undefined {
    const packed = this.packing();
    if (!packed) {
      const band = bandAt(this.layout, y);
      const b = band && bucketAt(band, this.timeAt(x));
      return b && this.holdsAny(b) ? { kind: "bucket", b, band } : undefined;
    }
    const at = x + this.view.from / (width(this.view) / this.size.width);
    const row = rowAt(this.layout, y);
    const r = hit(packed, at, row);
    if (r) return { kind: "mark", m: r.m, row: r.row };
    const o = packed.overflow.find((o) => o.row === row && o.left <= at && at < o.right);
    return o ? { kind: "overflow", o } : undefined;
  }

  // step chooses the next of what can be seen; beyond the last the view goes on to the mark
  // that follows.
  private step(by: number, wanted: (item: Item) => boolean = () => true): void {
    const items = this.items();
    const here = items.findIndex((i) => same(i, this.chosen));
    if (!Number.isFinite(by)) return this.choose(by < 0 ? items[0] : items.at(-1));
    const ahead = by > 0 ? items.slice(here + 1) : items.slice(0, here < 0 ? items.length : here).reverse();
    const next = ahead.find(wanted);
    if (next) return this.choose(next);
    const beyond = (this.held?.marks ?? [])
      .filter((m) => (by > 0 ? knownEnd(m) >= this.view.to : knownEnd(m) <= this.view.from))
      .filter((m) => wanted({ kind: "mark", m, row: 0 }))
      .sort((a, b) => by * (knownEnd(a) - knownEnd(b)))[0];
    if (!beyond) return;
    this.look(moved(this.view, knownEnd(beyond) - (this.view.from + this.view.to) / 2));
    this.choose(this.items().find((i) => i.kind === "mark" && i.m === beyond));
  }

  // climb chooses the nearest mark of another row.
  private climb(by: 1 | -1): void {
    const here = this.chosen;
    if (here?.kind === "bucket" && this.layout.bands.length > 1) {
      const bands = this.items().filter((i) => i.kind === "bucket" && i.b.start === here.b.start);
      const next = bands[bands.findIndex((i) => same(i, here)) + by];
      return next && this.choose(next);
    }
    if (here?.kind !== "mark") return this.step(by);
    const at = (m: Placed) => (Math.max(m.from, this.view.from) + Math.min(m.to, this.view.to)) / 2;
    const others = this.items().filter((i) => i.kind === "mark" && (i.row - here.row) * by > 0);
    others.sort((a, b) => {
      if (a.kind !== "mark" || b.kind !== "mark") return 0;
      const off = (i: typeof a) => Math.abs(at(i.m) - at(here.m));
      return Math.abs(a.row - here.row) - Math.abs(b.row - here.row) || off(a) - off(b);
    });
    if (others[0]) this.choose(others[0]);
  }

  // invite says what can be done while nothing is chosen.
  private invite(): void {
    this.picked.replaceChildren(element("span", "Choose a mark to read what it stands for."));
    this.picked.classList.remove("full");
  }

  // read tells all that is known of a mark below the canvas: what its claim is, how its date was
  // read, and who says the same. It is an addition: without it the mark still leads to its claim.
  private read(m: Placed): void {
    const reading = new AbortController();
    this.reading = reading;
    window.setTimeout(async () => {
      if (reading.signal.aborted) return;
      const told = await explain(m.mark, reading.signal);
      if (!reading.signal.aborted && told) this.picked.append(told);
    }, SETTLE);
  }

  // choose makes an item the current one, and says its short words.
  private choose(item: Item | undefined): void {
    this.chosen = item;
    clearTimeout(this.writing); // browsers let an address be written only so often
    this.writing = window.setTimeout(() => this.write(), SETTLE);
    this.reading?.abort();
    for (const el of document.querySelectorAll(".entry.chosen")) el.classList.remove("chosen");
    const items = this.items();
    const n = items.findIndex((i) => same(i, item));
    this.option.setAttribute("aria-selected", String(item !== undefined));
    if (!item) {
      this.option.textContent = "No mark is chosen";
      this.option.removeAttribute("aria-posinset");
      this.option.removeAttribute("aria-setsize");
      this.invite();
      this.redraw();
      return;
    }
    const words = this.laned(item) + itemWords(item);
    this.option.textContent = words;
    this.option.setAttribute("aria-posinset", String(n + 1));
    this.option.setAttribute("aria-setsize", String(items.length));
    this.option.style.top = item.kind === "mark" ? `${yOf(this.layout, item.row)}px` : "0";
    const line = element("p", "", { class: "line" });
    line.append(element("b", words), " ");
    this.picked.replaceChildren(line);
    this.picked.classList.toggle("full", item.kind === "mark");
    if (item.kind === "mark") {
      const entry = listed(item.m);
      entry?.classList.add("chosen");
      if (entry) {
        const link = element("a", "In the list", { href: `#${entry.id}` });
        link.addEventListener("click", (e) => {
          e.preventDefault();
          this.open(item);
        });
        line.append(link, " ");
      }
      line.append(element("a", "The claim", { href: claimPage(item.m) }));
      this.read(item.m);
    } else {
      const zoom = element("button", "Zoom in on it", { type: "button" });
      zoom.addEventListener("click", () => this.open(item));
      line.append(zoom);
    }
    this.redraw();
  }

  // laned names the lane of an item, if its own words do not.
  private laned(item: Item): string {
    const by = this.lanes.value;
    if (!by || !this.held?.lanes.length || item.kind === "overflow") return "";
    if (item.kind === "bucket") return item.band.label ? `${item.band.label}: ` : "";
    const lane = by === "speaker" ? undefined : this.held.lanes.find((l) => l.value === item.m.mark.lane);
    return lane ? `${lane.label}: ` : "";
  }

  // open goes to the entry in the list if it is on this page, else to the page of the claim.
  // Buckets and what found no room are zoomed in on.
  private open(item: Item): void {
    if (item.kind === "mark") {
      const entry = listed(item.m);
      if (!entry) {
        location.assign(claimPage(item.m));
        return;
      }
      entry.scrollIntoView({ block: "center" });
      entry.querySelector("a")?.focus({ preventScroll: true });
      return;
    }
    const { from, to } = extentOf(item);
    this.chosen = undefined;
    this.choose(undefined);
    const around = bounded({ from, to });
    this.go(width(around) < width(this.view) * 0.8 ? around : zoomed(this.view, 0.25, (from + to) / 2));
  }

  // tell says in one line what the view shows, and puts on the shelf what may fall into it.
  private tell(): void {
    if (!this.held) return;
    const items = this.items();
    const hidden = items.reduce((n, i) => n + (i.kind === "overflow" ? i.o.marks.length : 0), 0);
    const marks = items.filter((i) => i.kind === "mark").length + hidden;
    const shows = this.held.marks
      ? marks > 0
        ? count(marks, "mark")
        : "nothing; All shows everything that was found"
      : `more entries than can be drawn each: columns count them${this.spread.checked ? ", hatched where a date is known only roughly" : ", without those whose date is known only roughly"}`;
    this.spreads.hidden = this.held.marks !== undefined; // marks show themselves how finely they are known
    const words = `${viewWords(this.view)}: ${shows}`;
    if (this.now.textContent !== words) this.now.textContent = words;
    this.back.setAttribute("aria-disabled", String(this.depth === 0)); // it keeps the focus
    this.units.value = unitOf(this.view) ?? "";
    const page = new URL(this.page);
    page.searchParams.set("event", edtf(this.view.from, this.view.to));
    for (const [name, value] of this.shown()) page.searchParams.set(name, value);
    page.searchParams.sort();
    this.show.href = page.href;
    this.fillShelf();
  }

  private fillShelf(): void {
    const marks = onShelf(this.held?.marks ?? [], this.view);
    this.shelf.hidden = marks.length === 0;
    const list = element("ul");
    for (const m of marks.slice(0, SHELF)) {
      const li = element("li");
      li.append(element("a", markWords(m), { href: claimPage(m) }));
      list.append(li);
    }
    if (marks.length > SHELF) list.append(element("li", `and ${count(marks.length - SHELF, "more", "more")}`));
    this.shelf.replaceChildren(element("summary", `Known only roughly, may fall in this view (${marks.length})`), list);
  }
}

const section = document.querySelector<HTMLElement>("section.overview[data-api]");
const svg = section?.querySelector("svg");
if (section && svg) new Timeline(section, svg);
