import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { flush, held, hold, met, onTheWay, refused, settle, undo, UNDO_MS } from "../src/acts/held";
import { afterwards, possible } from "../src/acts/possible";
import type { Act, Alert } from "../src/api/shapes";
import { alertOf, line } from "./factory";

const sent: { path: string; body: { key: string; act: string }; keepalive: boolean }[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  answers = [];
  held.value = [];
  refused.value = null;
  met.value = null;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ path, body: JSON.parse(init.body as string), keepalive: !!init.keepalive });
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.resolve(Response.json({ actions: [] }, { status: 202 }));
  });
});
afterEach(() => vi.useRealTimers());

const BEFORE = alertOf("a");
const act = (name: Act) => hold({ act: name, alerts: ["a"] }, new Map([["a", BEFORE]]));
const call = () => act("directive_called");
/** Let the desk tell a version with further lines of the history. */
const told = (changes: Partial<Alert>, ...lines: Alert["history"]) => {
  const alert = { ...BEFORE, version: 1 + lines.length, history: [...BEFORE.history, ...lines], ...changes };
  settle(() => alert, "li");
};

test("an act is held so that it can be undone, and then sent", async () => {
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent.map((each) => each.body.act)).toEqual(["directive_called"]);
});

test("an act that was undone is never sent", async () => {
  call();
  expect(undo()?.deal.alerts).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(UNDO_MS * 3);
  expect([sent, held.value]).toEqual([[], []]);
});

test("an act is sent at once when the page is left, so that it outlives the page", () => {
  call();
  flush();
  expect(sent.map((each) => each.keepalive)).toEqual([true]);
});

test("an act that did not arrive is sent again with the same key, which makes it count once", async () => {
  answers = [
    () => {
      throw new TypeError("network");
    },
    () => new Response(null, { status: 503 }),
  ];
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS + 5_000);
  expect(sent.length).toBe(3);
  expect(new Set(sent.map((each) => each.body.key)).size).toBe(1);
  expect(held.value[0]?.phase).toBe("sent");
});

test("an act that is refused is dropped, and it is said", async () => {
  answers = [() => Response.json({ code: "not_allowed", fields: [] }, { status: 403 })];
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  expect([refused.value?.code, held.value]).toEqual(["not_allowed", []]);
});

test("an act is settled by the version that has it, and said to have had no effect without one", async () => {
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  told({});
  expect(onTheWay.value.size).toBe(1);
  told({ state: "acknowledged" }, line(1, "directive_called", "li"));
  expect([onTheWay.value.size, met.value]).toEqual([0, null]);
  await vi.advanceTimersByTimeAsync(11_000);
  expect([held.value, refused.value]).toEqual([[], null]);
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS + 11_000);
  expect(refused.value?.code).toBe("no_effect");
});

test("who acknowledges second is told at once who was first, and nothing more is sent", async () => {
  act("acknowledge");
  told({ state: "acknowledged", owner: "wang" }, line(1, "acknowledged", "wang"));
  expect(met.value).toMatchObject({ act: "acknowledge", by: "wang", step: "acknowledged", mine: "late" });
  await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
  expect(sent).toEqual([]);
});

test("who is about to decide hears that another has just decided, and can still take it back", async () => {
  act("confirm");
  told({ state: "closed", decision: "dismissed", owner: "wang" }, line(1, "dismissed", "wang"));
  expect(met.value).toMatchObject({ by: "wang", step: "dismissed", mine: "held" });
  expect(undo()?.deal.act).toBe("confirm");
});

test("of two who decide at the same time both hear what holds, whoever came first", async () => {
  const mine = line(2, "confirmed", "li");
  const theirs = line(1, "dismissed", "wang");
  const after = { state: "closed", decision: "dismissed", owner: "li" } as const;
  act("confirm");
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  told({ state: "acknowledged", decision: "confirmed", owner: "li" }, mine);
  expect([onTheWay.value.size, met.value]).toEqual([0, null]);
  told(after, mine, theirs);
  expect(met.value).toMatchObject({ by: "wang", step: "dismissed", mine: "counted" });
  met.value = null;
  told(after, mine, theirs);
  expect(met.value).toBeNull();
});

test("nothing is said of a meeting before the desk has spoken of both", async () => {
  const theirs = line(2, "confirmed", "wang");
  act("dismiss");
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  told({ state: "acknowledged", decision: "confirmed", owner: "wang" }, theirs);
  expect(met.value).toBeNull();
  told({ state: "closed", decision: "dismissed", owner: "wang" }, theirs, line(1, "dismissed", "li"));
  expect(met.value).toMatchObject({ by: "wang", step: "confirmed", mine: "counted" });
});

test("an act that waits for another of one's own is not taken for late", () => {
  act("shelve");
  act("unshelve");
  told({ times_raised: 2, version: 2 });
  expect(held.value.length).toBe(2);
});

test("an act on what has closed by itself meanwhile is said to have had no effect", () => {
  act("acknowledge");
  told({ state: "closed", version: 2 });
  expect([refused.value?.code, held.value]).toEqual(["no_effect", []]);
});

test("what can be done in which state is what the desk takes", () => {
  expect(possible("acknowledge", alertOf("a"))).toBe(true);
  expect(possible("acknowledge", alertOf("a", { state: "acknowledged" }))).toBe(false);
  expect(possible("shelve", alertOf("a", { state: "returned_unacknowledged" }))).toBe(false);
  expect(possible("confirm", alertOf("a", { decision: "confirmed" }))).toBe(false);
  expect(possible("note", alertOf("a", { state: "closed" }))).toBe(true);
  expect(afterwards("directive_called", alertOf("a"))).toBe("acknowledged");
  expect(afterwards("acknowledge", alertOf("a", { state: "returned_unacknowledged" }))).toBe("closed");
  expect(afterwards("note", alertOf("a"))).toBe("unacknowledged");
});
