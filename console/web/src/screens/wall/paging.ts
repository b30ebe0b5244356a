/** A display on a wall goes through its pages by itself, and stands still while somebody is at it. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { OVER_SCREEN, useKeys } from "../../keyboard";
import { pageFrom, pagesOf } from "./pages";

/** E: a glance at a tile takes about a second, and twelve to fifteen fit. */
const TURN_EVERY_MS = 15_000;
/** E: as with the queue of alerts: half a minute without key or pointer, and nobody is at the page. */
const IDLE_MS = 30_000;
const TOUCHES = ["keydown", "pointermove", "pointerdown", "wheel"] as const;

export type Shown = { page: number; of: number };

/** Turn the pages of a list whose scrolling parent is the display; J and K turn them by hand. Null while it is off. */
export function usePaging(list: RefObject<HTMLElement | null>, on: boolean): Shown | null {
  const [shown, setShown] = useState<Shown>({ page: 1, of: 1 });
  const turn = (step: 1 | -1 | 0) => {
    const display = list.current?.closest("main");
    if (!display) return;
    const pages = pagesOf(boxes(list.current!, display), display.clientHeight, display.scrollHeight);
    const page = step === 0 ? 0 : pageFrom(pages, display.scrollTop, step);
    display.scrollTop = pages[page]!;
    setShown({ page: page + 1, of: pages.length });
  };
  useEffect(() => {
    if (!on) return;
    turn(0);
    let touched = -Infinity;
    const touch = () => {
      touched = Date.now();
    };
    for (const name of TOUCHES) addEventListener(name, touch, { passive: true });
    const turning = setInterval(() => Date.now() - touched > IDLE_MS && turn(1), TURN_EVERY_MS);
    return () => {
      clearInterval(turning);
      for (const name of TOUCHES) removeEventListener(name, touch);
    };
  }, [on]);
  useKeys(OVER_SCREEN, (command) => {
    if (!on || (command !== "next" && command !== "previous")) return false;
    turn(command === "next" ? 1 : -1);
    return true;
  });
  return on ? shown : null;
}

/** Where the items lie in what is scrolled. */
function boxes(list: HTMLElement, display: Element): { top: number; bottom: number }[] {
  const begin = display.getBoundingClientRect().top - display.scrollTop;
  return [...list.children].map((item) => {
    const { top, bottom } = item.getBoundingClientRect();
    return { top: top - begin, bottom: bottom - begin };
  });
}
