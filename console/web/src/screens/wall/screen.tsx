/** The wall: cameras on incidents, the worst first and largest. */
import { useRef } from "preact/hooks";
import type { Tile as TileShape, Tiles } from "../../api/shapes";
import { askEvery_s } from "../../clock";
import { OVER_SCREEN, useKeys } from "../../keyboard";
import { room } from "../../live/room";
import { Show, useLoaded } from "../../parts/loading";
import { query, setQuery } from "../../route";
import { words } from "../../words";
import { keyOf, mayBeLive } from "./live-most";
import { usePaging } from "./paging";
import { useInSight } from "./sight";
import { Tile } from "./tile";

const ASK_EVERY_S = 5;
/** E: so many fit on a desk's display at more than twice the width. */
const FEW = 4;

const toggleKiosk = () => setQuery({ kiosk: query.value.has("kiosk") ? "" : "1" });

export function Wall() {
  const tiles = useLoaded<Tiles>("/api/wall", askEvery_s(ASK_EVERY_S));
  useKeys(OVER_SCREEN, (command) => {
    if (command === "kiosk" || (command === "back" && query.value.has("kiosk"))) toggleKiosk();
    else return false;
    return true;
  });
  return <Show of={tiles}>{(data) => (data.tiles.length ? <Grid tiles={data.tiles} /> : <p class="empty">{words.value.wall.empty}</p>)}</Show>;
}

function Grid({ tiles }: { tiles: readonly TileShape[] }) {
  const say = words.value;
  const list = useRef<HTMLUListElement>(null);
  const inSight = useInSight(list, tiles.map(keyOf));
  const shown = usePaging(list, query.value.has("kiosk"));
  const live_url = room.value?.settings.live_url ?? "";
  const live = mayBeLive(tiles, inSight, live_url);
  return (
    <section class="wall" aria-label={say.screens.wall}>
      <p class="tools">
        <span>
          {say.wall.tiles(tiles.length)} · {say.wall.worst}
          {live_url && ` · ${say.wall.liveMost}`}
        </span>
        <span>
          <a href="/patrol">{say.wall.startPatrol}</a>{" "}
          <button onClick={toggleKiosk}>
            {say.wall.kiosk} <kbd>F</kbd>
          </button>
        </span>
      </p>
      <ul class={tiles.length > FEW ? "tiles" : "tiles few"} ref={list}>
        {tiles.map((tile) => (
          <Tile key={keyOf(tile)} tile={tile} live={live.has(keyOf(tile))} />
        ))}
      </ul>
      {shown && shown.of > 1 && <p class="pages">{say.wall.page(shown.page, shown.of)}</p>}
    </section>
  );
}
