/** The load as a series, and the limits that ISA-18.2 sets for one operator. Pure. */

/** E: the length of a window in ISA-18.2. */
const WINDOW_MS = 10 * 60_000;
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

/** When each window of the server's began, in seconds, and how often alerts were heard in it. */
export function series(since: string, heard: readonly number[]): { at: number[]; heard: number[] } {
  return { at: heard.map((_, index) => (Date.parse(since) + index * WINDOW_MS) / 1000), heard: [...heard] };
}
