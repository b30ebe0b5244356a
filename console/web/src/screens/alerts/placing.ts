/** Where stages stand on the line of time; those too near to the one before stand lower. Pure. */
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
/** E: a stage and its time need a ninth of the line where the line is shortest. */
const NEAR = 11.5;

export function placed<T extends { at: number }>(marks: readonly T[], place: Place): (T & { left: number; low: boolean })[] {
  let high = -Infinity;
  let low = -Infinity;
  return [...marks]
    .sort((one, other) => one.at - other.at)
    .map((mark) => {
      const wanted = place(mark.at);
      const isLow = wanted - high < NEAR && low < high;
      const left = Math.min(100, Math.max(wanted, (isLow ? low : high) + NEAR));
      if (isLow) low = left;
      else high = left;
      return { ...mark, left, low: isLow };
    });
}
