import { at, FIRST_YEAR, floor, LAST_YEAR, LENGTH, next, UNITS, type Unit } from "./time.ts";

// A View is the stretch of time that the canvas shows.
export interface View {
  readonly from: number;
  readonly to: number;
}

export const width = (v: View) => v.to - v.from;

// The shortest view, and the ends of all time.
const LEAST = 3600;
const EVER: View = { from: at(FIRST_YEAR), to: at(LAST_YEAR + 1) };

// bounded returns a view that is no shorter than can be drawn and leads out of no calendar.
export function bounded(v: View): View {
  const wide = Math.min(Math.max(width(v), LEAST), width(EVER));
  const from = Math.min(Math.max((v.from + v.to - wide) / 2, EVER.from), EVER.to - wide);
  return { from, to: from + wide };
}

// zoomed returns the view that is so many times as long, with one moment where it was.
export function zoomed(v: View, times: number, around: number): View {
  const wide = Math.min(Math.max(width(v) * times, LEAST), width(EVER));
  const share = (around - v.from) / width(v);
  return bounded({ from: around - wide * share, to: around + wide * (1 - share) });
}

export const moved = (v: View, by: number): View => bounded({ from: v.from + by, to: v.to + by });

// unitAt returns the unit that holds a moment.
export function unitAt(unit: Unit, t: number): View {
  const from = floor(unit, t);
  return bounded({ from, to: next(unit, from) });
}

// finer and coarser return the next unit that is clearly shorter or longer than a view;
// undefined if there is none.
export const finer = (v: View): Unit | undefined => UNITS.find((u) => LENGTH[u] < width(v) * 0.8);
export const coarser = (v: View): Unit | undefined => UNITS.findLast((u) => LENGTH[u] > width(v) * 1.25);

// unitOf returns the unit that a view shows exactly; undefined if it shows none.
export function unitOf(v: View): Unit | undefined {
  return UNITS.find((u) => floor(u, v.from) === v.from && Math.abs(next(u, v.from) - v.to) < 1);
}

// reaching returns a view of the moments between two ends, with a little air around them.
export function reaching(from: number, to: number): View {
  const air = Math.max((to - from) * 0.03, LEAST);
  return bounded({ from: from - air, to: to + air });
}

export const holds = (v: View, w: View) => v.from <= w.from && w.to <= v.to;
