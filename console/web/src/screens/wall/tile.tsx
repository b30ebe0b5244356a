/** One camera: its picture with its age, who and where, and four facts that are grey when well. */
import type { Tile as Shape } from "../../api/shapes";
import { mayBeOld_ms, now } from "../../clock";
import { room, stationName } from "../../live/room";
import { Icon } from "../../parts/icon";
import { Mark } from "../../parts/mark";
import { words } from "../../words";
import { length, running } from "../../words/time";
import { Live } from "./live";
import { keyOf } from "./live-most";
import { Still } from "./still";

export function Tile({ tile, live }: { tile: Shape; live: boolean }) {
  const say = words.value.wall;
  const to = tile.alerts[0] ? `/alerts/${tile.alerts[0]}` : tile.incident ? `/incidents/${tile.incident}` : "/map";
  return (
    <li class={`tile ${tile.worst ?? ""}`} data-key={keyOf(tile)}>
      <a href={to}>
        <span class="unseen">{`${stationName(tile.station)} ${tile.badge ?? tile.camera} `}</span>
        {live ? <Live url={room.value!.settings.live_url} tile={tile} /> : <Still tile={tile} />}
      </a>
      <p class="label">
        {tile.worst && <Mark priority={tile.worst} word />}
        <b>{stationName(tile.station)}</b>
        <span>{tile.badge ?? `…${tile.camera.slice(-4)}`}</span>
        <span class="since">
          {tile.arrived_at ? say.onScene(running((now.value - Date.parse(tile.arrived_at)) / 1000)) : say.onWay}
        </span>
      </p>
      <Facts tile={tile} />
    </li>
  );
}

/** E: a position counts as fresh for a minute, as the rules have it. */
const FRESH_MS = 60_000;
export const isFresh = (at: string, at_now: number): boolean => at_now - Date.parse(at) < mayBeOld_ms(FRESH_MS);

export function Facts({ tile }: { tile: Shape }) {
  const say = words.value.wall;
  const fresh = tile.position ? isFresh(tile.position.at, now.value) : null;
  // The roster says who wears it, or does not say: not knowing is nobody's fault.
  const wearer = tile.badge === null ? null : true;
  return (
    <p class={tile.incident || tile.worst ? "facts" : "facts calm"}>
      <Fact fact="online" value={tile.online} />
      <Fact fact="recording" value={tile.recording} asked={tile.recording_asked} />
      <Fact fact="position" value={fresh} />
      <Fact fact="wearer" value={wearer} />
      {tile.battery_pct !== null && <small>{say.battery(String(Math.round(tile.battery_pct)))}</small>}
    </p>
  );
}

type FactProps = { fact: "online" | "recording" | "position" | "wearer"; value: boolean | null; asked?: boolean };

/** Well is grey, not well is coloured and struck, unknown is a question mark; struck without colour: nobody asks for it. */
function Fact({ fact, value, asked = true }: FactProps) {
  const say = words.value.wall;
  const name = say[fact];
  const state = value === null ? "unknown" : value ? "well" : asked ? "not-well" : "not-asked";
  const text = value === null ? say.unknown : value ? say.yes : asked ? say.no : say.notAsked;
  const both = words.value.queue.pair(name, text);
  return (
    <span class={`fact ${state}`} title={both} role="img" aria-label={both}>
      <Icon name={fact} />
      {value === null ? "?" : value ? "" : "✕"}
    </span>
  );
}

/** How old something is, in words. */
export const ageOf = (at: string | number, at_now: number): string =>
  length((at_now - (typeof at === "number" ? at : Date.parse(at))) / 1000);
