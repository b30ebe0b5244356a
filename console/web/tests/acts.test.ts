import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { flush, held, hold, refused, settle, undo, UNDO_MS } from "../src/acts/held";
import { afterwards, possible } from "../src/acts/possible";
import { alertOf } from "./factory";

const sent: { path: string; body: { key: string; act: string }; keepalive: boolean }[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  answers = [];
  held.value = [];
  refused.value = null;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ path, body: JSON.parse(init.body as string), keepalive: !!init.keepalive });
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.resolve(Response.json({ actions: [] }, { status: 202 }));
  });
});
afterEach(() => vi.useRealTimers());

const call = () => hold({ act: "directive_called", alerts: ["a"] }, new Map([["a", 1]]));

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

test("an act is settled by a later version, and said to have had no effect without one", async () => {
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  settle(() => 1);
  expect(held.value.length).toBe(1);
  settle(() => 2);
  expect(held.value).toEqual([]);
  call();
  await vi.advanceTimersByTimeAsync(UNDO_MS + 11_000);
  expect(refused.value?.code).toBe("no_effect");
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
