/** Which alerts a person wants a notice of the desktop for. Pure. */
import type { Alert, Priority, Rule } from "../api/shapes";

/** What is empty restricts nothing. */
export type Wish = {
  on: boolean;
  priorities: readonly Priority[];
  rules: readonly Rule[];
  stations: readonly string[];
};

export const NO_WISH: Wish = { on: false, priorities: ["urgent", "high"], rules: [], stations: [] };

/** What concerns the whole room concerns every station. */
const ALL = "*";

/** Say whether somebody is to be told of an alert; never of one that is acknowledged, shelved, suppressed or over. */
export function isWanted(alert: Alert, wish: Wish): boolean {
  const among = <T>(values: readonly T[], value: T) => values.length === 0 || values.includes(value);
  return (
    wish.on &&
    alert.state === "unacknowledged" &&
    among(wish.priorities, alert.priority) &&
    among(wish.rules, alert.rule) &&
    (alert.station === ALL || among(wish.stations, alert.station))
  );
}

/** Read what was kept; what is no wish is left out, so that an old or broken one keeps nobody from the page. */
export function wishesOf(text: string | null): Record<string, Wish> {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
  if (typeof kept !== "object" || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, Wish] => isWish(entry[1])));
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== "object" || value === null) return false;
  const { on, priorities, rules, stations } = value as Partial<Wish>;
  return typeof on === "boolean" && [priorities, rules, stations].every(Array.isArray);
}
