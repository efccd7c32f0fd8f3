import type { Answer } from "./answer.ts";
import { edtf, readEDTF } from "./time.ts";
import type { View } from "./view.ts";

// The most marks and buckets that are asked for: as many as a person can look at.
const MARKS = 2000;
const BUCKETS = 600;

// readEvent reads the time that the filters of a page ask for: undefined if they ask for all.
export function readEvent(api: URL): View | undefined {
  const event = api.searchParams.get("event");
  if (!event) return undefined;
  const [first, last = first] = event.split("/") as [string, string?];
  const from = first === ".." ? -Infinity : readEDTF(first, first)?.[0];
  const to = last === ".." ? Infinity : readEDTF(last, last)?.[1];
  return from === undefined || to === undefined ? undefined : { from, to };
}

// question returns the address that asks for the marks and buckets of a stretch of time, or
// of all that the filters find.
export function question(api: URL, stretch: View | undefined, lanes: string): URL {
  const asked = new URL(api);
  asked.searchParams.set("marks", String(MARKS));
  if (lanes) asked.searchParams.set("lanes", lanes);
  asked.searchParams.set("buckets", String(BUCKETS));
  if (stretch) asked.searchParams.set("event", edtf(stretch.from, stretch.to));
  return asked;
}

// ask returns the answer, or throws what went wrong in words.
export async function ask(address: URL, signal: AbortSignal): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(address, { signal, headers: { Accept: "application/json" } });
  } catch (e) {
    if (signal.aborted) throw e;
    throw new Error("the server cannot be reached");
  }
  if (!response.ok) {
    const problem: unknown = await response.json().catch(() => ({}));
    const detail = typeof problem === "object" && problem && "detail" in problem ? String(problem.detail) : "";
    throw new Error(detail || `the server answers with status ${response.status}`);
  }
  return (await response.json()) as Answer;
}
