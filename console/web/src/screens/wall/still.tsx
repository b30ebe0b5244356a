/** A still with its age in seconds; an old one is greyed, and none is ever shown as live. */
import { useRef } from "preact/hooks";
import type { Tile } from "../../api/shapes";
import { mayBeOld_ms, now } from "../../clock";
import { may } from "../../live/room";
import { words } from "../../words";
import { useStill } from "./latest";
import { useSeen } from "./sight";
import { ageOf } from "./tile";

/** E: stills are taken every few seconds; half a minute without a new one is a picture of the past. */
const STALE_MS = 30_000;

/** `why` there is no live video, where some was to be expected. */
export function Still({ tile, why }: { tile: Tile; why?: string | undefined }) {
  const element = useRef<HTMLSpanElement>(null);
  const isSeen = useSeen(element);
  const still = useStill(isSeen && may("watch") ? tile : null);
  const say = words.value.wall;
  const trouble = tile.video !== null && tile.video !== "live" ? words.value.video[tile.video] : null;
  const isStale = still !== null && now.value - still.taken > mayBeOld_ms(STALE_MS);
  return (
    <span ref={element} class={still === null ? "picture none" : isStale ? "picture stale" : "picture"}>
      {still === null ? (
        (trouble ?? (tile.online === false ? say.offline : say.noStill))
      ) : (
        <>
          <img src={still.url} alt="" decoding="async" />
          <span class="age">{isStale ? say.stale(ageOf(still.taken, now.value)) : say.still(ageOf(still.taken, now.value))}</span>
          {(trouble || why) && <span class="reason">{[trouble, why].filter(Boolean).join(" · ")}</span>}
        </>
      )}
    </span>
  );
}
