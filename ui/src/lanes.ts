import type { Bucket, Lane } from "./answer.ts";
import { ROW, type Rows } from "./place.ts";
import { parse } from "./time.ts";

// By what a timeline can be parted into lanes, and in which words.
export const LANES: readonly (readonly [value: string, words: string])[] = [
  ["", "no lanes"],
  ["speaker", "by speaker"],
  ["outlet", "by outlet"],
  ["cluster", "by what several say"],
];

// What is in none of the lanes that are shown.
const REST: Record<string, string> = {
  speaker: "Speaker unclear, and all others",
  outlet: "All others",
  cluster: "Said by one origin alone, and all others",
};

const MOST = 7; // lanes; the rest share the last
const LANE_ROWS = 3; // of marks in a lane
const HEAD = 20; // above the rows of a lane, for its name
export const AXIS = 24; // height of the axis at the foot
const TOP = 8;

// A Band is where a lane is drawn.
export interface Band extends Rows {
  readonly label: string; // empty without lanes
  readonly top: number; // of its rows
  readonly base: number; // on which its columns stand
  readonly buckets: readonly Bucket[];
}

// A Layout is where everything lies on the canvas.
export interface Layout {
  readonly bands: readonly Band[];
  readonly height: number;
}

// layout places lanes below one another, and below them what is in none of them, if there is
// more in all than they hold; without lanes, all rows that a height has are one band.
export function layout(
  lanes: readonly Lane[],
  by: string,
  total: number,
  buckets: readonly Bucket[],
  height: number,
): Layout {
  if (lanes.length === 0) {
    const rows = Math.max(1, Math.floor((height - AXIS - TOP) / ROW));
    return { bands: [{ lane: "", first: 0, rows, label: "", top: TOP, base: height - AXIS, buckets }], height };
  }
  const shown = lanes
    .slice(0, MOST)
    .map((l) => ({ lane: l.value, label: `${l.label} (${l.total})`, buckets: l.buckets }));
  const held = lanes.slice(0, MOST).reduce((n, l) => n + l.total, 0);
  const all = total > held ? [...shown, { lane: "", label: REST[by] ?? "", buckets: rest(buckets, shown) }] : shown;
  const bands = all.map((lane, i) => {
    const top = TOP + HEAD + i * (HEAD + LANE_ROWS * ROW);
    return { ...lane, first: i * LANE_ROWS, rows: LANE_ROWS, top, base: top + LANE_ROWS * ROW };
  });
  return { bands, height: TOP + bands.length * (HEAD + LANE_ROWS * ROW) + AXIS };
}

// rest returns what buckets hold beyond those of the lanes, which are of the same stretches.
function rest(buckets: readonly Bucket[], lanes: readonly { buckets: readonly Bucket[] }[]): Bucket[] {
  return buckets.map((b, i) => {
    const left = { ...b };
    for (const lane of lanes) {
      left.count -= lane.buckets[i]?.count ?? 0;
      left.mass -= lane.buckets[i]?.mass ?? 0;
    }
    return { ...left, mass: left.mass < 1e-6 ? 0 : left.mass };
  });
}

// yOf returns the middle of a row.
export function yOf(l: Layout, row: number): number {
  const band = l.bands.findLast((b) => b.first <= row) ?? (l.bands[0] as Band);
  return band.top + (row - band.first) * ROW + ROW / 2;
}

// bandAt returns the band that a height lies in; undefined above the first.
export const bandAt = (l: Layout, y: number): Band | undefined =>
  l.bands.findLast((b) => b.top - (b.label ? HEAD : TOP) <= y);

// rowAt returns the row that a height lies in; -1 for none.
export function rowAt(l: Layout, y: number): number {
  const band = bandAt(l, y);
  const row = band ? Math.floor((y - band.top) / ROW) : -1;
  return band && row >= 0 && row < band.rows ? band.first + row : -1;
}

// bucketAt returns the bucket of a band that holds a moment and anything at all.
export function bucketAt(band: Band, t: number): Bucket | undefined {
  return band.buckets.find((b) => parse(b.start, 0) <= t && t < parse(b.end, 0) && b.count + b.mass > 0);
}

// nameY returns where the name of a band is written.
export const nameY = (b: Band): number => b.top - HEAD / 2 + 1;
