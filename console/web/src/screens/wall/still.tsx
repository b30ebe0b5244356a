/** A still with its age in seconds; an old one is greyed, and none is ever shown as live. */
import { useEffect, useState } from "preact/hooks";
import { pathWith } from "../../api/client";
import type { Tile } from "../../api/shapes";
import { now } from "../../clock";
import { may } from "../../live/room";
import { words } from "../../words";
import { ageOf } from "./tile";

/** E: stills are taken every few seconds; half a minute without a new one is a picture of the past. */
const STALE_MS = 30_000;

export function Still({ tile }: { tile: Tile }) {
  const say = words.value.wall;
  const taken = tile.latest_at ?? null;
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => setFailed(null), [taken]);
  if (taken === null || failed === taken || !may("watch")) {
    return <span class="picture none">{tile.online === false ? say.offline : say.noStill}</span>;
  }
  const isStale = now.value - Date.parse(taken) > STALE_MS;
  const path = pathWith(`/api/cameras/${encodeURIComponent(tile.camera)}/latest`, {
    station: tile.station,
    taken,
  });
  return (
    <span class={isStale ? "picture stale" : "picture"}>
      <img src={path} alt="" loading="lazy" decoding="async" onError={() => setFailed(taken)} />
      <span class="age">{isStale ? say.stale(ageOf(taken, now.value)) : say.still(ageOf(taken, now.value))}</span>
    </span>
  );
}
