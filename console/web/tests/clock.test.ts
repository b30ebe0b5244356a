import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => vi.useRealTimers());

const iso = (ms: number): string => new Date(ms).toISOString();

test("a desk whose clock is wrong goes by the server's", async () => {
  const { goBy, nowMs } = await import("../src/clock");
  goBy(iso(Date.now() + 3600_000), false);
  vi.advanceTimersByTime(2_000);
  expect(nowMs() - Date.now()).toBe(3600_000);
});

test("where a day is played sixty times as fast, the page's clock keeps pace", async () => {
  const { goBy, nowMs } = await import("../src/clock");
  const begin = Date.parse("2026-11-03T00:00:00Z");
  goBy(iso(begin), true);
  vi.advanceTimersByTime(10_000);
  goBy(iso(begin + 600_000), true);
  vi.advanceTimersByTime(5_000);
  expect(nowMs()).toBe(begin + 900_000);
});

test("a slow answer does not make the clock run at another pace", async () => {
  const { goBy, nowMs } = await import("../src/clock");
  const begin = Date.now();
  goBy(iso(begin), false);
  vi.advanceTimersByTime(10_000);
  goBy(iso(begin + 9_800), false);
  vi.advanceTimersByTime(10_000);
  expect(nowMs()).toBe(begin + 19_800);
});

test("where a day is played fast, what is shown with its age is asked for more often, and may be as old as that takes", async () => {
  const { askEvery_s, goBy, mayBeOld_ms } = await import("../src/clock");
  const begin = Date.parse("2026-11-03T00:00:00Z");
  expect([askEvery_s(5), mayBeOld_ms(30_000)]).toEqual([5, 30_000]);
  goBy(iso(begin), true);
  expect([askEvery_s(5), mayBeOld_ms(30_000)]).toEqual([5, 30_000]);
  vi.advanceTimersByTime(2_000);
  goBy(iso(begin + 120_000), true);
  expect([askEvery_s(5), mayBeOld_ms(30_000)]).toEqual([1, 150_000]);
});

test("a fast day's clock is told anew where something has just come, an even one with its second", async () => {
  const { catchUp, goBy, now } = await import("../src/clock");
  const begin = Date.parse("2026-11-03T00:00:00Z");
  goBy(iso(begin), true);
  vi.advanceTimersByTime(500);
  catchUp();
  expect(now.value).toBe(begin);
  goBy(iso(begin + 30_000), true);
  vi.advanceTimersByTime(500);
  catchUp();
  expect(now.value).toBe(begin + 60_000);
});

test("where no day is played, two answers that come at once do not set another pace", async () => {
  const { goBy, pace } = await import("../src/clock");
  const begin = Date.now();
  goBy(iso(begin), false);
  vi.advanceTimersByTime(10);
  goBy(iso(begin + 400), false);
  expect(pace()).toBe(1);
});
