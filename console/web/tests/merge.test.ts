import { expect, test } from "vitest";
import { forgotten, merged, reloaded } from "../src/live/merge";
import { ago, alertOf, NOW } from "./factory";

const map = (...alerts: ReturnType<typeof alertOf>[]) => new Map(alerts.map((alert) => [alert.alert, alert]));

test("a later version replaces an earlier one, whatever order they come in", () => {
  const [first, second] = [alertOf("a"), alertOf("a", { version: 2, state: "acknowledged" })];
  expect(merged(map(), [second, first]).get("a")).toBe(second);
  expect(merged(map(first), [second]).get("a")).toBe(second);
});

test("what brings nothing new changes nothing, so that nothing is drawn", () => {
  const known = map(alertOf("a", { version: 3 }));
  expect(merged(known, [alertOf("a", { version: 3 }), alertOf("a", { version: 1 })])).toBe(known);
});

test("a list that is older than the stream takes nothing back, and what it lacks is gone", () => {
  const known = map(alertOf("a", { version: 5 }), alertOf("b"));
  const next = reloaded(known, [alertOf("a", { version: 4 }), alertOf("c")]);
  expect(next.get("a")?.version).toBe(5);
  expect([...next.keys()]).toEqual(["a", "c"]);
});

test("alerts that were closed long ago are forgotten, open ones never", () => {
  const old = alertOf("old", { state: "closed", changed_at: ago(3600) });
  const known = map(old, alertOf("open", { changed_at: ago(99_999) }), alertOf("new", { state: "closed" }));
  expect([...forgotten(known, NOW - 1800_000).keys()]).toEqual(["open", "new"]);
});
