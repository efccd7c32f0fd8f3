// Time is kept in seconds since 1970, UTC, as numbers. Weeks begin on Monday.

export const DAY = 86400;

// The units that a view snaps to, the longest first.
export const UNITS = ["century", "decade", "year", "quarter", "month", "week", "day", "hour"] as const;
export type Unit = (typeof UNITS)[number];

// About how long a unit is.
export const LENGTH: Record<Unit, number> = {
  century: 36525 * DAY,
  decade: 3652.5 * DAY,
  year: 365.25 * DAY,
  quarter: 91.3 * DAY,
  month: 30.4 * DAY,
  week: 7 * DAY,
  day: DAY,
  hour: 3600,
};

// The years that addresses can name.
export const FIRST_YEAR = 0;
export const LAST_YEAR = 9999;

// at returns the beginning of a day. Date.UTC would read the year 87 as 1987.
export function at(year: number, month = 0, day = 1): number {
  const d = new Date(0);
  d.setUTCFullYear(year, month, day);
  return d.getTime() / 1000;
}

// floor returns where the n units that hold a moment begin, counted from the year 0 or from
// where the next longer unit begins.
export function floor(unit: Unit, t: number, n = 1): number {
  const d = new Date(t * 1000);
  const [year, month, day] = [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
  switch (unit) {
    case "century":
      return at(Math.floor(year / (100 * n)) * 100 * n);
    case "decade":
      return at(Math.floor(year / (10 * n)) * 10 * n);
    case "year":
      return at(Math.floor(year / n) * n);
    case "quarter":
      return at(year, Math.floor(month / 3) * 3);
    case "month":
      return at(year, Math.floor(month / n) * n);
    case "week":
      return at(year, month, day - ((d.getUTCDay() + 6) % 7));
    case "day":
      return at(year, month, day);
    case "hour":
      return Math.floor(t / (3600 * n)) * 3600 * n;
  }
}

// next returns where the n units behind those that begin at a moment begin.
export function next(unit: Unit, t: number, n = 1): number {
  const d = new Date(t * 1000);
  const [year, month, day] = [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
  switch (unit) {
    case "century":
      return at(year + 100 * n, month, day);
    case "decade":
      return at(year + 10 * n, month, day);
    case "year":
      return at(year + n, month, day);
    case "quarter":
      return at(year, month + 3 * n, day);
    case "month":
      return at(year, month + n, day);
    case "week":
      return t + 7 * DAY * n;
    case "day":
      return t + DAY * n;
    case "hour":
      return t + 3600 * n;
  }
}

// parse reads a moment of an answer; an open end is infinite.
export function parse(moment: string | null, open: number): number {
  return moment === null ? open : Date.parse(moment) / 1000;
}

const iso = (t: number) => new Date(t * 1000).toISOString();

// edtf writes the days that a stretch of time touches as addresses do, as coarsely as it
// allows: 1985/1991, 1987-03, 1987-03-12.
export function edtf(from: number, to: number): string {
  const start = Math.max(floor("day", from), at(FIRST_YEAR));
  const end = Math.min(Math.ceil(to / DAY) * DAY, at(LAST_YEAR + 1));
  const whole = (unit: Unit) => floor(unit, start) === start && floor(unit, end) === end;
  const length = whole("year") ? 4 : whole("month") ? 7 : 10;
  const [first, last] = [iso(start).slice(0, length), iso(end - 1).slice(0, length)];
  return first === last ? first : `${first}/${last}`;
}

// readEDTF reads what edtf writes: two ends that are years, months or days; undefined if it
// is anything else.
export function readEDTF(from: string | null, to: string | null): [number, number] | undefined {
  const start = readDate(from);
  const end = readDate(to);
  return start && end && start[0] < end[1] ? [start[0], end[1]] : undefined;
}

function readDate(s: string | null): [number, number] | undefined {
  const m = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d)Z)?$/.exec(s ?? "");
  if (!m) return undefined;
  const start = at(Number(m[1]), Number(m[2] ?? 1) - 1, Number(m[3] ?? 1));
  if (m[4]) {
    const moment = start + Number(m[4]) * 3600 + Number(m[5]) * 60;
    return [moment, moment];
  }
  return [start, next(m[3] ? "day" : m[2] ? "month" : "year", start)];
}

// address writes a view for from= and to=: by its days, or where it is shorter, by its minutes.
export function address(from: number, to: number): [string, string] {
  if (to - from < 2 * DAY) return [`${iso(from).slice(0, 16)}Z`, `${iso(to).slice(0, 16)}Z`];
  const [first, last] = edtf(from, to).split("/") as [string, string?];
  return [first, last ?? first];
}

// A tick is where the axis has a line, and what stands there.
export interface Tick {
  at: number;
  label: string;
}

// The distances that ticks can have.
const STEPS: [Unit, number][] = [
  ["hour", 1],
  ["hour", 3],
  ["hour", 6],
  ["day", 1],
  ["week", 1],
  ["month", 1],
  ["quarter", 1],
  ["year", 1],
  ["year", 2],
  ["year", 5],
  ["decade", 1],
  ["decade", 2],
  ["decade", 5],
  ["century", 1],
  ["century", 2],
  ["century", 5],
  ["century", 10],
];

// ticks returns the ticks of a stretch of time, so that no more than most fit into it.
export function ticks(from: number, to: number, most: number): Tick[] {
  const [unit, n] = STEPS.find(([unit, n]) => (to - from) / (LENGTH[unit] * n) <= most) ?? (["century", 10] as const);
  const all: Tick[] = [];
  for (let t = floor(unit, from, n); t < to; t = next(unit, t, n)) {
    if (t >= from) all.push({ at: t, label: tickWords(unit, t) });
  }
  return all;
}

function tickWords(unit: Unit, t: number): string {
  if (LENGTH[unit] >= LENGTH.year || floor("year", t) === t) return String(new Date(t * 1000).getUTCFullYear());
  if (unit === "hour" && floor("day", t) !== t) return clock(t);
  const month = monthName(t).slice(0, 3);
  return LENGTH[unit] >= LENGTH.month ? month : `${new Date(t * 1000).getUTCDate()} ${month}`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

// monthName returns the month of a moment in the language of the pages, which is English.
// The formats of the browser say the same, and take a tenth of a second of a slow telephone to load.
export function monthName(t: number): string {
  return MONTHS[new Date(t * 1000).getUTCMonth()] ?? "";
}

// clock returns the time of day of a moment in UTC: "06:00".
export function clock(t: number): string {
  return iso(t).slice(11, 16);
}
