import type { Bucket } from "./answer.ts";
import { AXIS, type Band, type Layout, nameY, yOf } from "./lanes.ts";
import { DOT, type Overflow, type Packed, type Placed, type Row, ZIGZAG } from "./place.ts";
import { parse, ticks } from "./time.ts";
import type { View } from "./view.ts";
import { count, markWords } from "./words.ts";

// An Item is what can be chosen on the canvas.
export type Item =
  | { readonly kind: "mark"; readonly m: Placed; readonly row: number }
  | { readonly kind: "overflow"; readonly o: Overflow }
  | { readonly kind: "bucket"; readonly b: Bucket; readonly band: Band };

// A Picture is what stands on the canvas: marks in rows, or buckets.
export interface Picture {
  readonly width: number; // CSS pixels
  readonly height: number;
  readonly view: View;
  readonly layout: Layout;
  readonly packed?: Packed; // without it the buckets of the layout are drawn
  readonly spread: boolean; // what is known less finely than a bucket is drawn as well
  readonly chosen: Item | undefined;
}

// A Palette is the colours of the page. They repeat what shapes say.
export interface Palette {
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly paper: string;
  readonly date: string;
  readonly opinion: string;
  readonly differ: string;
  readonly rough: string;
  readonly font: string;
}

// palette reads the colours from the style sheet, which knows about dark pages and forced colours.
export function palette(el: Element): Palette {
  const style = getComputedStyle(el);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    soft: of("--soft"),
    rule: of("--rule"),
    paper: of("--paper"),
    date: of("--date"),
    opinion: of("--mixed"),
    differ: of("--bad"),
    rough: of("--indirect"),
    font: style.fontFamily,
  };
}

// draw draws a picture on a canvas whose unit is a CSS pixel.
export function draw(c: CanvasRenderingContext2D, p: Picture, colours: Palette): void {
  c.clearRect(0, 0, p.width, p.height);
  drawAxis(c, p, colours);
  drawBands(c, p, colours);
  if (p.packed) drawMarks(c, p, p.packed, colours);
  else drawBuckets(c, p, colours);
}

function drawAxis(c: CanvasRenderingContext2D, p: Picture, colours: Palette): void {
  const scale = (p.view.to - p.view.from) / p.width;
  const foot = p.height - AXIS;
  c.font = `12px ${colours.font}`;
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.lineWidth = 1;
  for (const t of ticks(p.view.from, p.view.to, p.width / 76)) {
    const x = Math.round((t.at - p.view.from) / scale) + 0.5;
    c.strokeStyle = colours.rule;
    c.beginPath();
    c.moveTo(x, 0);
    c.lineTo(x, foot + 6);
    c.stroke();
    c.fillStyle = colours.soft;
    if (x + c.measureText(t.label).width + 4 <= p.width) c.fillText(t.label, x + 4, foot + 14);
  }
  c.strokeStyle = colours.soft;
  c.beginPath();
  c.moveTo(0, foot + 0.5);
  c.lineTo(p.width, foot + 0.5);
  c.stroke();
}

// drawBands parts the lanes, and names them.
function drawBands(c: CanvasRenderingContext2D, p: Picture, colours: Palette): void {
  for (const band of p.layout.bands) {
    if (!band.label) continue;
    c.strokeStyle = colours.rule;
    c.beginPath();
    c.moveTo(0, band.base + 0.5);
    c.lineTo(p.width, band.base + 0.5);
    c.stroke();
    c.font = `600 12px ${colours.font}`;
    c.textAlign = "left";
    c.textBaseline = "middle";
    const scale = p.packed || band.lane ? "" : ", on a scale of their own";
    const words = fitted(c, band.label + scale, p.width - 16);
    c.fillStyle = colours.paper; // the lines of the axis do not run through the name
    c.fillRect(6, nameY(band) - 8, c.measureText(words).width + 4, 16);
    c.fillStyle = colours.soft;
    c.fillText(words, 8, nameY(band));
  }
}

