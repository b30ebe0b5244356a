/** Which tiles show live video. Pure. */
import type { Tile } from "../../api/shapes";

/** E: more than 16 decoders make a desk's browser stutter. */
export const MOST = 16;

/** Those in sight, the worst first, as they come, up to what a browser can decode; none without a media server. */
export function mayBeLive(
  tiles: readonly Tile[],
  inSight: ReadonlySet<string>,
  live_url: string,
): ReadonlySet<string> {
  if (!live_url) return new Set();
  const able = tiles.filter((tile) => tile.online === true && inSight.has(keyOf(tile)));
  return new Set(able.slice(0, MOST).map(keyOf));
}

/** What a tile is known by on the page. */
export const keyOf = (tile: Pick<Tile, "station" | "camera">): string => `${tile.station} ${tile.camera}`;
