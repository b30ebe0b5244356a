/** Alerts that are shelved or suppressed: nobody is told of them now, so they are listed here. */
import { now } from "../../clock";
import { open } from "../../live/alerts";
import { personName, stationName } from "../../live/room";
import { Mark } from "../../parts/mark";
import { words } from "../../words";
import { dayTime } from "../../words/time";
import { whose } from "../alerts/row";

export function Shelved() {
  const say = words.value;
  const found = open.value.filter((alert) => alert.state === "shelved" || alert.state === "suppressed");
  if (found.length === 0) return <p class="empty">{say.admin.noShelved}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{say.queue.what}</th>
          <th>{say.queue.who}</th>
          <th>{say.queue.where}</th>
          <th>{say.queue.state}</th>
          <th>{say.admin.until}</th>
          <th>{say.admin.by}</th>
          <th>{say.queue.owner}</th>
        </tr>
      </thead>
      <tbody>
        {found.map((alert) => {
          const shelf = alert.history.findLast((line) => line.step === "shelved");
          const by = alert.suppressed_by;
          return (
            <tr key={alert.alert}>
              <td>
                <a href={`/alerts/${alert.alert}?state=${alert.state}`}>
                  <Mark priority={alert.priority} /> {say.rule[alert.rule]}
                </a>
              </td>
              <td>{whose(alert)}</td>
              <td>{stationName(alert.station)}</td>
              <td>{say.state[alert.state]}</td>
              <td>{alert.shelved_until && dayTime(alert.shelved_until, now.value)}</td>
              <td>{by ? (say.why[by] ?? <a href={`/alerts/${by}`}>{by}</a>) : shelf?.reason}</td>
              <td>{alert.owner && personName(alert.owner)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
