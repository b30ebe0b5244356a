/** Whether somebody is at the page. */
import { effect } from "@preact/signals";
import { wall } from "../../clock";

/** E: half a minute without key or pointer, and the pointer not on the list: nobody is about to press a row. */
const IDLE_MS = 30_000;

/** Run something, and again as soon as what it reads has changed, while nobody is at the page; returns how to stop. */
export function idle(run: () => void): () => void {
  let last = Date.now();
  const touched = () => {
    last = Date.now();
  };
  const events = ["keydown", "pointermove", "pointerdown", "wheel"] as const;
  for (const name of events) addEventListener(name, touched, { passive: true });
  const stop = effect(() => {
    if (wall.value - last > IDLE_MS && !document.querySelector(".queue .rows:hover")) run();
  });
  return () => {
    stop();
    for (const name of events) removeEventListener(name, touched);
  };
}
