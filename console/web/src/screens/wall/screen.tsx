/** The wall: cameras on incidents, the worst first and largest. */
import type { Tile as TileShape, Tiles } from "../../api/shapes";
import { OVER_SCREEN, useKeys } from "../../keyboard";
import { Show, useLoaded } from "../../parts/loading";
import { query, setQuery } from "../../route";
import { words } from "../../words";
import { room } from "../../live/room";
import { Tile } from "./tile";
import { mayBeLive } from "./live-most";

const ASK_EVERY_S = 5;

const toggleKiosk = () => setQuery({ kiosk: query.value.has("kiosk") ? "" : "1" });

export function Wall() {
  const tiles = useLoaded<Tiles>("/api/wall", ASK_EVERY_S);
  useKeys(OVER_SCREEN, (command) => {
    if (command === "kiosk" || (command === "back" && query.value.has("kiosk"))) toggleKiosk();
    else return false;
    return true;
  });
  return <Show of={tiles}>{(data) => <Grid tiles={data.tiles} />}</Show>;
}

function Grid({ tiles }: { tiles: readonly TileShape[] }) {
  const say = words.value;
  if (tiles.length === 0) return <p class="empty">{say.wall.empty}</p>;
  const live = mayBeLive(tiles, room.value?.settings.live_url ?? "");
  return (
    <section class="wall" aria-label={say.screens.wall}>
      <p class="tools">
        <span>
          {say.wall.tiles(tiles.length)} · {say.wall.worst}
          {live.size > 0 && ` · ${say.wall.liveMost}`}
        </span>
        <span>
          <a href="/patrol">{say.wall.startPatrol}</a>{" "}
          <button onClick={toggleKiosk}>
            {say.wall.kiosk} <kbd>F</kbd>
          </button>
        </span>
      </p>
      <ul class="tiles">
        {tiles.map((tile) => (
          <Tile key={`${tile.station} ${tile.camera}`} tile={tile} live={live.has(tile.camera)} />
        ))}
      </ul>
    </section>
  );
}
