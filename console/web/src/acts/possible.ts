/** Which acts do something in which state, after the table in docs/alerts.md. Pure. */
import type { Act, Alert, AlertState, Decision } from "../api/shapes";

const NOT: Record<AlertState, readonly Act[]> = {
  unacknowledged: ["unshelve"],
  acknowledged: ["acknowledge", "unshelve"],
  returned_unacknowledged: ["shelve", "unshelve"],
  shelved: [],
  suppressed: ["shelve", "unshelve"],
  closed: ["acknowledge", "shelve", "unshelve", "corrected", "close", "assign"],
};
const DECIDED: Partial<Record<Act, Decision>> = { confirm: "confirmed", dismiss: "dismissed" };

/** Say whether an act would change an alert. */
export function possible(act: Act, alert: Pick<Alert, "state" | "decision">): boolean {
  return !NOT[alert.state].includes(act) && DECIDED[act] !== alert.decision;
}

/** The state that an act leads to, as the page shows it until the desk has spoken. */
export function afterwards(act: Act, alert: Pick<Alert, "state">): AlertState {
  if (act === "assign" || act === "note") return alert.state;
  if (act === "dismiss" || act === "corrected" || act === "close") return "closed";
  if (act === "shelve") return "shelved";
  if (act === "unshelve") return "acknowledged";
  if (alert.state === "returned_unacknowledged") return "closed";
  return alert.state === "unacknowledged" ? "acknowledged" : alert.state;
}
