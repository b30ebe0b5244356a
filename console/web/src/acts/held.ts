/** Acts on their way: held for a few seconds so that they can be undone, then sent until they have arrived. */
import { computed, signal } from "@preact/signals";
import { Refused, send } from "../api/client";
import { newKey } from "../api/key";
import type { Act, Alert, Deal, Step } from "../api/shapes";
import { nowMs, wall } from "../clock";
import { fateOf, type Fate } from "./meeting";

export type Held = {
  deal: Deal;
  sendAt: number;
  /** Counted ones are kept for a while, in which another's act may still meet them. */
  phase: "held" | "sending" | "sent" | "retrying" | "counted";
  /** Each alert as it was when the act was made. */
  before: ReadonlyMap<string, Alert>;
  /** How much of what others did meanwhile was said. */
  said: number;
};

/** What somebody else did to the same alert at the same time, for whoever was acting. */
export type Met = {
  act: Act;
  alert: string;
  by: string;
  step: Step;
  mine: "held" | "counted" | "late";
};

/** E: five seconds are enough to notice a wrong key, and little beside the minute that an officer is given. */
export const UNDO_MS = 5_000;
const RETRY_MS = 2_000;
/** E: an act that the desk has not spoken of ten seconds after it was taken had no effect. */
export const EFFECT_WITHIN_MS = 10_000;

export const held = signal<readonly Held[]>([]);
/** What went wrong with the last act: a code of the server. */
export const refused = signal<{ code: string; act: Act } | null>(null);
export const met = signal<Met | null>(null);

export const undoable = computed(() => {
  const last = held.value.findLast((each) => each.phase === "held");
  return last === undefined ? null : { held: last, left_s: Math.max(1, Math.ceil((last.sendAt - wall.value) / 1000)) };
});
export const undelivered = computed(() => held.value.filter((each) => each.phase === "retrying").length);
/** By alert, the act that is on its way. */
export const onTheWay = computed(() => {
  const by = new Map<string, Held>();
  for (const each of held.value) {
    if (each.phase !== "counted") for (const alert of each.deal.alerts) by.set(alert, each);
  }
  return by;
});

/** Hold an act, and send it when its time is up. */
export function hold(deal: Omit<Deal, "key" | "occurred_at">, before: ReadonlyMap<string, Alert>): void {
  const made: Deal = { ...deal, key: newKey(), occurred_at: new Date(nowMs()).toISOString() };
  held.value = [...held.value, { deal: made, sendAt: Date.now() + UNDO_MS, phase: "held", before, said: 0 }];
  met.value = null;
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
  for (const each of held.peek()) {
    if (each.phase !== "sent" && each.phase !== "counted") void deliver(each.deal.key, true);
  }
}

/** Take in what the desk has said since: acts that count are no longer on their way, and two who met hear of it. */
export function settle(known: (alert: string) => Alert | undefined, me: string): void {
  const all = held.peek();
  const next = all.flatMap((each, index) => {
    // What is to change an alert first may yet make room for this one.
    const isFirst = (id: string) => !all.slice(0, index).some((one) => one.phase !== "counted" && one.before.has(id));
    const told = [...each.before].flatMap(([id, before]): Told[] => {
      const now = known(id);
      if (!now || now.version <= before.version) return [];
      const fate = fateOf(each.deal.act, me, before, now);
      return [{ ...fate, late: fate.late && isFirst(id), now }];
    });
    return told.length === 0 ? [each] : settled(each, told);
  });
  if (next.length !== all.length || next.some((each, index) => each !== all[index])) held.value = next;
}

type Told = Fate & { now: Alert };

/** What is left of an act: nothing where it came too late for every alert, be it sent or not. */
function settled(one: Held, told: readonly Told[]): Held[] {
  const isKnown = told.every((each) => each.counted || each.late);
  const others = told.reduce((sum, each) => sum + each.others.length, 0);
  // Once it is sent, nothing can be said before the desk has spoken.
  const said = one.phase === "held" || isKnown ? Math.max(others, one.said) : one.said;
  if (said > one.said) tell(one, told);
  const isWhole = told.length === one.before.size;
  if (isWhole && told.every((each) => each.late)) {
    if (said === 0) refused.value = { code: "no_effect", act: one.deal.act };
    return [];
  }
  const isOver = isWhole && isKnown && one.phase !== "held";
  const phase = isOver ? "counted" : one.phase;
  return [said === one.said && phase === one.phase ? one : { ...one, said, phase }];
}

/** Say who else dealt with an alert. */
function tell(one: Held, told: readonly Told[]): void {
  const { now, late, others } = told.findLast((each) => each.others.length > 0)!;
  const { step, operator } = others.at(-1)!;
  const mine = late ? "late" : one.phase === "held" ? "held" : "counted";
  met.value = { act: one.deal.act, alert: now.alert, by: operator!, step, mine };
}

async function deliver(key: string, leaving = false): Promise<void> {
  const one = held.peek().find((each) => each.deal.key === key);
  if (!one || (one.phase === "sending" && !leaving)) return;
  if (one.phase === "counted") return drop(key);
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
  if (one?.phase === "sent") refused.value = { code: "no_effect", act: one.deal.act };
  drop(key);
}

function change(key: string, phase: Held["phase"]): void {
  held.value = held.peek().map((each) => (each.deal.key === key && each.phase !== "counted" ? { ...each, phase } : each));
}

function drop(key: string): void {
  held.value = held.peek().filter((each) => each.deal.key !== key);
}
