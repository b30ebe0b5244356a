/** The keyboard: a key goes to the topmost part of the page that wants it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { commandOf, type Command } from "./keys";

type Handler = (command: Command) => boolean;

/** What lies over what: a question over the screen, the screen over what holds everywhere. */
export const EVERYWHERE = 0;
export const SCREEN = 1;
export const OVER_SCREEN = 2;
export const QUESTION = 3;

type Taker = { level: number; handler: { current: Handler } };
const takers: Taker[] = [];

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");

addEventListener("keydown", (event) => {
  const command = commandOf({
    key: event.key,
    shift: event.shiftKey,
    alt: event.altKey,
    ctrl: event.ctrlKey,
    meta: event.metaKey,
  });
  if (command === null || event.isComposing) return;
  if (writing(event.target)) {
    if (command === "back") (event.target as HTMLElement).blur();
    return;
  }
  // Enter and Space on a button or link that was reached with Tab are that button's.
  const onControl = event.target instanceof HTMLElement && event.target.matches("button, a[href], summary");
  if (onControl && (command === "open" || command === "space")) return;
  for (const { handler } of [...takers].sort((one, other) => other.level - one.level)) {
    if (!handler.current(command)) continue;
    event.preventDefault();
    return;
  }
});

/** Take keys while a component is on the page; what it does not want goes to the level below. */
export function useKeys(level: number, handler: Handler): void {
  const latest = useRef(handler);
  latest.current = handler;
  // Before the next key: a quick hand answers a question that is not painted yet.
  useLayoutEffect(() => {
    const taker = { level, handler: latest };
    takers.push(taker);
    return () => void takers.splice(takers.indexOf(taker), 1);
  }, [level]);
}
