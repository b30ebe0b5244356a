/** One alert has many versions; the page keeps the latest of each. Pure. */
import type { Alert } from "../api/shapes";

export type Known = ReadonlyMap<string, Alert>;

/** Take versions in: a later version wins, whatever order they come in. Returns the same map if nothing is new. */
export function merged(known: Known, versions: Iterable<Alert>): Known {
  let next: Map<string, Alert> | null = null;
  for (const version of versions) {
    const before = (next ?? known).get(version.alert);
    if (before && before.version >= version.version) continue;
    next ??= new Map(known);
    next.set(version.alert, version);
  }
  return next ?? known;
}

/** Start anew from the server's list, keeping what the live stream told later than the list. */
export function reloaded(known: Known, list: Iterable<Alert>): Known {
  const next = new Map<string, Alert>();
  for (const alert of list) {
    const before = known.get(alert.alert);
    next.set(alert.alert, before && before.version > alert.version ? before : alert);
  }
  return next;
}

/** Forget alerts closed longer ago than a time, so that a page open for weeks does not grow. */
export function forgotten(known: Known, before_ms: number): Known {
  const old = [...known.values()].filter(
    (alert) => alert.state === "closed" && Date.parse(alert.changed_at) < before_ms,
  );
  if (old.length === 0) return known;
  const next = new Map(known);
  for (const alert of old) next.delete(alert.alert);
  return next;
}
