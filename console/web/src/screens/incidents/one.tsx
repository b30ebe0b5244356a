/** One incident with its whole story. */
import type { IncidentStory } from "../../api/shapes";
import { now } from "../../clock";
import { OVER_SCREEN, useKeys } from "../../keyboard";
import { categoryName, stationName } from "../../live/room";
import { Ago } from "../../parts/age";
import { Show, useLoaded } from "../../parts/loading";
import { Mark } from "../../parts/mark";
import { go } from "../../route";
import { said, words } from "../../words";
import { clockTime, dayTime } from "../../words/time";
import { Timeline } from "../alerts/timeline";

export function OneIncident({ id }: { id: string }) {
  const story = useLoaded<IncidentStory>(`/api/incidents/${encodeURIComponent(id)}`, 10);
  const back = () => go(`/incidents${location.search}`);
  useKeys(OVER_SCREEN, (command) => {
    if (command === "back") back();
    return command === "back";
  });
  return (
    <section class="page one">
      <button onClick={back}>{words.value.incidents.back}</button>
      <Show of={story}>{(data) => <Story story={data} />}</Show>
    </section>
  );
}

function Story({ story }: { story: IncidentStory }) {
  const say = words.value;
  const { incident, events, alerts } = story;
  return (
    <>
      <header class="head">
        <h1>
          {categoryName(incident.category)} {incident.incident}
        </h1>
        <p>
          {stationName(incident.station)} · {say.stage[incident.stage]} · {incident.officers.join(" ")} ·{" "}
          <Ago at={incident.first_at} />
        </p>
      </header>
      <Timeline alerts={alerts} events={events} bars={story.bars} />
      <div class="two">
        <section>
          <h2>{say.incidents.events}</h2>
          <table class="history">
            <tbody>
              {events.map((event, index) => (
                <tr key={index}>
                  <td>{clockTime(event.occurred_at)}</td>
                  <td>{say.stage[event.stage]}</td>
                  <td>{event.officers?.join(" ")}</td>
                  <td>{event.to_station && stationName(event.to_station)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section>
          <h2>{say.incidents.alerts}</h2>
          {alerts.length === 0 && <p class="note">{say.incidents.noAlerts}</p>}
          <ul class="lines">
            {alerts.map((alert) => (
              <li key={alert.alert}>
                <a href={`/alerts/${alert.alert}`}>
                  <Mark priority={alert.priority} /> {say.rule[alert.rule]}
                </a>{" "}
                <span class="note">
                  {say.state[alert.state]} · {dayTime(alert.raised_at, now.value)} · {said(alert.sentence)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
