/** The queue as it stands on the page: what fits the filters, what is new, what is chosen. */
import { computed, signal } from "@preact/signals";
import { onTheWay } from "../acts/held";
import { afterwards, possible } from "../acts/possible";
import type { Act, Alert } from "../api/shapes";
import { now } from "../clock";
import { alerts } from "../live/alerts";
import { personName, stationName } from "../live/room";
import { path, query } from "../route";
import { en } from "../words/en";
import { zh } from "../words/zh";
import { filtersOf, fits } from "./filter";
import { inOrder } from "./order";
import { nextOf, shown } from "./shown";

export const filters = computed(() => filtersOf(query.value));
/** What forgotten alerts go by; once in ten seconds is enough for them. */
const slowly = computed(() => Math.floor(now.value / 10_000) * 10_000);

function text(alert: Alert): string {
  return [
    zh.rule[alert.rule],
    en.rule[alert.rule],
    alert.badge,
    alert.camera,
    alert.incident,
    stationName(alert.station),
    alert.sentence.zh,
    alert.sentence.en,
    alert.owner && personName(alert.owner),
  ].join(" ");
}

/** The alert as the page takes it: with what was just done to it, before the desk has spoken. */
export function asDone(alert: Alert): Alert {
  const held = onTheWay.value.get(alert.alert);
  return held ? { ...alert, state: afterwards(held.deal.act, alert) } : alert;
}

const wanted = computed(() => {
  const by = filters.value;
  // Mostly nothing is on its way, and asking for each of thousands is half of the work.
  const taken = onTheWay.value.size > 0 ? asDone : (alert: Alert) => alert;
  const listed = [...alerts.value.values()].filter((alert) => fits(taken(alert), by, text));
  return inOrder(listed, slowly.value);
});
const fitting = computed(() => new Set(wanted.value));

const rows = signal<readonly string[]>([]);
export const list = computed(() => shown(rows.value, wanted.value));

/** Order the rows as they should be now; only when a person asks, or nobody is at the page. */
export function arrange(): void {
  rows.value = wanted.peek();
}

export const current = computed(() => (path.value[0] === "alerts" || !path.value[0] ? (path.value[1] ?? null) : null));
export const chosen = signal<ReadonlySet<string>>(new Set());

/** The alerts that an act is for: the chosen ones, else the one shown; only where it would do something. */
export function targets(act: Act): Alert[] {
  const ids = chosen.value.size > 0 ? [...chosen.value] : current.value ? [current.value] : [];
  return ids
    .map((id) => alerts.value.get(id))
    .filter((alert): alert is Alert => alert !== undefined && possible(act, asDone(alert)));
}

export const neighbour = (from: string | null, step: 1 | -1): string | null =>
  nextOf(rows.value, from, step, (id) => fitting.value.has(id));

/** The one to look at after an act on `from`: the next, else the previous, that still fits. */
export function after(from: string | null): string | null {
  const next = neighbour(from, 1);
  return next !== from ? next : neighbour(from, -1);
}

export function toggle(id: string): void {
  const next = new Set(chosen.value);
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}

/** Choose everything from the last chosen row up to one. */
export function chooseUpTo(id: string): void {
  const order = rows.value;
  const last = [...chosen.value].at(-1) ?? id;
  const [from, to] = [order.indexOf(last), order.indexOf(id)].sort((one, other) => one - other);
  chosen.value = new Set([...chosen.value, ...order.slice(from, to! + 1).filter((each) => fitting.value.has(each))]);
}
