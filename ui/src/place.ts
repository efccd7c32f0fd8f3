import type { Mark } from "./answer.ts";
import { DAY, parse } from "./time.ts";
import type { View } from "./view.ts";

// A Placed mark is a mark with its ends as numbers; an open one is infinite.
export interface Placed {
  readonly mark: Mark;
  readonly from: number;
  readonly to: number;
  readonly grain: string;
  readonly shape: Shape;
  readonly opinion: boolean;
}

// A Shape is how a mark says what is known of its date:
//
//	dot     the day, or the hour
//	bar     a week, month, quarter or season: somewhere in it
//	year    the same of a year, with brackets
//	span    it went on all that time: capped ends
//	fading  what is told less finely or more roughly, with edges that fade
//	before  only the end is known
//	after   only the start is known
export type Shape = "dot" | "bar" | "year" | "span" | "fading" | "before" | "after";

const OPINIONS = new Set(["opinion", "editorial", "review"]);

export function place(mark: Mark): Placed {
  const [from, to] = [parse(mark.start, -Infinity), parse(mark.end, Infinity)];
  return {
    mark,
    from,
    to,
    grain: mark.grain,
    shape: shapeOf(mark, from, to),
    opinion: OPINIONS.has(mark.article_kind),
  };
}

function shapeOf(mark: Mark, from: number, to: number): Shape {
  if (from === -Infinity) return "before";
  if (to === Infinity) return "after";
  if (mark.lasts) return "span";
  if (mark.approx || mark.grain === "decade" || mark.grain === "century") return "fading";
  if (mark.grain === "year") return "year";
  if (to - from <= DAY) return "dot";
  return "bar";
}

// A Scale is how many seconds a pixel is.
export type Scale = number;

// The sizes of what is drawn, in CSS pixels.
export const DOT = 8; // a day
export const STUB = 40; // an open end: how far it reaches is not known
export const ROW = 26; // a row, so that a pointer finds its marks
export const ZIGZAG = 30; // behind a mark whose date differs from others
const GAP = 3;

// reach returns the pixels that a mark covers, counted from moment 0. What is narrower than
// a dot is drawn as one in its middle.
export function reach(m: Placed, scale: Scale): [number, number] {
  if (m.shape === "before") return [m.to / scale - STUB, m.to / scale];
  if (m.shape === "after") return [m.from / scale, m.from / scale + STUB];
  const [left, right] = [m.from / scale, m.to / scale];
  if (right - left >= DOT) return [left, right];
  const middle = (left + right) / 2;
  const half = m.shape === "dot" ? DOT / 2 : DOT; // with room for brackets
  return [middle - half, middle + half];
}

// tooWide reports whether a mark is known too roughly for a view: it is told on the shelf.
export function tooWide(m: Placed, viewWidth: number): boolean {
  return m.from !== -Infinity && m.to !== Infinity && m.to - m.from > 4 * viewWidth;
}

// onShelf returns the marks that may fall into a view and are not drawn in it: those that are
// much wider, and those with an open end whose known end is elsewhere.
export function onShelf(marks: Placed[], v: View): Placed[] {
  return marks.filter((m) => {
    if (m.from >= v.to || m.to <= v.from) return false;
    if (m.shape === "before") return m.to > v.to;
    if (m.shape === "after") return m.from < v.from;
    return tooWide(m, v.to - v.from);
  });
}

// A Row is a mark with the row that it lies in.
export interface Row {
  readonly m: Placed;
  readonly row: number;
  readonly left: number; // pixels from moment 0
  readonly right: number;
  readonly roomy: boolean; // there is room for words behind it
}

// An Overflow is a place where marks found no row.
export interface Overflow {
  readonly row: number;
  readonly left: number; // pixels from moment 0
  readonly right: number;
  readonly marks: Placed[];
}

export interface Packed {
  readonly rows: Row[]; // lane by lane, in the order of the marks
  readonly overflow: Overflow[];
}

// The room that words take behind a mark.
export const LABEL = 190;

// The width of a place where what overflows is counted.
const CELL = 56;

// pack lays marks, which come in order, into the rows of their lanes, each into the first that
// is free. It depends on the scale and not on where the view is, so that no mark changes its
// row while the view moves. What finds no row is counted in the last of its lane. Marks are
// parted by the lane that they name; those whose lane is not among the bands are in the last.
export function pack(marks: Placed[], scale: Scale, viewWidth: number, bands: readonly Rows[]): Packed {
  const shown = marks.filter((m) => !tooWide(m, viewWidth));
  const of = new Map(bands.map((b, i) => [b.lane, i]));
  const parts: Placed[][] = bands.map(() => []);
  for (const m of shown) parts[of.get(m.mark.lane) ?? bands.length - 1]?.push(m);
  const packed: Packed = { rows: [], overflow: [] };
  bands.forEach((band, i) => {
    const part = parts[i] as Placed[];
    const roomy = lay(part, scale, band, band.rows, LABEL);
    const laid = roomy.overflow.length === 0 ? roomy : lay(part, scale, band, band.rows - 1, 0);
    packed.rows.push(...laid.rows);
    packed.overflow.push(...laid.overflow);
  });
  return packed;
}

// Rows are those of a lane.
export interface Rows {
  readonly lane: string; // the value that marks name; empty for what is in no other
  readonly first: number;
  readonly rows: number;
}

function lay(marks: Placed[], scale: Scale, band: Rows, rows: number, room: number): Packed {
  const free: number[] = new Array(Math.max(rows, 0)).fill(-Infinity);
  const laid: Row[] = [];
  const cells = new Map<number, Placed[]>();
  const byLeft = marks.map((m) => ({ m, ends: reach(m, scale) })).sort((a, b) => a.ends[0] - b.ends[0]);
  for (const { m, ends } of byLeft) {
    const [left, right] = ends;
    const row = free.findIndex((end) => end <= left);
    if (row >= 0) {
      free[row] = right + GAP + (m.mark.conflict ? ZIGZAG : 0) + room;
      laid.push({ m, row: band.first + row, left, right, roomy: room > 0 });
      continue;
    }
    const cell = Math.floor((left + right) / 2 / CELL);
    const others = cells.get(cell);
    if (others) others.push(m);
    else cells.set(cell, [m]);
  }
  const row = band.first + band.rows - 1;
  const overflow = [...cells].map(([cell, marks]) => ({ row, left: cell * CELL, right: (cell + 1) * CELL, marks }));
  return { rows: laid, overflow };
}

// Pixels to either side that still hit a mark: with the dot itself a target of 24.
const SLACK = 8;

// hit returns what is nearest to a point, counted in pixels from moment 0 and in rows.
export function hit(packed: Packed, x: number, row: number): Row | undefined {
  let best: Row | undefined;
  let least = SLACK;
  for (const r of packed.rows) {
    const off = Math.max(r.left - x, x - r.right, 0);
    if (r.row === row && off <= least) [best, least] = [r, off];
  }
  return best;
}
