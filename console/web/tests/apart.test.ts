import { expect, test } from "vitest";
import { apart, type Label } from "../src/screens/map/apart";

const HEIGHT = 20;
const label = (x: number, y: number, width = 80): Label => ({ x, y, width, height: HEIGHT });

test("labels that have room stay where they are", () => {
  expect(apart([label(0, 0), label(80, 0), label(0, 20), label(-200, 5)])).toEqual([0, 0, 0, 0]);
});

test("those at one place make a column around the first", () => {
  expect(apart([label(10, 10), label(10, 10), label(10, 10), label(10, 10)])).toEqual([0, 20, -20, 40]);
});

test("none lies over another, however many there are at places that are near to each other", () => {
  const labels = Array.from({ length: 120 }, (_, index) => label((index * 37) % 150, (index * 53) % 90, 60 + (index % 5) * 9));
  const placed = apart(labels).map((shift, index) => ({ ...labels[index]!, y: labels[index]!.y + shift }));
  placed.forEach((one, index) => {
    for (const other of placed.slice(index + 1)) {
      const across = one.x < other.x + other.width && other.x < one.x + one.width;
      expect(across && Math.abs(one.y - other.y) < HEIGHT).toBe(false);
    }
  });
});
