/** Two people at once on one alert: what became of an act that another's met. Pure. */
import type { Act, Alert, Happened, Step } from "../api/shapes";
import { possible } from "./possible";

/** The line that an act leaves in the history. */
const STEP: Record<Act, Step> = {
  acknowledge: "acknowledged",
  confirm: "confirmed",
  dismiss: "dismissed",
  shelve: "shelved",
  unshelve: "unshelved",
  directive_called: "directive_called",
  corrected: "corrected",
  close: "closed",
  assign: "assigned",
  note: "noted",
};

export type Fate = {
  /** The act stands in the history. */
  counted: boolean;
  /** It does not, and it can no longer change anything. */
  late: boolean;
  /** What others did since the alert looked as it did to whoever acted; notes aside, since they decide nothing. */
  others: readonly Happened[];
};

const same = (one: Happened, other: Happened): boolean =>
  one.at === other.at && one.step === other.step && one.operator === other.operator && one.reason === other.reason;

/** Say what became of somebody's act, from the alert as it was before it and as it is now. */
export function fateOf(act: Act, me: string, before: Alert, now: Alert): Fate {
  const since = now.history.filter((line) => !before.history.some((known) => same(known, line)));
  const counted = since.some((line) => line.operator === me && line.step === STEP[act]);
  const others = since.filter((line) => line.operator && line.operator !== me && line.step !== "noted");
  return { counted, late: !counted && !possible(act, now), others };
}
