/** Whether a video is live: pictures come, and when to try again where they do not. Pure. */

/** E: a source that is opened on demand has ten seconds for it (MediaMTX), and HLS a segment more. */
const COMES_WITHIN_MS = 15_000;
/** E: somebody who moves has gone out of the picture in that time; a lost packet or two are made up for by then. */
const STILL_MS = 5_000;

const FIRST_PAUSE_MS = 1_000;
/** E: somebody waits before the screen, and up to sixteen pages of a room ask a server that is just starting. */
const LONGEST_PAUSE_MS = 30_000;
/** As with the cameras' own videos: one that came for so long had opened well. */
const STEADY_MS = 60_000;

/** What was seen of a video: the count of pictures, when the last one came, if any did, and when it was begun. */
export type Watched = { pictures: number; came_ms: number | null; begun_ms: number };

export const begun = (pictures: number, at_ms: number): Watched => ({ pictures, came_ms: null, begun_ms: at_ms });

/** Return what is known after counting again; a browser's count begins anew with another video. */
export function counted(before: Watched, pictures: number, at_ms: number): Watched {
  return { ...before, pictures, came_ms: pictures > before.pictures ? at_ms : before.came_ms };
}

export type State = "coming" | "live" | "gone";

/** Say whether a video is live, not yet, or no longer; `goesOn` as its player has it. */
export function stateOf(watched: Watched, goesOn: boolean, was: State, at_ms: number): State {
  const isMoving = watched.came_ms !== null && at_ms - watched.came_ms <= STILL_MS;
  if (isMoving && goesOn) return "live";
  return was === "coming" && at_ms - watched.begun_ms <= COMES_WITHIN_MS ? "coming" : "gone";
}

/** Return how long to wait before the next try: each time twice as long, from the beginning after a steady one. */
export function pauseAfter(pause_ms: number | null, lasted_ms: number): number {
  if (pause_ms === null || lasted_ms >= STEADY_MS) return FIRST_PAUSE_MS;
  return Math.min(pause_ms * 2, LONGEST_PAUSE_MS);
}
