import type { Mark } from "./answer.ts";
import { element } from "./element.ts";

// The parts of the page of a claim that explain a mark, in this order. They are of the same
// templates as that page, and so say the same.
const PARTS = [".who", "#sentence + blockquote", "DATE", ".facts", "#same ~ .counts, #origins"];

// explain returns what is known of a mark, as the page of its claim tells it: who says it, the
// sentence, how its date was read, where it stands, and who says the same. It is undefined if
// that cannot be had.
export async function explain(mark: Mark, signal: AbortSignal): Promise<HTMLElement | undefined> {
  const page = await load(`/c/${encodeURIComponent(mark.claim)}`, signal);
  if (!page) return undefined;
  const date = `li[data-start="${mark.start ?? ""}"][data-end="${mark.end ?? ""}"]`;
  const told = element("div", "", { class: "told" });
  for (const part of PARTS) {
    const found = page.querySelector(part === "DATE" ? date : part);
    if (!found) continue;
    const copy = document.importNode(found, true);
    const box = copy instanceof HTMLLIElement ? element("div", "", { class: "dates" }) : copy;
    if (box !== copy) box.append(...copy.childNodes);
    for (const el of [box, ...box.querySelectorAll("[id]")]) el.removeAttribute("id"); // they are of another page
    told.append(box);
  }
  return told;
}

// load returns a page as a document. Its scripts do not run, and nothing in it is fetched.
function load(address: string, signal: AbortSignal): Promise<Document | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onload = () => resolve(request.status === 200 ? (request.responseXML ?? undefined) : undefined);
    request.onerror = request.onabort = () => resolve(undefined);
    signal.addEventListener("abort", () => request.abort());
    request.open("GET", address);
    request.send();
  });
}
