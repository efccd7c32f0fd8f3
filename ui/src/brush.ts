// The strip below the canvas shows everything, and in a frame what the canvas has of it. The
// frame is moved by what is pressed inside it and drawn longer or shorter at its ends; elsewhere
// a new one is drawn. Buttons, keys and units do the same without dragging.

import { STRAY } from "./gesture.ts";
import { bounded, moved, type View, width } from "./view.ts";

const NEAR = 8; // pixels around an end of the frame that take hold of it
const NEAR_BY_FINGER = 16;

// A Grip is what a press on the strip takes hold of.
export type Grip = "from" | "to" | "whole" | "new";

// gripAt returns what stands at x where the frame goes from left to right. A short frame is
// moved from its middle: its ends are taken from outside.
export function gripAt(x: number, left: number, right: number, near: number): Grip {
  const inside = Math.min(near, (right - left) / 4);
  if (x >= left - near && x <= left + inside) return "from";
  if (x >= right - inside && x <= right + near) return "to";
  return x > left && x < right ? "whole" : "new";
}

// brushed returns the view that a pull from one moment to another makes of view.
export function brushed(grip: Grip, view: View, pressed: number, at: number): View {
  switch (grip) {
    case "whole":
      return moved(view, at - pressed);
    case "from":
      return between(at, view.to);
    case "to":
      return between(view.from, at);
    case "new":
      return between(pressed, at);
  }
}

const between = (a: number, b: number): View => bounded({ from: Math.min(a, b), to: Math.max(a, b) });

// A Brushed is what a strip moves.
export interface Brushed {
  view(): View;
  hold(): void; // what is shown now is what Back returns to
  look(view: View): void;
}

// brush lets the frame be moved on a strip that covers extent.
export function brush(strip: HTMLElement, extent: View, target: Brushed): void {
  let held: { grip: Grip; view: View; x: number; far: boolean } | undefined;
  const timeAt = (x: number, box: DOMRect) => extent.from + ((x - box.left) / box.width) * width(extent);
  const grip = (e: PointerEvent) => {
    const box = strip.getBoundingClientRect();
    const xAt = (t: number) => box.left + ((t - extent.from) / width(extent)) * box.width;
    const { from, to } = target.view();
    return gripAt(e.clientX, xAt(from), xAt(to), e.pointerType === "mouse" ? NEAR : NEAR_BY_FINGER);
  };
  strip.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || !e.isPrimary) return;
    e.preventDefault();
    strip.setPointerCapture(e.pointerId);
    held = { grip: grip(e), view: target.view(), x: e.clientX, far: false };
  });
  strip.addEventListener("pointermove", (e) => {
    if (!held) {
      strip.dataset.grip = grip(e);
      return;
    }
    if (!held.far && Math.abs(e.clientX - held.x) <= STRAY) return;
    if (!held.far) target.hold();
    held.far = true;
    const box = strip.getBoundingClientRect();
    const at = Math.min(Math.max(timeAt(e.clientX, box), extent.from), extent.to);
    target.look(brushed(held.grip, held.view, timeAt(held.x, box), at));
  });
  const end = (e: PointerEvent) => {
    const was = held;
    held = undefined;
    if (!was || was.far || e.type === "pointercancel") return;
    // A press alone brings what it points at to the middle.
    const { from, to } = was.view;
    target.hold();
    target.look(moved(was.view, timeAt(was.x, strip.getBoundingClientRect()) - (from + to) / 2));
  };
  strip.addEventListener("pointerup", end);
  strip.addEventListener("pointercancel", end);
}
