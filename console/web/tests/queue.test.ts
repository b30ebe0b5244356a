import { expect, test } from "vitest";
import { filtersOf, fits } from "../src/queue/filter";
import { calledAt, inOrder, isForgotten } from "../src/queue/order";
import { nextOf, shown } from "../src/queue/shown";
import { ago, alertOf, line, NOW } from "./factory";

test("the most urgent comes first, then what nobody has, then who has waited the longest", () => {
  const alerts = [
    alertOf("low", { priority: "low", raised_at: ago(9999) }),
    alertOf("late", { raised_at: ago(10) }),
    alertOf("seen", { state: "acknowledged", raised_at: ago(900), history: [line(20, "acknowledged", "li")] }),
    alertOf("long", { raised_at: ago(500) }),
    alertOf("urgent", { priority: "urgent", raised_at: ago(1) }),
  ];
  expect(inOrder(alerts, NOW)).toEqual(["urgent", "long", "late", "seen", "low"]);
});

test("alerts of one incident stand together where the most urgent of them does", () => {
  const alerts = [
    alertOf("a", { priority: "urgent", group: "incident" }),
    alertOf("b", { priority: "high" }),
    alertOf("c", { priority: "low", group: "incident" }),
  ];
  expect(inOrder(alerts, NOW)).toEqual(["a", "c", "b"]);
});

test("an alert that somebody took note of and then forgot comes back", () => {
  const seen = (seconds: number, more = {}) =>
    alertOf("a", { state: "acknowledged", history: [line(seconds, "acknowledged", "li")], ...more });
  expect(isForgotten(seen(299), NOW)).toBe(false);
  expect(isForgotten(seen(301), NOW)).toBe(true);
  expect(isForgotten(seen(301, { priority: "low" }), NOW)).toBe(false);
  expect(isForgotten(seen(301, { decision: "confirmed" }), NOW)).toBe(false);
  const called = [line(301, "acknowledged", "li"), line(200, "directive_called", "li")];
  expect(isForgotten(seen(301, { history: called }), NOW)).toBe(false);
});

test("a call before the alert came back is no call now", () => {
  const history = [line(300, "directive_called", "li"), line(100, "reraised")];
  expect(calledAt(alertOf("a", { history }))).toBeNull();
});

test("rows keep their places; what is new and what is done is counted", () => {
  const { rows, fresh, done } = shown(["b", "a", "gone"], ["new", "a", "b"]);
  expect([rows, fresh, done]).toEqual([["b", "a", "gone"], ["new"], 1]);
});

test("next and previous pass over what no longer fits, and stay at the ends", () => {
  const fits = (id: string) => id !== "b";
  expect(nextOf(["a", "b", "c"], "a", 1, fits)).toBe("c");
  expect(nextOf(["a", "b", "c"], "c", -1, fits)).toBe("a");
  expect(nextOf(["a", "b", "c"], "c", 1, fits)).toBe("c");
  expect(nextOf(["a", "b", "c"], null, 1, fits)).toBe("a");
  expect(nextOf([], null, 1, fits)).toBeNull();
});

test("the address says what is listed; without a word of it, what is open and meant for now", () => {
  const fitting = (query: string, alert = alertOf("a", { owner: "li" })) =>
    fits(alert, filtersOf(new URLSearchParams(query)), (each) => `${each.badge}`);
  expect(fitting("")).toBe(true);
  expect(fitting("", alertOf("a", { state: "shelved" }))).toBe(false);
  expect(fitting("state=shelved", alertOf("a", { state: "shelved" }))).toBe(true);
  expect(fitting("priority=low")).toBe(false);
  expect(fitting("priority=low&priority=high&station=gucheng&owner=li&q=0179")).toBe(true);
  expect(fitting("q=nobody")).toBe(false);
});
