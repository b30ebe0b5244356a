import { expect, test } from "vitest";
import { around, drawn, percent } from "../src/screens/alerts/spans";
import { choices } from "../src/screens/alerts/stills";
import { ago, NOW } from "./factory";

const at = (seconds: number): number => NOW - seconds * 1000;
const hundred = { begin: at(100), end: at(0) };

test("the line begins somewhat before the first moment, ten minutes at most", () => {
  expect(around([at(120), at(0)])).toEqual({ begin: at(130), end: at(0) });
  expect(around([at(0), at(36_000)]).begin).toBe(at(36_600));
});

test("spans are drawn where they lie, cut at both ends; what is open lasts to the end", () => {
  const spans = [
    { since: ago(500), until: ago(200), value: true },
    { since: ago(200), until: ago(60), value: false },
    { since: ago(60), until: ago(50), value: null },
    { since: ago(50), until: null, value: true },
  ];
  expect(drawn(spans, hundred).map(({ kind, left, width }) => [kind, left, width])).toEqual([
    ["no", 0, 40],
    ["unknown", 40, 10],
    ["yes", 50, 50],
  ]);
});

test("a short span is still to be seen, also at the very end", () => {
  const [first] = drawn([{ since: ago(0.001), until: null, value: false }], hundred);
  expect(first!.width).toBeGreaterThanOrEqual(0.4);
  expect(first!.left + first!.width).toBeLessThanOrEqual(100);
});

test("a moment of no length divides by nothing", () => {
  expect(percent(at(0), { begin: at(0), end: at(0) })).toBe(0);
});

test("only the stills that there are can be chosen, in the order in which they were taken", () => {
  const none = { taken_at: null, before: false, after: false, marked: false };
  expect(choices(none)).toEqual(["still"]);
  expect(choices({ ...none, before: true, after: true, marked: true })).toEqual(["before", "still", "marked", "after"]);
});
