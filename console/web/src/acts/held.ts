/** Acts on their way: held for a few seconds so that they can be undone, then sent until they have arrived. */
import { computed, signal } from "@preact/signals";
import { Refused, send } from "../api/client";
import { newKey } from "../api/key";
import type { Act, Deal } from "../api/shapes";
import { nowMs, wall } from "../clock";

export type Held = {
  deal: Deal;
  sendAt: number;
  phase: "held" | "sending" | "sent" | "retrying";
  /** The version of each alert when the act was made: a later one tells that the desk has spoken. */
  versions: ReadonlyMap<string, number>;
};

/** E: five seconds are enough to notice a wrong key, and little beside the minute that an officer is given. */
export const UNDO_MS = 5_000;
const RETRY_MS = 2_000;
/** E: an act that the desk has not spoken of ten seconds after it was taken had no effect. */
export const EFFECT_WITHIN_MS = 10_000;

export const held = signal<readonly Held[]>([]);
/** What went wrong with the last act: a code of the server. */
export const refused = signal<{ code: string; act: Act } | null>(null);

export const undoable = computed(() => {
  const last = held.value.findLast((each) => each.phase === "held");
  return last === undefined ? null : { held: last, left_s: Math.max(1, Math.ceil((last.sendAt - wall.value) / 1000)) };
});
export const undelivered = computed(() => held.value.filter((each) => each.phase === "retrying").length);
/** By alert, the act that is on its way. */
export const onTheWay = computed(() => {
  const by = new Map<string, Held>();
  for (const each of held.value) for (const alert of each.deal.alerts) by.set(alert, each);
  return by;
});

/** Hold an act, and send it when its time is up. */
export function hold(deal: Omit<Deal, "key" | "occurred_at">, versions: ReadonlyMap<string, number>): void {
  const made: Deal = { ...deal, key: newKey(), occurred_at: new Date(nowMs()).toISOString() };
  const one: Held = { deal: made, sendAt: Date.now() + UNDO_MS, phase: "held", versions };
  held.value = [...held.value, one];
  setTimeout(() => void deliver(made.key), UNDO_MS);
}

/** Take back the last act that was not sent yet. */
export function undo(): Held | null {
  const last = undoable.peek()?.held ?? null;
  if (last) drop(last.deal.key);
  return last;
}

/** Send everything that is held at once: the page is being left. */
export function flush(): void {
  for (const each of held.peek()) if (each.phase !== "sent") void deliver(each.deal.key, true);
}

/** Forget acts that the desk has answered with a later version. */
export function settle(version: (alert: string) => number | undefined): void {
  const open = held.peek().filter(
    (each) =>
      each.phase !== "sent" ||
      each.deal.alerts.some((alert) => (version(alert) ?? Infinity) <= (each.versions.get(alert) ?? 0)),
  );
  if (open.length !== held.peek().length) held.value = open;
}

async function deliver(key: string, leaving = false): Promise<void> {
  const one = held.peek().find((each) => each.deal.key === key);
  if (!one || (one.phase === "sending" && !leaving)) return;
  change(key, "sending");
  try {
    await send("POST", "/api/acts", one.deal, leaving);
    change(key, "sent");
    setTimeout(() => ineffective(key), EFFECT_WITHIN_MS);
  } catch (error) {
    if (error instanceof Refused && error.status !== 401 && error.status < 500) {
      refused.value = { code: error.code, act: one.deal.act };
      drop(key);
      return;
    }
    // The key makes it count once, however often it is sent.
    change(key, "retrying");
    setTimeout(() => void deliver(key), RETRY_MS);
  }
}

function ineffective(key: string): void {
  const one = held.peek().find((each) => each.deal.key === key);
  if (!one) return;
  refused.value = { code: "no_effect", act: one.deal.act };
  drop(key);
}

function change(key: string, phase: Held["phase"]): void {
  held.value = held.peek().map((each) => (each.deal.key === key ? { ...each, phase } : each));
}

function drop(key: string): void {
  held.value = held.peek().filter((each) => each.deal.key !== key);
}
