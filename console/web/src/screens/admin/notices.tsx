/** What other systems were told of alerts, and what they did not take. */
import { send } from "../../api/client";
import type { Notices as Found } from "../../api/shapes";
import { now } from "../../clock";
import { useDeed } from "../../parts/deed";
import { Show, useLoaded } from "../../parts/loading";
import { words } from "../../words";
import { dayTime, fullTime, number } from "../../words/time";

type Told = Found["notices"][number];

export function Notices() {
  const say = words.value.admin;
  const found = useLoaded<Found>("/api/notices", 15);
  return (
    <Show of={found}>
      {({ notices }) =>
        notices.length === 0 ? (
          <p class="empty">{say.noNotices}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th>{say.time}</th>
                <th>{say.webhook}</th>
                <th>{words.value.queue.what}</th>
                <th>{say.state}</th>
                <th class="number">{say.tries}</th>
                <th>{say.why}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {notices.map((notice) => (
                <Line key={notice.notice} told={notice} again={found.again} />
              ))}
            </tbody>
          </table>
        )
      }
    </Show>
  );
}

function Line({ told, again }: { told: Told; again: () => void }) {
  const say = words.value.admin;
  const deed = useDeed();
  const retry = async () => {
    await send("POST", `/api/notices/${encodeURIComponent(told.notice)}/again`);
    again();
  };
  return (
    <tr class={told.state === "dead" ? "exceeded" : ""}>
      <td title={fullTime(told.next_at)}>{dayTime(told.next_at, now.value)}</td>
      <td>{told.webhook}</td>
      <td>
        <a href={`/alerts/${told.alert}`}>{told.alert}</a>
      </td>
      <td>{say.noticeStates[told.state]}</td>
      <td class="number">{number(told.tries)}</td>
      <td class="wide">{told.reason}</td>
      <td>
        {told.state === "dead" && (
          <button disabled={deed.busy} onClick={() => deed.run(retry)}>
            {say.again}
          </button>
        )}
        <p class="wrong">{deed.wrong}</p>
      </td>
    </tr>
  );
}
