/**
 * Two clocks. The room's: the server's time, so that a desk whose clock is wrong shows right ages; where a day is
 * played fast it runs fast, too. And the wall's: for what people wait for at this page.
 */
import { signal } from "@preact/signals";

/** E: from twice as fast on, what was asked for as usual is too old when it is shown. */
const FAST = 2;
/** E: then it is asked for so often, and comes and is drawn within as long again. */
const HURRIED_S = 1;

/** Before the first answer the browser's clock is all there is, and no pace can be told from it. */
let first = true;
let told = { server: Date.now(), at: Date.now() };
const played = signal(1);

/** The room's time in milliseconds, renewed once a second. */
export const now = signal(Date.now());
/** The browser's own time in milliseconds, renewed once a second. */
export const wall = signal(Date.now());

/** How fast the room's clock goes; 1 but where a day is played fast. */
export const pace = (): number => played.value;

/** How often to ask for what is shown with its age, in seconds; `usual` but where a day is played fast. */
export const askEvery_s = (usual_s: number): number => (pace() < FAST ? usual_s : HURRIED_S);

/** How old something may be in the room's time, where its source is as quick as ever and a day is played fast. */
export const mayBeOld_ms = (usual_ms: number): number =>
  pace() < FAST ? usual_ms : usual_ms + 2 * HURRIED_S * 1000 * pace();

export function nowMs(): number {
  return told.server + (Date.now() - told.at) * played.peek();
}

function tick(): void {
  now.value = nowMs();
}

/** Tell a fast day's time anew: in a second it goes so far that what has just come would look newer than it is. */
export function catchUp(): void {
  if (pace() >= FAST) tick();
}

/** Go by a time that the server has just told and, where a day is played, by how fast it went since the time before. */
export function goBy(server: string, isPlayed: boolean, at = Date.now()): void {
  const next = Date.parse(server);
  const since = (next - told.server) / (at - told.at);
  // A clock that goes back is that of a day begun anew.
  played.value = isPlayed && !first && at > told.at && since >= 0 ? since : 1;
  told = { server: next, at };
  first = false;
  tick();
}

export function startClock(): void {
  setInterval(() => {
    wall.value = Date.now();
    tick();
    // What blinks goes by it: an animation of CSS draws the page sixty times a second for as long as it runs.
    document.documentElement.toggleAttribute("data-beat");
  }, 1000);
}
