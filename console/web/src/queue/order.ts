/** The order of the queue: the most urgent first, alerts of one incident together. Pure. */
import type { Alert, Priority } from "../api/shapes";

export const PRIORITIES: readonly Priority[] = ["urgent", "high", "medium", "low"];

export const rank = (priority: Priority): number => PRIORITIES.indexOf(priority);

/** What a person must still look at comes before what somebody already has; the forgotten ones come back. */
const waits = (alert: Alert, now: number): number => {
  if (alert.state === "unacknowledged" || isForgotten(alert, now)) return 0;
  return alert.state === "returned_unacknowledged" ? 2 : 1;
};

/** By urgency, then what nobody sees to, then who has waited the longest. */
function compare(one: Alert, other: Alert, now: number): number {
  return (
    rank(one.priority) - rank(other.priority) ||
    waits(one, now) - waits(other, now) ||
    Date.parse(one.raised_at) - Date.parse(other.raised_at) ||
    (one.alert < other.alert ? -1 : 1)
  );
}

/** Return the ids in the order of the queue; a group stands where its most urgent alert does. */
export function inOrder(alerts: readonly Alert[], now: number): string[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of [...alerts].sort((one, other) => compare(one, other, now))) {
    const key = groupOf(alert);
    const group = groups.get(key);
    if (group) group.push(alert);
    else groups.set(key, [alert]);
  }
  return [...groups.values()].flat().map((alert) => alert.alert);
}

/** Alerts with the same one are shown together. */
export const groupOf = (alert: Alert): string => `${alert.station} ${alert.group}`;

/**
 * E: how long somebody may have taken note of an alert without calling or deciding, in seconds. An officer's
 * minute is short; a low battery can wait for half a shift.
 */
export const FORGOTTEN_AFTER_S: Record<Priority, number> = { urgent: 120, high: 300, medium: 1800, low: 4 * 3600 };

/** When somebody took note of an alert; null where nobody did. */
export function acknowledgedAt(alert: Alert): number | null {
  return lastOf(alert, ["acknowledged", "confirmed", "directive_called"]);
}

/** When the call was made; null where there was none since the alert came back. */
export function calledAt(alert: Alert): number | null {
  return lastOf(alert, ["directive_called"]);
}

function lastOf(alert: Alert, steps: readonly string[]): number | null {
  let at: number | null = null;
  for (const line of alert.history) {
    if (line.step === "reraised") at = null;
    else if (steps.includes(line.step)) at = Date.parse(line.at);
  }
  return at;
}

/** Taken note of, still so, and neither called nor decided for too long. */
export function isForgotten(alert: Alert, now: number): boolean {
  if (alert.state !== "acknowledged" || !alert.active || calledAt(alert) !== null) return false;
  if (alert.decision !== "open") return false;
  const at = acknowledgedAt(alert);
  return at !== null && now - at > FORGOTTEN_AFTER_S[alert.priority] * 1000;
}
