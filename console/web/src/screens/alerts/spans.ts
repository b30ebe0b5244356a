/** What of a fact's spans is drawn between two times. Pure. */
import type { Span } from "../../api/shapes";

/** A stretch of time in milliseconds. */
export type Stretch = { begin: number; end: number };
export type Kind = "yes" | "no" | "unknown";
export type Drawn = { kind: Kind; begin: number; end: number; left: number; width: number };

/** E: ten minutes, which is all that the server tells of before. */
const BEFORE_MS = 600_000;
/** E: a twelfth of the line is enough to see how it was before. */
const BEFORE_SHARE = 1 / 12;
/** E: percent of the line; what is shorter is still to be seen. */
const LEAST_WIDTH = 0.4;

/** Return the stretch from somewhat before the first of some moments to the last. */
export function around(moments: readonly number[]): Stretch {
  const first = Math.min(...moments);
  const end = Math.max(...moments);
  return { begin: first - Math.min(BEFORE_MS, (end - first) * BEFORE_SHARE), end };
}

export const percent = (at: number, { begin, end }: Stretch): number => ((at - begin) / Math.max(1, end - begin)) * 100;

/** Return the spans within a stretch, in percent of it; what is open lasts to its end. */
export function drawn(spans: readonly Span[], stretch: Stretch): Drawn[] {
  const found: Drawn[] = [];
  for (const span of spans) {
    const begin = Math.max(stretch.begin, Date.parse(span.since));
    const end = Math.min(stretch.end, span.until === null ? stretch.end : Date.parse(span.until));
    if (end <= begin) continue;
    const left = Math.min(percent(begin, stretch), 100 - LEAST_WIDTH);
    const width = Math.max(LEAST_WIDTH, percent(end, stretch) - left);
    const kind = span.value === null ? "unknown" : span.value ? "yes" : "no";
    found.push({ kind, begin, end, left, width });
  }
  return found;
}
