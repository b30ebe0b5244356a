/** Figures of a time: the load against ISA-18.2, what rules were worth, how long things took. */
import { useMemo } from "preact/hooks";
import type { FiguresOf } from "../../api/shapes";
import { nowMs } from "../../clock";
import { room } from "../../live/room";
import { pathWith, Show, useLoaded } from "../../parts/loading";
import { query, setQuery } from "../../route";
import { words } from "../../words";
import { number, share } from "../../words/time";
import { Chart } from "./chart";
import { LIMITS, series } from "./load";
import { Rules, Stations, Times } from "./tables";

const DAYS = [1, 7, 30] as const;

export default function FiguresScreen() {
  const days = Number(query.value.get("days") ?? 1);
  // Before the room has told its time, the browser's may be another day's: a day that is played has its own.
  const isTold = room.value !== null;
  const since = useMemo(() => new Date(nowMs() - days * 86_400_000).toISOString(), [days, isTold]);
  const found = useLoaded<FiguresOf>(isTold ? pathWith("/api/figures", { since }) : null, 60);
  const say = words.value;
  return (
    <section class="page figures">
      <p class="tools">
        <span role="group" aria-label={say.figures.time}>
          {DAYS.map((each) => (
            <button key={each} aria-pressed={each === days} onClick={() => setQuery({ days: String(each) })}>
              {say.time.days(String(each))}
            </button>
          ))}
        </span>
      </p>
      <Show of={found}>{(data) => <All found={data} />}</Show>
    </section>
  );
}

function All({ found }: { found: FiguresOf }) {
  const say = words.value.figures;
  const { load, exceeded } = found.figures;
  if (!load) return <p class="empty">{say.empty}</p>;
  const is = {
    an_hour: number(load.an_hour),
    peak_in_ten_minutes: number(load.peak_in_ten_minutes),
    flood_share: share(load.flood_share),
    chattering: number(load.chattering.length),
    stale: number(load.stale.length),
  };
  return (
    <>
      <section>
        <h2>{say.load}</h2>
        <Chart windows={series(found.since, found.figures.in_ten_minutes)} />
      </section>
      <div class="two">
        <section>
          <h2>{say.isa}</h2>
          <table>
            <thead>
              <tr>
                <th />
                <th class="number">{say.value}</th>
                <th class="number">{say.most}</th>
              </tr>
            </thead>
            <tbody>
              {LIMITS.map(([name, most]) => (
                <tr key={name} class={exceeded.includes(name) ? "exceeded" : ""}>
                  <td>{say.measures[name]}</td>
                  <td class="number">
                    {exceeded.includes(name) && <span title={say.over}>▲ </span>}
                    {is[name]}
                  </td>
                  <td class="number">{most}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <Times figures={found.figures} />
      </div>
      <div class="two">
        <Rules rules={found.figures.rules} />
        <Stations stations={found.figures.stations} />
      </div>
    </>
  );
}
