import { expect, test } from "vitest";
import { series } from "../src/screens/figures/load";
import { onMap } from "../src/screens/map/coordinates";

test("each window of the load has the moment when it began", () => {
  const since = "2026-11-26T06:00:00Z";
  expect(series(since, [1, 0, 3]).at).toEqual([0, 600, 1200].map((later) => Date.parse(since) / 1000 + later));
});

test("positions are shifted for maps made in China, by some hundred metres, and for others not", () => {
  expect(onMap(37.94, 112.48, "wgs84")).toEqual([37.94, 112.48]);
  const [latitude, longitude] = onMap(37.94, 112.48, "gcj02");
  expect(Math.abs(latitude - 37.94) * 111_000).toBeGreaterThan(50);
  expect(Math.abs(longitude - 112.48) * 88_000).toBeLessThan(900);
});
