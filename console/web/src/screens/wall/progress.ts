/** How far a patrol is. Pure. */
import type { Patrol, Tile } from "../../api/shapes";

/** The cameras that are still to be looked at, in order, and when the next one is due where none is; null without cameras. */
export function progress(
  { due, looked_at }: Patrol,
  tiles: readonly Tile[],
  looked: ReadonlySet<string>,
  within_s: number,
): { left: Tile[]; nextDue: number | null } {
  const onScene = new Map(tiles.map((tile) => [tile.camera, tile]));
  // Who has left the scene meanwhile is no longer to be looked at.
  const left = due.filter((camera) => !looked.has(camera)).flatMap((camera) => onScene.get(camera) ?? []);
  const times = [...onScene.keys()].flatMap((camera) => (looked_at[camera] ? [Date.parse(looked_at[camera])] : []));
  return { left, nextDue: times.length ? Math.min(...times) + within_s * 1000 : null };
}
