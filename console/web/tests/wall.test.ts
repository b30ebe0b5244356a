import { expect, test } from "vitest";
import type { Tile } from "../src/api/shapes";
import { growing, type List } from "../src/screens/wall/growing";
import { keyOf, mayBeLive } from "../src/screens/wall/live-most";
import { pageFrom, pagesOf } from "../src/screens/wall/pages";
import { progress } from "../src/screens/wall/progress";
import { begun, counted, pauseAfter, stateOf, type State, type Watched } from "../src/screens/wall/watching";
import { ago, NOW } from "./factory";

const tiles = Array.from({ length: 30 }, (_, index) => ({ station: "s", camera: `c${index}`, online: index !== 0 }) as Tile);
const LIVE = "https://media.example/{camera}/whep";

test("at most sixteen tiles are live, none out of sight, none that is not on line, and none without a media server", () => {
  const every = new Set(tiles.map(keyOf));
  const live = mayBeLive(tiles, every, LIVE);
  expect([live.size, live.has("s c0"), live.has("s c16"), live.has("s c17")]).toEqual([16, false, true, false]);
  expect([...mayBeLive(tiles, new Set(["s c0", "s c28"]), LIVE)]).toEqual(["s c28"]);
  expect(mayBeLive(tiles, every, "").size).toBe(0);
});

const list = (last: number, at_ms: number, more: Partial<List> = {}): List => ({ live: true, last, targetduration_s: 2, at_ms, ...more });

test("a list counts as growing once it has grown, for twice its target duration and a second", () => {
  const yesterday = growing(null, list(7, 0));
  expect(yesterday.until_ms).toBe(0);
  expect(growing(yesterday, list(7, 2000)).until_ms).toBe(0);
  const grown = growing(yesterday, list(8, 2000));
  expect(grown.until_ms).toBe(7000);
  expect(growing(grown, list(8, 6000)).until_ms).toBe(7000);
  expect(growing(grown, list(9, 6000, { live: false })).until_ms).toBe(0);
});

function after(steps: readonly [at_ms: number, pictures: number, goesOn: boolean][]): State[] {
  let watched: Watched = begun(100, 0);
  let state: State = "coming";
  return steps.map(([at_ms, pictures, goesOn]) => {
    watched = counted(watched, pictures, at_ms);
    return (state = stateOf(watched, goesOn, state, at_ms));
  });
}

test("a video is live while pictures come and its player goes on, and gone five seconds after the last", () => {
  expect(after([[500, 100, true], [1000, 101, true], [6000, 101, true], [6500, 101, true]])).toEqual(["coming", "live", "live", "gone"]);
});

test("pictures of a list that does not grow are never live, and what does not come is gone after a quarter of a minute", () => {
  expect(after([[1000, 110, false], [14_000, 300, false], [15_500, 320, false]])).toEqual(["coming", "coming", "gone"]);
  expect(after([[15_000, 100, true], [15_500, 100, true]])).toEqual(["coming", "gone"]);
});

test("a browser's count that begins anew is no picture, and the next ones are", () => {
  expect(after([[500, 0, true], [1000, 1, true]])).toEqual(["coming", "live"]);
});

test("pauses grow to half a minute, and begin anew after a minute of video", () => {
  const pauses: number[] = [];
  let pause: number | null = null;
  for (const lasted of [0, 0, 0, 0, 0, 0, 0, 59_000, 60_000]) pauses.push((pause = pauseAfter(pause, lasted)));
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 1000]);
});

const box = (top: number, bottom: number) => ({ top, bottom });

test("a page begins with the first tile that was not whole on the one before", () => {
  const rows = [box(10, 110), box(10, 230), box(120, 230), box(240, 340), box(350, 450)];
  expect(pagesOf(rows, 240, 460)).toEqual([0, 220]);
  expect(pagesOf(rows, 240, 700)).toEqual([0, 240]);
  expect(pagesOf(rows, 150, 460)).toEqual([0, 10, 120, 240, 310]);
  expect(pagesOf([box(0, 900), box(910, 950)], 300, 950)).toEqual([0, 650]);
  expect(pagesOf([], 300, 0)).toEqual([0]);
});

test("pages are turned round and round, in both directions", () => {
  const pages = [0, 240, 480];
  expect([pageFrom(pages, 240, 1), pageFrom(pages, 480.4, 1), pageFrom(pages, 0, -1), pageFrom(pages, 300, -1)]).toEqual([2, 0, 2, 0]);
});

test("on patrol who has left the scene is no longer due, and the next one is due when its time is over", () => {
  const due = { since: ago(1800), due: ["c3", "gone", "c1"], looked_at: { c2: ago(600), c3: ago(2000), gone: ago(9000) } };
  const on = tiles.slice(1, 4);
  expect(progress(due, on, new Set(), 1800).left.map((tile) => tile.camera)).toEqual(["c3", "c1"]);
  const done = progress({ ...due, looked_at: { ...due.looked_at, c3: ago(5) } }, on, new Set(["c3", "c1"]), 1800);
  expect(done).toEqual({ left: [], nextDue: NOW + 1_200_000 });
});
