import { expect, test } from "vitest";
import type { Bar } from "../src/api/shapes";
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
  expect(drawn({ spans, asked: [] }, hundred).map(({ kind, left, width }) => [kind, left, width])).toEqual([
    ["no", 0, 40],
    ["unknown", 40, 10],
    ["yes", 50, 50],
  ]);
});

test("what is not so is bad where it was asked, and nowhere else; unknown never is", () => {
  const kinds = (spans: Bar["spans"], asked: Bar["asked"]) =>
    drawn({ spans, asked }, hundred).map(({ kind, left, width }) => [kind, left, width]);
  const off = [{ since: ago(500), until: null, value: false }];
  expect(kinds(off, [])).toEqual([["no", 0, 100]]);
  expect(kinds(off, [{ since: ago(900), until: null }])).toEqual([["bad", 0, 100]]);
  const twice = [
    { since: ago(80), until: ago(60) },
    { since: ago(40), until: ago(30) },
  ];
  expect(kinds(off, twice)).toEqual([
    ["no", 0, 20],
    ["bad", 20, 20],
    ["no", 40, 20],
    ["bad", 60, 10],
    ["no", 70, 30],
  ]);
  const others = [
    { since: ago(100), until: ago(70), value: true },
    { since: ago(70), until: ago(50), value: null },
    { since: ago(50), until: ago(35), value: false },
  ];
  expect(kinds(others, twice)).toEqual([
    ["yes", 0, 30],
    ["unknown", 30, 20],
    ["no", 50, 10],
    ["bad", 60, 5],
  ]);
});

test("a short span is still to be seen, also at the very end", () => {
  const [first] = drawn({ spans: [{ since: ago(0.001), until: null, value: false }], asked: [] }, hundred);
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
