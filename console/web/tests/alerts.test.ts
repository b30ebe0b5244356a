import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Alert } from "../src/api/shapes";
import { alertOf, NOW } from "./factory";

const MINUTE_MS = 60_000;
const at = (minutes: number): string => new Date(NOW - minutes * MINUTE_MS).toISOString();
const shut = (id: string, minutes: number): Alert => alertOf(id, { state: "closed", changed_at: at(minutes) });
const HOURS_AGO = shut("hours ago", 180);

let streams: EventTarget[] = [];
class Stream extends EventTarget {
  static CLOSED = 2;
  constructor() {
    super();
    streams.push(this);
  }
  close() {}
}

/** The server has one open alert in its list, and one that was closed hours ago for whoever asks for closed ones. */
const server = vi.fn(async (path: string | URL) => {
  const alerts = String(path).includes("closed") ? [HOURS_AGO] : [alertOf("open")];
  return Response.json({ alerts, left_out: 0, place: "0" });
});

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ now: NOW });
  streams = [];
  server.mockClear();
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("document", { hidden: true });
  vi.stubGlobal("location", { origin: "http://console.test" });
  vi.stubGlobal("fetch", server);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function following() {
  const live = await import("../src/live/alerts");
  await live.follow();
  return live;
}

/** A minute, or more, goes by, and then a version of an alert comes. */
async function happens(version: number, minutes = 1): Promise<void> {
  await vi.advanceTimersByTimeAsync(minutes * MINUTE_MS);
  streams.at(-1)!.dispatchEvent(new MessageEvent("alert", { data: JSON.stringify(alertOf("open", { version })) }));
  await vi.advanceTimersByTimeAsync(1_000);
}

test("closed alerts of the shift stay while somebody asks for them", async () => {
  const live = await following();
  await live.loadClosed();
  await happens(2, 120);
  expect([...live.alerts.value.keys()]).toEqual(["open", "hours ago"]);
});

test("once nobody asks, they do not go at once, but after half an hour", async () => {
  const live = await following();
  await live.loadClosed();
  live.leaveClosed();
  await happens(2);
  expect(live.alerts.value.has("hours ago")).toBe(true);
  await happens(3, 27);
  expect(live.alerts.value.has("hours ago")).toBe(true);
  await happens(4, 3);
  expect([...live.alerts.value.keys()]).toEqual(["open"]);
});

test("asked for again they stay, and are loaded anew with the list only while somebody asks", async () => {
  const live = await following();
  await live.loadClosed();
  live.leaveClosed();
  await live.loadClosed();
  await happens(2, 90);
  expect(live.alerts.value.has("hours ago")).toBe(true);
  server.mockClear();
  await live.follow();
  expect(server).toHaveBeenCalledTimes(2);
  live.leaveClosed();
  server.mockClear();
  await live.follow();
  expect(server).toHaveBeenCalledTimes(1);
});
