/** The alerts of the room, live: loaded once, then followed version by version. */
import { computed, signal } from "@preact/signals";
import { get, loggedOut } from "../api/client";
import type { Alert, Alerts } from "../api/shapes";
import { nowMs } from "../clock";
import { forgotten, merged, reloaded, type Known } from "./merge";

export const alerts = signal<Known>(new Map());
export const leftOut = signal(0);
/** Since when nothing is heard from the server; null while the stream is live. */
export const staleSince = signal<number | null>(Date.now());
export const loaded = signal(false);

/** E: closed alerts stay half an hour, so that a row does not vanish under a person's eyes. */
const KEEP_CLOSED_MS = 30 * 60_000;
/** E: whoever asks for closed alerts looks for one of their shift. */
const SHIFT_MS = 12 * 3_600_000;
/** Since when nobody asks for closed alerts, by the room's time; null while somebody does. */
let unasked_ms: number | null = -Infinity;
const RETRY_MS = 2_000;

let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let waiting: Alert[] = [];
let due = false;

export const open = computed(() => [...alerts.value.values()].filter((alert) => alert.state !== "closed"));

/** Load the list and follow; called again it starts anew. */
export async function follow(): Promise<void> {
  stop();
  try {
    const list = await get<Alerts>("/api/alerts");
    alerts.value = reloaded(alerts.value, list.alerts);
    leftOut.value = list.left_out;
    loaded.value = true;
    listen(list.place);
    if (unasked_ms === null) void loadClosed();
  } catch (error) {
    lost();
    if (!loggedOut.value) retry = setTimeout(follow, RETRY_MS);
    if (!(error instanceof Error)) throw error;
  }
}

/** Load the closed alerts of the shift too, and keep them: a person asks for closed ones. */
export async function loadClosed(): Promise<void> {
  unasked_ms = null;
  try {
    const { alerts: closed } = await get<Alerts>("/api/alerts", { state: "closed", closed_within_s: SHIFT_MS / 1000 });
    alerts.value = merged(alerts.value, closed);
  } catch (error) {
    // The line at the top says that the server is away; with its list they are asked for again.
    if (!(error instanceof Error)) throw error;
  }
}

/** Nobody asks for closed alerts any more; what was loaded may be in sight still, and stays as long as what is closed now. */
export function leaveClosed(): void {
  unasked_ms = nowMs();
}

/** How long ago an alert may have been closed that is kept. */
function keepClosed_ms(): number {
  return unasked_ms === null || nowMs() - unasked_ms < KEEP_CLOSED_MS ? SHIFT_MS : KEEP_CLOSED_MS;
}

export function stop(): void {
  source?.close();
  source = null;
  clearTimeout(retry);
}

function listen(place: string): void {
  const stream = new EventSource(`/api/events?place=${encodeURIComponent(place)}`);
  source = stream;
  stream.onopen = () => {
    staleSince.value = null;
  };
  stream.addEventListener("alert", (event) => take(JSON.parse((event as MessageEvent<string>).data) as Alert));
  stream.addEventListener("reload", () => void follow());
  stream.onerror = () => {
    lost();
    // The browser tries again by itself, from where it was, unless the server turned it away.
    if (stream.readyState === EventSource.CLOSED && !loggedOut.value) {
      clearTimeout(retry);
      retry = setTimeout(follow, RETRY_MS);
    }
  };
}

function lost(): void {
  staleSince.value ??= Date.now();
}

/** Versions are taken in once a frame: a storm of them is one change of the page. */
function take(version: Alert): void {
  waiting.push(version);
  if (due) return;
  due = true;
  const soon = document.hidden ? (run: () => void) => setTimeout(run, 200) : requestAnimationFrame;
  soon(() => {
    due = false;
    const batch = waiting;
    waiting = [];
    alerts.value = forgotten(merged(alerts.value, batch), nowMs() - keepClosed_ms());
  });
}
