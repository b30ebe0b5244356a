/** The order of the queue: the most urgent first, alerts of one incident together. Pure. */
import type { Alert, Priority } from "../api/shapes";

export const PRIORITIES: readonly Priority[] = ["urgent", "high", "medium", "low"];

export const rank = (priority: Priority): number => PRIORITIES.indexOf(priority);

/** What a person must still look at comes before what somebody already has; the forgotten ones come back. */
const waits = (alert: Alert, now: number): number => {
  if (alert.state === "unacknowledged" || isForgotten(alert, now)) return 0;
  return alert.state === "returned_unacknowledged" ? 2 : 1;
};

type Times = { raised: number; acknowledged: number | null; called: number | null };
const times = new WeakMap<Alert, Times>();

/** Return an alert's times in milliseconds; read once for each version, since thousands are sorted at a time. */
function timesOf(alert: Alert): Times {
  let known = times.get(alert);
  if (known === undefined) {
    known = {
      raised: Date.parse(alert.raised_at),
      acknowledged: lastOf(alert, ["acknowledged", "confirmed", "directive_called"]),
      called: lastOf(alert, ["directive_called"]),
    };
    times.set(alert, known);
  }
  return known;
}

/** When an alert was raised. */
export const raisedAt = (alert: Alert): number => timesOf(alert).raised;

/** When somebody took note of an alert; null where nobody did. */
export const acknowledgedAt = (alert: Alert): number | null => timesOf(alert).acknowledged;

/** When the call was made; null where there was none since the alert came back. */
export const calledAt = (alert: Alert): number | null => timesOf(alert).called;

type Placed = { alert: Alert; urgency: number; raised: number };

/** By urgency, then what nobody sees to, then who has waited the longest. */
const compare = (one: Placed, other: Placed): number =>
  one.urgency - other.urgency || one.raised - other.raised || (one.alert.alert < other.alert.alert ? -1 : 1);

/** Return the ids in the order of the queue; a group stands where its most urgent alert does. */
export function inOrder(alerts: readonly Alert[], now: number): string[] {
  const placed = alerts.map((alert) => ({
    alert,
    urgency: rank(alert.priority) * 3 + waits(alert, now),
    raised: raisedAt(alert),
  }));
  const groups = new Map<string, string[]>();
  for (const { alert } of placed.sort(compare)) {
    const key = groupOf(alert);
    const group = groups.get(key);
    if (group) group.push(alert.alert);
    else groups.set(key, [alert.alert]);
  }
  return [...groups.values()].flat();
}

/** Alerts with the same one are shown together. */
export const groupOf = (alert: Alert): string => `${alert.station} ${alert.group}`;

/**
 * E: how long somebody may have taken note of an alert without calling or deciding, in seconds. An officer's
 * minute is short; a low battery can wait for half a shift.
 */
export const FORGOTTEN_AFTER_S: Record<Priority, number> = { urgent: 120, high: 300, medium: 1800, low: 4 * 3600 };

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