function drawBuckets(c: CanvasRenderingContext2D, p: Picture, colours: Palette): void {
  const scale = (p.view.to - p.view.from) / p.width;
  const hatch = hatching(c, colours);
  const amount = (b: Bucket) => b.count + (p.spread ? b.mass : 0);
  const placed = p.layout.bands.map((band) => ({
    band,
    shown: band.buckets
      .map((b) => ({
        b,
        left: (parse(b.start, 0) - p.view.from) / scale,
        right: (parse(b.end, 0) - p.view.from) / scale,
      }))
      .filter((s) => s.right > 0 && s.left < p.width),
  }));
  const highest = (of: typeof placed) => of.flatMap((x) => x.shown).reduce((n, s) => Math.max(n, amount(s.b)), 1);
  // Lanes are compared with one another; what is in none would dwarf them, and has its own scale.
  const lanes = placed.filter((x) => x.band.lane);
  for (const one of placed) {
    const { band, shown } = one;
    const most = highest(band.lane ? lanes : [one]);
    for (const { b, left, right } of shown) {
      const wide = Math.max(right - left - (right - left > 4 ? 1 : 0), 1);
      const tall = (n: number) => (n > 0 ? Math.max((n / most) * (band.base - band.top), 1.5) : 0);
      const [solid, rough] = [tall(b.count), p.spread ? tall(b.mass) : 0];
      c.fillStyle = colours.date;
      c.fillRect(left, band.base - solid, wide, solid);
      if (rough > 0) {
        c.fillStyle = hatch;
        c.fillRect(left, band.base - solid - rough, wide, rough);
        c.strokeStyle = colours.rough;
        c.lineWidth = 1;
        if (wide > 4) c.strokeRect(left + 0.5, band.base - solid - rough + 0.5, wide - 1, Math.max(rough - 1, 0));
      }
      if (p.chosen?.kind === "bucket" && p.chosen.b === b)
        ring(c, left, wide, band.base - solid - rough, solid + rough, colours);
    }
  }
}

// hatching returns slanting lines: what is spread because it is known only roughly.
function hatching(c: CanvasRenderingContext2D, colours: Palette): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const t = tile.getContext("2d");
  if (!t) return colours.rough;
  t.strokeStyle = colours.rough;
  t.lineWidth = 1.5;
  for (const from of [-6, 0, 6]) {
    t.moveTo(from, 6);
    t.lineTo(from + 6, 0);
  }
  t.stroke();
  return c.createPattern(tile, "repeat") ?? colours.rough;
}

function ring(c: CanvasRenderingContext2D, x: number, wide: number, y: number, tall: number, colours: Palette): void {
  c.strokeStyle = colours.ink;
  c.lineWidth = 2;
  c.strokeRect(x - 3, y - 3, wide + 6, tall + 6);
}

function drawMarks(c: CanvasRenderingContext2D, p: Picture, packed: Packed, colours: Palette): void {
  const scale = (p.view.to - p.view.from) / p.width;
  const origin = p.view.from / scale;
  const behind: (Row | undefined)[] = []; // by row, the mark to the right of the one being drawn
  for (let i = packed.rows.length - 1; i >= 0; i--) {
    const r = packed.rows[i] as Row;
    const [left, right] = [r.left - origin, r.right - origin];
    if (right < 0 || left > p.width) continue;
    const y = yOf(p.layout, r.row);
    drawMark(c, r.m, left, right, y, p.width, colours);
    if (r.roomy) {
      const free = (behind[r.row]?.left ?? Infinity) - r.right;
      label(c, r.m, Math.min(right, p.width) + (r.m.mark.conflict ? ZIGZAG + 4 : 8), y, free - 12, p.width, colours);
    }
    behind[r.row] = r;
    if (p.chosen?.kind === "mark" && p.chosen.m === r.m) {
      const from = Math.max(left, -20);
      ring(c, from, Math.min(right, p.width + 20) - from, y - 8, 16, colours);
    }
  }
  if (p.chosen?.kind === "mark" && p.chosen.m.mark.conflict)
    joinOthers(c, p.chosen.m, p.layout, packed, origin, colours);
  c.textBaseline = "middle";
  for (const o of packed.overflow) {
    const left = o.left - origin;
    if (o.right - origin < 0 || left > p.width) continue;
    const y = yOf(p.layout, o.row);
    c.font = `600 13px ${colours.font}`;
    c.textAlign = "center";
    c.fillStyle = colours.ink;
    const middle = (o.left + o.right) / 2 - origin;
    c.fillText(`+${o.marks.length}`, middle, y);
    c.strokeStyle = colours.soft;
    c.lineWidth = 1;
    c.strokeRect(Math.round(left) + 2.5, y - 10.5, o.right - o.left - 5, 21);
    if (p.chosen?.kind === "overflow" && p.chosen.o === o) ring(c, left + 3, o.right - o.left - 6, y - 10, 20, colours);
  }
  c.textAlign = "left";
}

