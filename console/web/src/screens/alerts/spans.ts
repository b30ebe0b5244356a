/** What of a fact's spans is drawn between two times. Pure. */
import type { Bar } from "../../api/shapes";

/** A stretch of time in milliseconds. */
export type Stretch = { begin: number; end: number };
/** What is not so is bad only where it was asked. */
export type Kind = "yes" | "no" | "bad" | "unknown";
type Piece = Stretch & { kind: Kind };
export type Drawn = Piece & { left: number; width: number };

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

/** Return a bar's spans within a stretch, in percent of it; what is open lasts to its end. */
export function drawn({ spans, asked }: Pick<Bar, "spans" | "asked">, stretch: Stretch): Drawn[] {
  const demands = asked.map((each) => within(each, stretch));
  return spans
    .flatMap(({ value, ...times }): Piece[] => {
      const part = within(times, stretch);
      return value === false ? cut(part, demands) : [{ ...part, kind: value ? "yes" : "unknown" }];
    })
    .filter((piece) => piece.end > piece.begin)
    .map((piece) => {
      const left = Math.min(percent(piece.begin, stretch), 100 - LEAST_WIDTH);
      return { ...piece, left, width: Math.max(LEAST_WIDTH, percent(piece.end, stretch) - left) };
    });
}

function within({ since, until }: { since: string; until: string | null }, stretch: Stretch): Stretch {
  return {
    begin: Math.max(stretch.begin, Date.parse(since)),
    end: Math.min(stretch.end, until === null ? stretch.end : Date.parse(until)),
  };
}

/** Cut what is not so where it begins and ceases to be asked; what is asked comes in order. */
function cut({ begin, end }: Stretch, demands: readonly Stretch[]): Piece[] {
  const found: Piece[] = [];
  let at = begin;
  for (const demand of demands) {
    const since = Math.max(at, demand.begin);
    const until = Math.min(end, demand.end);
    if (until <= since) continue;
    found.push({ kind: "no", begin: at, end: since }, { kind: "bad", begin: since, end: until });
    at = until;
  }
  return [...found, { kind: "no", begin: at, end }];
}
