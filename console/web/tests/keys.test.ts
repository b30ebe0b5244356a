import { expect, test } from "vitest";
import { commandOf, LISTED } from "../src/keys";
import { zh } from "../src/words/zh";

const stroke = (key: string, held: object = {}) => ({ key, shift: false, alt: false, ctrl: false, meta: false, ...held });

test("a key is a command in both cases, and the browser's own keys stay the browser's", () => {
  expect(commandOf(stroke("c"))).toBe("called");
  expect(commandOf(stroke("C"))).toBe("called");
  expect(commandOf(stroke("c", { ctrl: true }))).toBeNull();
  expect(commandOf(stroke("Tab"))).toBeNull();
  expect(commandOf(stroke("7"))).toBe("number7");
});

test("x selects, and with Shift it selects up to here", () => {
  expect(commandOf(stroke("x"))).toBe("select");
  expect(commandOf(stroke("X", { shift: true }))).toBe("selectRange");
});

test("every key that is listed has its words and does something", () => {
  for (const [keys, name] of LISTED) {
    expect(zh.keys[name]).toBeTruthy();
    const first = keys.replace("Shift X", "X").split(" ")[0]!;
    expect(commandOf(stroke({ Space: " ", Esc: "Escape" }[first] ?? first, { shift: keys.startsWith("Shift") }))).not.toBeNull();
  }
});
