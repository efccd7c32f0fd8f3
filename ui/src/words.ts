import type { Bucket, Mark } from "./answer.ts";
import type { Placed } from "./place.ts";
import { at, clock, DAY, floor, LENGTH, monthName, next, parse } from "./time.ts";
import type { View } from "./view.ts";

const year = (t: number) => String(new Date(t * 1000).getUTCFullYear());
const month = (t: number) => `${monthName(t)} ${year(t)}`;
const day = (t: number) => `${new Date(t * 1000).getUTCDate()} ${month(t)}`;
const moment = (t: number) => `${day(t)}, ${clock(t)}`;

// count returns a number with what it counts: "1 origin", "2,048 marks".
export function count(n: number, one: string, many = `${one}s`): string {
  const [whole = "", ...rest] = String(Math.round(n * 10) / 10).split(".");
  return `${[whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".")} ${n === 1 ? one : many}`;
}

// extentWords names a stretch of time with two ends as coarsely as it allows.
export function extentWords(from: number, to: number): string {
  if (floor("year", from) === from && floor("year", to) === to) {
    const [first, last] = [Number(year(from)), Number(year(to - 1))];
    if (first % 10 === 0 && last === first + 9) return `${first}s`;
    return first === last ? `${first}` : `${first}–${last}`;
  }
  if (floor("month", from) === from && floor("month", to) === to) {
    return next("month", from) === to ? month(from) : `${month(from)} to ${month(to - 1)}`;
  }
  if (floor("day", from) === from && floor("day", to) === to) {
    return to - from <= DAY ? day(from) : `${day(from)} to ${day(to - 1)}`;
  }
  return to - from <= 3600 ? moment(from) : `${moment(from)} to ${moment(to)}`;
}

// dateWords says what is known of the date of a mark, and no more.
export function dateWords(m: Placed): string {
  if (m.from === -Infinity) return `up to ${edge(m.to, m.to - 1)}`;
  if (m.to === Infinity) return `from ${edge(m.from, m.from)} on`;
  if (m.shape === "span") return `from ${edge(m.from, m.from)} to ${edge(m.to, m.to - 1)}`;
  const extent = extentWords(m.from, m.to);
  if (m.mark.approx) return `about ${extent}`;
  if (m.grain === "year" && next("year", m.from) === m.to) return `sometime in ${extent}`;
  return extent;
}

// edge names an end of an extent: by its year if it is where a year begins, else by its day.
function edge(end: number, t: number): string {
  return floor("year", end) === end ? year(t) : day(t);
}

// markWords returns the short words of a mark: when, who, and how many origins.
export function markWords(m: Placed): string {
  const parts = [dateWords(m)];
  parts.push(speakerWords(m.mark));
  if (m.opinion) parts.push(`in ${/^[aeiou]/.test(m.mark.article_kind) ? "an" : "a"} ${m.mark.article_kind} article`);
  if (m.mark.origins > 1) parts.push(count(m.mark.origins, "origin"));
  if (m.mark.conflict) parts.push("dates differ");
  return parts.join(", ");
}

// speakerWords says whom a claim is from, as sure as the pages say it.
function speakerWords(m: Mark): string {
  if (m.kind === "author") return m.speaker ? `the author, ${m.speaker}` : "the author";
  if (!m.speaker || m.confidence < 0.6) return "speaker unclear";
  return m.confidence < 0.85 ? `probably ${m.speaker}` : m.speaker;
}

// bucketWords returns the short words of a bucket.
export function bucketWords(b: Bucket): string {
  const parts = [];
  if (b.count > 0) parts.push(`${count(b.count, "entry", "entries")} known this finely`);
  if (b.mass > 0) parts.push(`about ${count(b.mass, "entry", "entries")} of those known less finely`);
  return `${extentWords(parse(b.start, 0), parse(b.end, 0))}: ${parts.join(", ") || "nothing"}`;
}

// viewWords names the stretch of time that a view shows, to the unit that fits it.
export function viewWords(v: View): string {
  const unit = TOLD.find((u) => v.to - v.from >= 4 * LENGTH[u]) ?? "hour";
  const from = floor(unit, v.from);
  const to = floor(unit, v.to) === v.to ? v.to : next(unit, floor(unit, v.to));
  return extentWords(Math.max(from, at(0)), to);
}

// The units by which views are told: a view holds several of them.
const TOLD = ["year", "month", "day"] as const;
