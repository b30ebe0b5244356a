import { expect, test } from "vitest";
import { isWanted, NO_WISH, wishesOf, type Wish } from "../src/queue/wish";
import { alertOf } from "./factory";

const wish = (changes: Partial<Wish> = {}): Wish => ({ on: true, priorities: [], rules: [], stations: [], ...changes });

test("a notice is for what somebody chose, and nothing chosen is everything", () => {
  const alert = alertOf("a");
  expect(isWanted(alert, wish())).toBe(true);
  expect(isWanted(alert, wish({ on: false }))).toBe(false);
  expect(isWanted(alert, wish({ priorities: ["urgent"] }))).toBe(false);
  expect(isWanted(alert, wish({ rules: ["battery_low"] }))).toBe(false);
  expect(isWanted(alert, wish({ stations: ["baiban"] }))).toBe(false);
  expect(isWanted(alert, wish({ priorities: ["high"], rules: [alert.rule], stations: ["gucheng"] }))).toBe(true);
  expect(isWanted(alertOf("b", { station: "*" }), wish({ stations: ["baiban"] }))).toBe(true);
});

test("nobody is told of what somebody has, of what is shelved, or of what is over", () => {
  for (const state of ["acknowledged", "shelved", "suppressed", "returned_unacknowledged", "closed"] as const) {
    expect(isWanted(alertOf("a", { state }), wish()), state).toBe(false);
  }
});

test("a wish comes back as it was kept, and what is none is left out", () => {
  expect(wishesOf(JSON.stringify({ li: NO_WISH, wang: "urgent" }))).toEqual({ li: NO_WISH });
  for (const text of [null, "urgent", "null", "7"]) expect(wishesOf(text), String(text)).toEqual({});
});
