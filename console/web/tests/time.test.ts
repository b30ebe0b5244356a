import { afterAll, expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
vi.stubGlobal("document", { documentElement: { dataset: {} } });
const { language } = await import("../src/prefs");
const { dayTime } = await import("../src/words/time");
afterAll(() => vi.unstubAllGlobals());

/** Half past midnight of a Friday in Shanghai; at Greenwich it is Thursday still. */
const NOW = Date.parse("2026-11-26T16:30:00Z");
const AT = ["2026-11-26T16:05:00Z", "2026-11-25T16:00:00Z", "2026-11-25T15:59:00Z"];

test.each([
  ["zh", "00:05", "昨 00:00", "11/25 23:59"],
  ["en", "00:05", "Thu 00:00", "25/11, 23:59"],
] as const)("in %s a time tells its day unless it is today's, yesterday's in short", (spoken, ...told) => {
  language.value = spoken;
  expect(AT.map((at) => dayTime(at, NOW))).toEqual(told);
});
