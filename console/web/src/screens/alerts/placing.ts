/** Where stages stand over the line of time: in two rows, so that no label lies on another. Pure. */
import type { Stage } from "../../api/shapes";

/** The stages of an incident in the order in which they happen. */
export const CHAIN: readonly Stage[] = [
  "received",
  "dispatched",
  "signed",
  "departed",
  "arrived",
  "concluded",
  "feedback_entered",
  "reviewed",
  "closed",
];

/** From a time to percent of the line. */
export type Place = (at: number) => number;
export type Placed<T> = T & { place: number; left: number; upper: boolean };
/** E: a stage and its time need a ninth of the line where the line is shortest; all nine fit into one row. */
const NEAR = 11.5;

/** Return marks with their place on the line, and where their labels stand: near it, in order, none over another. */
export function placed<T extends { at: number }>(marks: readonly T[], place: Place): Placed<T>[] {
  const near: Placed<T>[] = [];
  const upper: Placed<T>[] = [];
  const all = [...marks]
    .sort((one, other) => one.at - other.at)
    .map((mark) => {
      const wanted = place(mark.at);
      const [low, high] = [roomAfter(near), roomAfter(upper)];
      const isUpper = wanted < low && high < low;
      const one = { ...mark, place: wanted, left: Math.max(wanted, isUpper ? high : low), upper: isUpper };
      (isUpper ? upper : near).push(one);
      return one;
    });
  pushBack(near);
  pushBack(upper);
  return all;
}

const roomAfter = (row: readonly { left: number }[]): number => (row.at(-1)?.left ?? -Infinity) + NEAR;

/** Move labels that were pushed beyond the end of the line back, and those before them. */
function pushBack(row: { left: number }[]): void {
  let most = 100;
  for (const one of row.reverse()) {
    one.left = Math.min(one.left, most);
    most = one.left - NEAR;
  }
}