// joinOthers leads a zig-zag from a mark to those that assert the same with another date.
function joinOthers(
  c: CanvasRenderingContext2D,
  m: Placed,
  layout: Layout,
  packed: Packed,
  origin: number,
  colours: Palette,
): void {
  const middle = (r: Row) => [(r.left + r.right) / 2 - origin, yOf(layout, r.row)] as const;
  const here = packed.rows.find((r) => r.m === m);
  if (!here) return;
  const [x0, y0] = middle(here);
  c.strokeStyle = colours.differ;
  c.lineWidth = 1.5;
  c.beginPath();
  for (const r of packed.rows) {
    if (r.m.mark.cluster !== m.mark.cluster || r.m === m || (r.m.from === m.from && r.m.to === m.to)) continue;
    const [x, y] = middle(r);
    const long = Math.hypot(x - x0, y - y0);
    if (long === 0) continue;
    const teeth = Math.min(Math.max(Math.round(long / 6), 2), 400);
    c.moveTo(x0, y0);
    for (let i = 1; i < teeth; i++) {
      const [along, out] = [i / teeth, i % 2 ? 3 : -3];
      c.lineTo(x0 + (x - x0) * along - ((y - y0) / long) * out, y0 + (y - y0) * along + ((x - x0) / long) * out);
    }
    c.lineTo(x, y);
  }
  c.stroke();
}

// label writes what is known behind a mark, as far as there is room.
function label(
  c: CanvasRenderingContext2D,
  m: Placed,
  x: number,
  y: number,
  room: number,
  edge: number,
  colours: Palette,
): void {
  const most = Math.min(room, edge - x, 600);
  if (most < 40) return;
  c.font = `13px ${colours.font}`;
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillStyle = colours.ink;
  const words = fitted(c, markWords(m), most);
  if (words.length > 4) c.fillText(words, x, y);
}

// fitted returns words, cut where they find no more room.
function fitted(c: CanvasRenderingContext2D, all: string, most: number): string {
  const wide = c.measureText(all).width;
  if (wide <= most) return all;
  let words = all.slice(0, Math.ceil((all.length * most) / wide)); // names can be long: near the end at once
  while (words.length > 0 && c.measureText(`${words}…`).width > most) words = words.slice(0, -1);
  return `${words.trimEnd()}…`;
}

// weight returns how thick the lines of a mark are: the more origins, the heavier.
const weight = (origins: number) => Math.min(Math.max(origins, 1), 4) * 0.75 + 0.5;

function drawMark(
  c: CanvasRenderingContext2D,
  m: Placed,
  left: number,
  right: number,
  y: number,
  edge: number,
  colours: Palette,
): void {
  const colour = m.opinion ? colours.opinion : colours.date;
  const heavy = weight(m.mark.origins);
  // A stroke that reaches far out of the canvas costs, and shows no more.
  const [x0, x1] = [Math.max(left, -30), Math.min(right, edge + 30)];
  const middle = (left + right) / 2;
  c.strokeStyle = c.fillStyle = colour;
  c.lineWidth = heavy;
  c.setLineDash([]);
  const narrow = right - left <= DOT * 2 && m.shape !== "before" && m.shape !== "after";
  if (narrow) {
    disc(c, middle, y, m.shape === "dot" ? DOT / 2 + Math.min(heavy - 1.25, 2) : DOT / 2 - 1);
    if (m.grain === "hour" || m.grain === "minute") stem(c, middle, y);
    if (m.shape !== "dot" && m.shape !== "span") brackets(c, middle - DOT, middle + DOT, y, 5, m.shape === "fading");
  } else {
    switch (m.shape) {
      case "dot":
      case "bar":
        tinted(c, 0.45, () => c.fillRect(x0, y - 5, x1 - x0, 10));
        c.strokeRect(x0, y - 5, x1 - x0, 10);
        break;
      case "year":
        tinted(c, 0.18, () => c.fillRect(x0, y - 4, x1 - x0, 8));
        brackets(c, left, right, y, 6, false);
        break;
      case "span":
        lasting(c, left, right, y, edge, heavy);
        break;
      case "fading":
        fade(c, left, right, x0, x1, y, colour, m.mark.approx);
        break;
      case "before":
        arrow(c, right, left, y);
        break;
      case "after":
        arrow(c, left, right, y);
        break;
    }
  }
  if (m.opinion) {
    c.fillStyle = colour; // a fading bar has filled with less and less of it
    notch(c, narrow ? middle : Math.max(left, 6), y);
  }
  if (m.mark.conflict) zigzag(c, Math.min(right, edge - ZIGZAG) + 4, y, colours.differ);
}

