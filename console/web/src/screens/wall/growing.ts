/** Whether a live playlist grows. Pure. */

/** What a playlist says: whether it is live, the number of its last segment, and how long one is at most. */
export type List = { live: boolean; last: number; targetduration_s: number; at_ms: number };

/** The last segment that was seen, and until when the list counts as growing; 0 where it was never seen to grow. */
export type Growth = { last: number; until_ms: number };

/**
 * Target durations until a list that does not grow has ended. RFC 8216, 6.2.2: a server has the next list within one
 * and a half of them; half of one more passes until the player asks again.
 */
const TARGETS = 2;
/** E: for the network, and a writer that is a little late. */
const SLACK_MS = 1_000;

/** Return what is known of a list that was loaded again; what it had when we came may be from yesterday. */
export function growing(before: Growth | null, list: List): Growth {
  if (!list.live || before === null) return { last: list.last, until_ms: 0 };
  if (list.last <= before.last) return before;
  return { last: list.last, until_ms: list.at_ms + TARGETS * list.targetduration_s * 1000 + SLACK_MS };
}
