import { expect, test } from "vitest";
import { placed } from "../src/screens/alerts/placing";
import { windows } from "../src/screens/figures/load";
import { onMap } from "../src/screens/map/coordinates";
import { alertOf, line, NOW } from "./factory";

test("the load counts what was heard in each ten minutes, coming back included", () => {
  const history = [line(1500, "raised"), line(1400, "acknowledged", "li"), line(100, "reraised")];
  expect(windows([alertOf("a", { history })], NOW - 1800_000, NOW).heard).toEqual([1, 0, 1]);
});

test("stages that happened close together do not stand over each other", () => {
  const marks = placed([{ at: 0 }, { at: 1 }, { at: 50 }, { at: 100 }], (at) => at);
  expect(marks.map((mark) => mark.low)).toEqual([false, true, false, false]);
});

test("positions are shifted for maps made in China, by some hundred metres, and for others not", () => {
  expect(onMap(37.94, 112.48, "wgs84")).toEqual([37.94, 112.48]);
  const [latitude, longitude] = onMap(37.94, 112.48, "gcj02");
  expect(Math.abs(latitude - 37.94) * 111_000).toBeGreaterThan(50);
  expect(Math.abs(longitude - 112.48) * 88_000).toBeLessThan(900);
});
