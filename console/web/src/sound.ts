/** Tones by priority, made here: no file, no network. They stop at acknowledgement. */
import { effect, signal } from "@preact/signals";
import type { Alert, Priority } from "./api/shapes";
import { open } from "./live/alerts";
import { rank } from "./queue/order";
import { sound } from "./prefs";

/** Browsers let no page sound before a key or a click. */
export const allowed = signal(false);

/** Frequencies in Hz, one after the other. E: rising and two-toned for what is urgent, one soft tone below. */
const TONES: Record<Priority, readonly number[]> = {
  urgent: [784, 988, 784, 988],
  high: [659, 784],
  medium: [523],
  low: [],
};
/** E: repeated while nobody has acknowledged; medium sounds once. */
const AGAIN_AFTER_MS: Record<Priority, number> = {
  urgent: 8_000,
  high: 30_000,
  medium: Infinity,
  low: Infinity,
};
const TONE_S = 0.16;
const LOUDNESS = 0.15;

let context: AudioContext | null = null;
let lastAt = 0;
const heard = new Set<string>();

function play(tones: readonly number[]): void {
  if (!context || sound.peek() === "off") return;
  tones.forEach((frequency, index) => {
    const tone = context!.createOscillator();
    const volume = context!.createGain();
    const begin = context!.currentTime + index * TONE_S;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.02);
    volume.gain.linearRampToValueAtTime(0, begin + TONE_S);
    tone.connect(volume).connect(context!.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S);
  });
}

/** Return the most urgent alert that nobody has acknowledged. */
export function loudest(alerts: readonly Alert[]): Alert | null {
  const waiting = alerts.filter((alert) => alert.state === "unacknowledged");
  return waiting.reduce<Alert | null>(
    (most, alert) => (most === null || rank(alert.priority) < rank(most.priority) ? alert : most),
    null,
  );
}

function sounds(isNew: boolean): void {
  const most = loudest(open.peek());
  if (!most) return;
  const now = Date.now();
  if (!isNew && now - lastAt < AGAIN_AFTER_MS[most.priority]) return;
  lastAt = now;
  play(TONES[most.priority]);
}

export function startSound(): void {
  const allow = () => {
    context ??= new AudioContext();
    void context.resume();
    allowed.value = true;
  };
  addEventListener("keydown", allow, { once: true });
  addEventListener("pointerdown", allow, { once: true });
  setInterval(() => sounds(false), 1000);
  effect(() => {
    const waiting = open.value.filter((alert) => alert.state === "unacknowledged").map((alert) => alert.alert);
    const isNew = waiting.some((id) => !heard.has(id));
    heard.clear();
    for (const id of waiting) heard.add(id);
    if (isNew) sounds(true);
  });
}
