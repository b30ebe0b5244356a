/** Following a camera's live video: attempt after attempt, with growing pauses. */
import { Attempt, type Camera } from "./attempt";
import { pauseAfter, type State } from "./watching";

/** Play until stopped; `told` is called as the state changes. Returns how to stop. */
export function follow(video: HTMLVideoElement, camera: Camera, told: (state: State) => void): () => void {
  let pause_ms: number | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let attempt: Attempt;
  const begin = () => {
    attempt = new Attempt(video, camera, (state, lasted_ms) => {
      told(state);
      if (state !== "gone") return;
      pause_ms = pauseAfter(pause_ms, lasted_ms);
      again = setTimeout(begin, pause_ms);
    });
  };
  begin();
  return () => {
    clearTimeout(again);
    attempt.stop();
  };
}
