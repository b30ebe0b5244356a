import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => vi.useRealTimers());

const iso = (ms: number): string => new Date(ms).toISOString();

test("a desk whose clock is wrong goes by the server's", async () => {
  const { goBy, nowMs } = await import("../src/clock");
  goBy(iso(Date.now() + 3600_000));
  vi.advanceTimersByTime(2_000);
  expect(nowMs() - Date.now()).toBe(3600_000);
});

test("where a day is played sixty times as fast, the page's clock keeps pace", async () => {
  const { goBy, nowMs } = await import("../src/clock");
  const begin = Date.parse("2026-11-03T00:00:00Z");
  goBy(iso(begin));
  vi.advanceTimersByTime(10_000);
  goBy(iso(begin + 600_000));
  vi.advanceTimersByTime(5_000);
  expect(nowMs()).toBe(begin + 900_000);
});

test("a slow answer does not make the clock run at another pace", async () => {
  const { goBy, nowMs } = await import("../src/clock");
  const begin = Date.now();
  goBy(iso(begin));
  vi.advanceTimersByTime(10_000);
  goBy(iso(begin + 9_800));
  vi.advanceTimersByTime(10_000);
  expect(nowMs()).toBe(begin + 19_800);
});
