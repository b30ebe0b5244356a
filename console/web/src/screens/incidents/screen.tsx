/** The incidents of the day, late ones first; and one of them. */
import type { Incident, Incidents as Found, Stage } from "../../api/shapes";
import { now } from "../../clock";
import { OVER_SCREEN, useKeys } from "../../keyboard";
import { categoryName, room, stationName } from "../../live/room";
import { pathWith, Show, useLoaded } from "../../parts/loading";
import { Mark } from "../../parts/mark";
import { go, path, query, setQuery } from "../../route";
import { words } from "../../words";
import { dayTime, fullTime } from "../../words/time";
import { CHAIN } from "../alerts/placing";
import { OneIncident } from "./one";

export function Incidents() {
  const one = path.value[1];
  return one ? <OneIncident id={one} /> : <Day />;
}

function Day() {
  const say = words.value.incidents;
  const get = (name: string) => query.value.get(name) ?? "";
  const asked = { search: get("q"), stage: get("stage"), station: get("station"), late: get("late") };
  const found = useLoaded<Found>(pathWith("/api/incidents", asked), 15);
  useKeys(OVER_SCREEN, (command) => {
    if (command !== "next" && command !== "previous") return false;
    walk(command === "next" ? 1 : -1);
    return true;
  });
  return (
    <section class="page incidents">
      <search class="filters">
        <input
          type="search"
          value={asked.search}
          placeholder={say.search}
          aria-label={say.search}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <select aria-label={say.stage} value={asked.stage} onChange={(event) => setQuery({ stage: event.currentTarget.value })}>
          <option value="">{say.allStages}</option>
          {CHAIN.map((stage: Stage) => (
            <option key={stage} value={stage}>
              {words.value.stage[stage]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.value.admin.station}
          value={asked.station}
          onChange={(event) => setQuery({ station: event.currentTarget.value })}
        >
          <option value="">{say.allStations}</option>
          {(room.value?.stations ?? []).map((station) => (
            <option key={station.station} value={station.station}>
              {stationName(station.station)}
            </option>
          ))}
        </select>
        <label>
          <input
            type="checkbox"
            checked={asked.late === "true"}
            onChange={(event) => setQuery({ late: event.currentTarget.checked ? "true" : "" })}
          />{" "}
          {say.lateOnly}
        </label>
      </search>
      <Show of={found}>{(data) => <Table found={data} />}</Show>
    </section>
  );
}

/** Move the focus between the rows. */
function walk(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".incidents td a[data-row]")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
}

function Table({ found }: { found: Found }) {
  const say = words.value.incidents;
  if (found.incidents.length === 0) return <p class="empty">{say.empty}</p>;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>{say.number}</th>
            <th>{say.category}</th>
            <th>{words.value.admin.station}</th>
            <th>{say.chain}</th>
            <th>{say.officers}</th>
            <th>{say.received}</th>
            <th>{say.changed}</th>
            <th>{say.alerts}</th>
          </tr>
        </thead>
        <tbody>
          {found.incidents.map((incident) => (
            <Row key={incident.incident} incident={incident} />
          ))}
        </tbody>
      </table>
      {found.left_out > 0 && <p class="note">{say.leftOut(found.left_out)}</p>}
    </>
  );
}

function Row({ incident }: { incident: Incident }) {
  const say = words.value;
  const at = (moment: string) => <time title={fullTime(moment)}>{dayTime(moment, now.value)}</time>;
  return (
    <tr onClick={() => go(`/incidents/${incident.incident}${location.search}`)}>
      <td>
        <a data-row href={`/incidents/${incident.incident}`}>
          {incident.incident}
        </a>
      </td>
      <td>{categoryName(incident.category)}</td>
      <td>{stationName(incident.station)}</td>
      <td>
        <Chain incident={incident} />
        {incident.late && <i class="tag">{say.incidents.late}</i>}
      </td>
      <td>{incident.officers.join(" ")}</td>
      <td>{at(incident.stages["received"] ?? incident.first_at)}</td>
      <td>{at(incident.changed_at)}</td>
      <td>
        {incident.alerts.map((alert) => (
          <a key={alert.alert} class="alert-link" href={`/alerts/${alert.alert}`}>
            <Mark priority={alert.priority} /> <span>{say.rule[alert.rule]}</span>
          </a>
        ))}
      </td>
    </tr>
  );
}

/** 接 调 签 出 到 处: what has happened stands out, the rest is faint. */
export function Chain({ incident }: { incident: Incident }) {
  const say = words.value;
  const aside = !CHAIN.includes(incident.stage);
  return (
    <span class="stages" role="img" aria-label={say.stage[incident.stage]} title={say.stage[incident.stage]}>
      {CHAIN.map((stage) => (
        <span key={stage} class={incident.stages[stage] ? "reached" : "ahead"}>
          {say.stageShort[stage]}
        </span>
      ))}
      {aside && <b> {say.stage[incident.stage]}</b>}
    </span>
  );
}
