/** One attempt at a camera's live video: put on record, played, and watched until it is no longer live. */
import { send } from "../../api/client";
import type { LivePass } from "../../api/shapes";
import { play, type Playing } from "./playing";
import { begun, counted, stateOf, type State } from "./watching";

/** The server puts the same look on record once a minute, and a pass holds for two. */
const RECORD_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 500;

export type Camera = { address: string; looked: string };

export class Attempt {
  private readonly began_ms = Date.now();
  private watched;
  private state: State = "coming";
  private playing: Playing | null = null;
  private bearer: string | null = null;
  private readonly looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  private readonly recording = setInterval(() => void this.record().catch(() => this.fail()), RECORD_EVERY_MS);
  private isOver = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly camera: Camera,
    private readonly told: (state: State, lasted_ms: number) => void,
  ) {
    this.watched = begun(this.count(), this.began_ms);
    void this.begin();
  }

  stop(): void {
    this.isOver = true;
    clearInterval(this.looking);
    clearInterval(this.recording);
    this.playing?.stop();
  }

  private async begin(): Promise<void> {
    try {
      await this.record();
      if (this.isOver) return;
      const source = { address: this.camera.address, bearer: () => this.bearer };
      const playing = await play(this.video, source, () => this.fail());
      if (this.isOver) playing.stop();
      else this.playing = playing;
    } catch {
      // The tile says that there is no live video; the next attempt is not far.
      this.fail();
    }
  }

  /** Who looks at whom is on record, here too, where the picture comes from the media server. */
  private async record(): Promise<void> {
    this.bearer = (await send<LivePass>("POST", this.camera.looked)).bearer;
  }

  private look(): void {
    const now_ms = Date.now();
    this.watched = counted(this.watched, this.count(), now_ms);
    const next = stateOf(this.watched, this.playing?.goesOn(now_ms) ?? false, this.state, now_ms);
    if (next === "gone") this.fail();
    else this.say(next);
  }

  private fail(): void {
    if (this.isOver) return;
    this.stop();
    this.say("gone");
  }

  private say(state: State): void {
    if (state === this.state) return;
    this.state = state;
    this.told(state, Date.now() - this.began_ms);
  }

  private count(): number {
    return this.video.getVideoPlaybackQuality().totalVideoFrames;
  }
}
