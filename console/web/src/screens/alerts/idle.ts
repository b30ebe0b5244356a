/** Whether somebody is at the page. */

/** E: half a minute without key or pointer, and the pointer not on the list: nobody is about to press a row. */
const IDLE_MS = 30_000;

/** Call again and again while nobody is at the page; returns how to stop. */
export function idle(run: () => void): () => void {
  let last = Date.now();
  const touched = () => {
    last = Date.now();
  };
  const events = ["keydown", "pointermove", "pointerdown", "wheel"] as const;
  for (const name of events) addEventListener(name, touched, { passive: true });
  const asking = setInterval(() => {
    if (Date.now() - last > IDLE_MS && !document.querySelector(".queue .rows:hover")) run();
  }, 5_000);
  return () => {
    clearInterval(asking);
    for (const name of events) removeEventListener(name, touched);
  };
}
