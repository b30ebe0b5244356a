import { expect, test } from "vitest";
import { placed } from "../src/screens/alerts/placing";

const LEAST_APART = 11.5;
const at = (times: readonly number[]) => placed(times.map((each) => ({ at: each })), (each) => each);

test("stages that happened close together stand in two rows, each over its place where there is room", () => {
  expect(at([0, 1, 50, 100]).map(({ left, upper }) => [left, upper])).toEqual([
    [0, false],
    [1, true],
    [50, false],
    [100, false],
  ]);
});

test.each([
  ["at the beginning", [0, 0, 1, 1, 2, 2, 3, 3, 100]],
  ["at the end", [0, 93, 94, 95, 96, 97, 98, 99, 100]],
  ["at one moment", [50, 50, 50, 50, 50, 50, 50, 50, 50]],
  ["at the very end", [100, 100, 100, 100, 100, 100, 100, 100, 100]],
  ["evenly", [0, 12, 24, 36, 48, 60, 72, 84, 96]],
  ["a little too near", [0, 11, 22, 33, 44, 55, 66, 77, 88]],
])("nine stages %s do not stand over each other, and none beyond the line", (_, times) => {
  const marks = at(times);
  expect(marks.map(({ place }) => place)).toEqual(times);
  for (const upper of [false, true]) {
    const row = marks.filter((mark) => mark.upper === upper).map((mark) => mark.left);
    expect(row).toEqual([...row].sort((one, other) => one - other));
    row.forEach((left, index) => {
      expect(left).toBeGreaterThanOrEqual(index > 0 ? row[index - 1]! + LEAST_APART : 0);
      expect(left).toBeLessThanOrEqual(100);
    });
  }
});
