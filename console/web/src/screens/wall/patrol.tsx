/** Patrol: one camera after the other, large, so that every one on an incident is looked at in time. */
import { useEffect, useRef, useState } from "preact/hooks";
import { send } from "../../api/client";
import type { Patrol as Due, Patrolled, Tile, Tiles } from "../../api/shapes";
import { askEvery_s, now, nowMs } from "../../clock";
import { OVER_SCREEN, useKeys } from "../../keyboard";
import { incidentName, followIncidents } from "../../live/incidents";
import { room, stationName } from "../../live/room";
import { Mark } from "../../parts/mark";
import { Show, useLoaded } from "../../parts/loading";
import { inWords } from "../../parts/trouble";
import { go } from "../../route";
import { words } from "../../words";
import { fullTime, length } from "../../words/time";
import { Live } from "./live";
import { progress } from "./progress";
import { Still } from "./still";
import { ageOf, Facts } from "./tile";

type Look = Patrolled["seen"][number]["look"];

const LOOKS = ["headgear", "vest", "dress", "badge", "other", "tilted"] as const;

export function Patrol() {
  const due = useLoaded<Due>("/api/patrol", 30);
  const tiles = useLoaded<Tiles>("/api/wall", askEvery_s(5));
  useEffect(followIncidents, []);
  useKeys(OVER_SCREEN, (command) => {
    if (command === "back") go("/wall");
    return command === "back";
  });
  return (
    <Show of={due}>
      {(patrol) => <Show of={tiles}>{(wall) => <Round due={patrol} tiles={wall.tiles} onDone={due.again} />}</Show>}
    </Show>
  );
}

function Round({ due, tiles, onDone }: { due: Due; tiles: readonly Tile[]; onDone: () => void }) {
  const say = words.value.patrol;
  const [looked, setLooked] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setLooked(new Set()), [due]);
  const within_s = room.value?.settings.patrol_s ?? 0;
  const { left, nextDue } = progress(due, tiles, looked, within_s);
  const tile = left[0];
  return (
    <section class="patrol" aria-label={say.title}>
      <p class="tools">
        <span>
          <b>{say.share(length(within_s), tiles.length - left.length, tiles.length)}</b> · {say.due(left.length)}
        </span>
        <button onClick={() => go("/wall")}>{say.leave}</button>
      </p>
      {tile ? (
        <Look
          key={tile.camera}
          tile={tile}
          before={due.looked_at[tile.camera] ?? null}
          onNext={() => {
            setLooked(new Set([...looked, tile.camera]));
            onDone();
          }}
        />
      ) : (
        <p class="empty">
          {say.done} {nextDue !== null && say.nextDue(length(Math.max(0, (nextDue - now.value) / 1000)))}
        </p>
      )}
    </section>
  );
}

function Look({ tile, before, onNext }: { tile: Tile; before: string | null; onNext: () => void }) {
  const say = words.value;
  const [faults, setFaults] = useState<ReadonlySet<Look>>(new Set());
  const [praise, setPraise] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  // The same when it is sent again, so that it counts once.
  const at = useRef(new Date(nowMs()).toISOString());
  const toggle = (look: Look) => {
    const next = new Set(faults);
    if (!next.delete(look)) next.add(look);
    setFaults(next);
  };
  const next = async () => {
    try {
      const { station, camera } = tile;
      // Whom the picture shows is not said by the camera that took it.
      const seen = [...faults].map((look) => ({ look, seen: "fault", badge: null }) as const);
      const told: Patrolled = { station, camera, occurred_at: at.current, seen, praise, note: "" };
      await send("POST", "/api/patrol", told);
      onNext();
    } catch (error) {
      setWrong(`${say.patrol.failed} ${inWords(error)}`);
    }
  };
  useKeys(OVER_SCREEN, (command) => {
    const look = command.startsWith("number") ? LOOKS[Number(command.slice(6)) - 1] : undefined;
    if (look) toggle(look);
    else if (command === "praise") setPraise(!praise);
    else if (command === "space") void next();
    else return false;
    return true;
  });
  const live_url = room.value?.settings.live_url;
  return (
    <div class="look">
      <div class="large">{live_url && tile.online === true ? <Live url={live_url} tile={tile} /> : <Still tile={tile} />}</div>
      <aside>
        <h1>
          {stationName(tile.station)} {tile.badge ?? `…${tile.camera.slice(-4)}`}
        </h1>
        <p title={before ? fullTime(before) : ""}>
          {before ? say.patrol.looked(ageOf(before, now.value)) : say.patrol.never}
        </p>
        {tile.worst && <Mark priority={tile.worst} word />}
        {tile.incident && (
          <p>
            {say.patrol.incident} <a href={`/incidents/${tile.incident}`}>{incidentName(tile.incident)}</a>
          </p>
        )}
        <Facts tile={tile} />
        <h2>{say.patrol.seen}</h2>
        <ul class="options">
          {LOOKS.map((look, index) => (
            <li key={look}>
              <button aria-pressed={faults.has(look)} onClick={() => toggle(look)}>
                <kbd>{index + 1}</kbd> {say.look[look]} {faults.has(look) && "✓"}
              </button>
            </li>
          ))}
          <li>
            <button aria-pressed={praise} onClick={() => setPraise(!praise)}>
              <kbd>W</kbd> {say.patrol.praise} {praise && "✓"}
            </button>
          </li>
        </ul>
        <button class="main" onClick={() => void next()}>
          {say.patrol.next}
        </button>
        <p class="wrong" role="alert">
          {wrong}
        </p>
      </aside>
    </div>
  );
}
