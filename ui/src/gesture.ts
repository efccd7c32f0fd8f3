// One pointer moves what the canvas shows, two zoom it, and one that goes nowhere presses.

import { moved, type View, width, zoomed } from "./view.ts";

export const STRAY = 4; // pixels that a press may stray and still be one

// A Moved is what gestures act on. Places are in pixels of the canvas.
export interface Moved {
  view(): View;
  width(): number;
  look(view: View): void;
  over(x: number, y: number): boolean; // there is something to press
  press(x: number, y: number): void;
}

export function gestures(box: HTMLElement, target: Moved): void {
  const pointers = new Map<number, number>(); // x by pointer
  let start: { view: View; x: number; spread: number } | undefined;
  let far = false;
  const spread = () => {
    const [a = 0, b = a] = [...pointers.values()];
    return { middle: (a + b) / 2, apart: Math.max(Math.abs(a - b), 1) };
  };
  const begin = () => {
    const { middle, apart } = spread();
    start = { view: target.view(), x: middle, spread: apart };
  };
  box.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return;
    if (pointers.size === 0) far = false;
    pointers.set(e.pointerId, e.offsetX);
    box.setPointerCapture(e.pointerId);
    begin();
  });
  box.addEventListener("pointermove", (e) => {
    if (!pointers.has(e.pointerId)) {
      box.style.cursor = target.over(e.offsetX, e.offsetY) ? "pointer" : "grab";
      return;
    }
    if (!start) return;
    pointers.set(e.pointerId, e.offsetX);
    const { middle, apart } = spread();
    far ||= Math.abs(middle - start.x) > STRAY || pointers.size > 1;
    if (!far) return;
    const scale = width(start.view) / target.width();
    const shifted = moved(start.view, (start.x - middle) * scale);
    const around = shifted.from + (middle / target.width()) * width(shifted);
    target.look(pointers.size > 1 ? zoomed(shifted, start.spread / apart, around) : shifted);
  });
  const end = (e: PointerEvent) => {
    if (!pointers.delete(e.pointerId)) return;
    if (pointers.size > 0) return begin();
    start = undefined;
    if (!far && e.type !== "pointercancel") target.press(e.offsetX, e.offsetY);
  };
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", end);
}
