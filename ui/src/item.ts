// What can be chosen on the canvas: where it lies in time, what it is called, where it leads.

import type { Bucket } from "./answer.ts";
import { type Item, overflowWords } from "./draw.ts";
import type { Placed } from "./place.ts";
import { parse } from "./time.ts";
import type { View } from "./view.ts";
import { bucketWords, markWords } from "./words.ts";

export const differs = (item: Item) => item.kind === "mark" && item.m.mark.conflict;

export function same(a: Item, b: Item | undefined): boolean {
  if (a.kind === "mark") return b?.kind === "mark" && a.m === b.m;
  if (a.kind === "bucket") return b?.kind === "bucket" && a.b === b.b;
  return b?.kind === "overflow" && a.o.left === b.o.left && a.o.row === b.o.row;
}

export function itemWords(item: Item): string {
  if (item.kind === "mark") return markWords(item.m);
  return item.kind === "bucket" ? bucketWords(item.b) : overflowWords(item.o);
}

// knownEnd returns where a mark stands: where it begins, or with an open start where it ends.
export const knownEnd = (m: Placed) => (m.from === -Infinity ? m.to : m.from);

// extentOf returns the stretch of an item between its known ends.
export function extentOf(item: Item): View {
  if (item.kind === "bucket") return { from: parse(item.b.start, 0), to: parse(item.b.end, 0) };
  const marks = item.kind === "mark" ? [item.m] : item.o.marks;
  const from = Math.min(...marks.map(knownEnd));
  return { from, to: Math.max(...marks.map((m) => (m.to === Infinity ? m.from : m.to)), from + 1) };
}

// reachOf returns the stretch that marks or buckets cover; undefined if none has an end.
export function reachOf(marks: Placed[] | undefined, buckets: Bucket[]): View | undefined {
  const full = buckets.filter((b) => b.count + b.mass > 0).map((b) => [parse(b.start, 0), parse(b.end, 0)]);
  const ends = (marks ? marks.map((m) => [m.from, m.to]) : full).flat().filter(Number.isFinite);
  if (ends.length === 0) return undefined;
  const [from, to] = [ends.reduce((a, b) => Math.min(a, b)), ends.reduce((a, b) => Math.max(a, b))];
  return { from, to };
}

export const claimPage = (m: Placed) => `/c/${encodeURIComponent(m.mark.claim)}`;

// listed returns the entry of a mark in the list, if it is on this page.
export function listed(m: Placed): Element | undefined {
  const entries = [...document.querySelectorAll<HTMLElement>(`.entry[data-claim="${CSS.escape(m.mark.claim)}"]`)];
  return (
    entries.find((e) => e.dataset.start === (m.mark.start ?? "") && e.dataset.end === (m.mark.end ?? "")) ?? entries[0]
  );
}
