/** Which tiles show live video. Pure. */
import type { Tile } from "../../api/shapes";

/** E: more than 16 decoders make a desk's browser stutter. */
const MOST = 16;

/** The worst first, as they come, up to what a browser can decode; none without a media server. */
export function mayBeLive(tiles: readonly Tile[], live_url: string): ReadonlySet<string> {
  if (!live_url) return new Set();
  const able = tiles.filter((tile) => tile.online === true);
  return new Set(able.slice(0, MOST).map((tile) => tile.camera));
}
