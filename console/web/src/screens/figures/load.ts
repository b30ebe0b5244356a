/** The load as a series, and the limits that ISA-18.2 sets for one operator. Pure. */
import type { Alert, Step } from "../../api/shapes";

/** E: the length of a window in ISA-18.2. */
export const WINDOW_MS = 10 * 60_000;
/** A flood begins with more than ten in ten minutes (ISA-18.2). */
export const FLOOD = 10;

/** As ISA-18.2 has them; the server says which of them are exceeded. */
export const LIMITS = [
  ["an_hour", "12"],
  ["peak_in_ten_minutes", "10"],
  ["flood_share", "1%"],
  ["chattering", "0"],
  ["stale", "4"],
] as const;

/** What makes an alert heard: it comes, comes back, or is let through again; as the server counts. */
const HEARD: readonly Step[] = ["raised", "reraised", "unsuppressed", "unshelved"];

/** How many alerts were heard in each window. */
export function windows(alerts: readonly Alert[], since: number, until: number): { at: number[]; heard: number[] } {
  const count = Math.max(1, Math.ceil((until - since) / WINDOW_MS));
  const heard = new Array<number>(count).fill(0);
  for (const alert of alerts) {
    for (const line of alert.history) {
      if (!HEARD.includes(line.step)) continue;
      const index = Math.floor((Date.parse(line.at) - since) / WINDOW_MS);
      if (index >= 0 && index < count) heard[index]! += 1;
    }
  }
  return { at: heard.map((_, index) => (since + index * WINDOW_MS) / 1000), heard };
}