// lasting draws a thick line with caps at its ends: it went on all that time.
function lasting(
  c: CanvasRenderingContext2D,
  left: number,
  right: number,
  y: number,
  edge: number,
  heavy: number,
): void {
  c.fillRect(Math.max(left, -30), y - 2 - heavy / 2, Math.min(right, edge + 30) - Math.max(left, -30), 4 + heavy);
  for (const x of [left, right]) {
    c.beginPath();
    c.moveTo(x, y - 8);
    c.lineTo(x, y + 8);
    c.stroke();
  }
}

function tinted(c: CanvasRenderingContext2D, alpha: number, fill: () => void): void {
  c.globalAlpha = alpha;
  fill();
  c.globalAlpha = 1;
}

function disc(c: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fill();
}

// stem: the time of day is known.
function stem(c: CanvasRenderingContext2D, x: number, y: number): void {
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x, y - 11);
  c.lineTo(x, y + 11);
  c.stroke();
}

function brackets(
  c: CanvasRenderingContext2D,
  left: number,
  right: number,
  y: number,
  half: number,
  dotted: boolean,
): void {
  if (dotted) c.setLineDash([2, 2]);
  c.beginPath();
  for (const [x, inward] of [
    [left, 4],
    [right, -4],
  ] as const) {
    c.moveTo(x + inward, y - half);
    c.lineTo(x, y - half);
    c.lineTo(x, y + half);
    c.lineTo(x + inward, y + half);
  }
  c.stroke();
  c.setLineDash([]);
}

// fade draws a bar whose edges are not known; words that are approximate give it a dotted outline.
function fade(
  c: CanvasRenderingContext2D,
  left: number,
  right: number,
  x0: number,
  x1: number,
  y: number,
  colour: string,
  approx: boolean,
): void {
  const inner = Math.min((right - left) * 0.3, 60) / (right - left);
  const g = c.createLinearGradient(left, 0, right, 0);
  g.addColorStop(0, "transparent");
  g.addColorStop(inner, colour);
  g.addColorStop(1 - inner, colour);
  g.addColorStop(1, "transparent");
  c.fillStyle = g;
  tinted(c, 0.45, () => c.fillRect(x0, y - 5, x1 - x0, 10));
  c.strokeStyle = approx ? colour : g;
  if (approx) c.setLineDash([2, 3]);
  c.beginPath();
  c.moveTo(x0, y - 5);
  c.lineTo(x1, y - 5);
  c.moveTo(x0, y + 5);
  c.lineTo(x1, y + 5);
  c.stroke();
  c.setLineDash([]);
}

// arrow runs from the end that is known to where nobody knows.
function arrow(c: CanvasRenderingContext2D, known: number, open: number, y: number): void {
  const back = open > known ? -7 : 7;
  c.beginPath();
  c.moveTo(known, y - 6);
  c.lineTo(known, y + 6);
  c.moveTo(known, y);
  c.lineTo(open, y);
  c.moveTo(open + back, y - 5);
  c.lineTo(open, y);
  c.lineTo(open + back, y + 5);
  c.stroke();
}

// notch: the article is the opinion of whoever wrote it.
function notch(c: CanvasRenderingContext2D, x: number, y: number): void {
  c.beginPath();
  c.moveTo(x - 5, y - 12);
  c.lineTo(x + 5, y - 12);
  c.lineTo(x, y - 6);
  c.fill();
}

// zigzag: claims that assert the same give other dates.
function zigzag(c: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  c.strokeStyle = colour;
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(x, y);
  [-4.5, 4.5, -4.5, 4.5, 0].forEach((dy, i) => {
    c.lineTo(x + 3 + i * 4.5, y + dy);
  });
  c.stroke();
}

// overflowWords returns the short words of a place where marks found no row.
export function overflowWords(o: Overflow): string {
  return `${count(o.marks.length, "mark")} that find no room here: zoom in`;
}
