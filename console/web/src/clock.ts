/**
 * Two clocks. The room's: the server's time, so that a desk whose clock is wrong shows right ages; where a day is
 * played fast it runs fast, too. And the wall's: for what people wait for at this page.
 */
import { signal } from "@preact/signals";

/** E: a pace this near to one is the network's doing. */
const EVEN = 0.05;

/** Before the first answer the browser's clock is all there is, and no pace can be told from it. */
let first = true;
let told = { server: Date.now(), at: Date.now(), pace: 1 };

/** The room's time in milliseconds, renewed once a second. */
export const now = signal(Date.now());
/** The browser's own time in milliseconds, renewed once a second. */
export const wall = signal(Date.now());

/** How fast the room's clock goes; 1 but where a day is played fast. */
export const pace = (): number => told.pace;

export function nowMs(): number {
  return told.server + (Date.now() - told.at) * told.pace;
}

/** Go by a time that the server has just told, and by how fast it went since the time before. */
export function goBy(server: string, at = Date.now()): void {
  const next = Date.parse(server);
  const pace = at > told.at ? (next - told.server) / (at - told.at) : 1;
  const isEven = Math.abs(pace - 1) < EVEN || pace < 0 || first;
  told = { server: next, at, pace: isEven ? 1 : pace };
  first = false;
  now.value = nowMs();
}

export function startClock(): void {
  setInterval(() => {
    wall.value = Date.now();
    now.value = nowMs();
    // What blinks goes by it: an animation of CSS draws the page sixty times a second for as long as it runs.
    document.documentElement.toggleAttribute("data-beat");
  }, 1000);
}
