/** The room's clock: the server's time, so that a desk whose clock is wrong shows right ages. */
import { signal } from "@preact/signals";

let ahead_ms = 0;

/** The server's time in milliseconds, once a second. */
export const now = signal(Date.now());

export function nowMs(): number {
  return Date.now() + ahead_ms;
}

/** Go by a time that the server has just told. */
export function goBy(server: string): void {
  ahead_ms = Date.parse(server) - Date.now();
  now.value = nowMs();
}

export function startClock(): void {
  setInterval(() => {
    now.value = nowMs();
  }, 1000);
}
