/** What other systems were told of alerts, and what they did not take. */
import { useState } from "preact/hooks";
import { send } from "../../api/client";
import type { Notices as Found } from "../../api/shapes";
import { now } from "../../clock";
import { useDeed } from "../../parts/deed";
import { Dialog, FormEnd } from "../../parts/dialog";
import { type Loaded, Show, useLoaded } from "../../parts/loading";
import { words } from "../../words";
import { dayTime, fullTime, number } from "../../words/time";

type Told = Found["notices"][number];

export function Notices() {
  const found = useLoaded<Found>("/api/notices", 15);
  const [away, setAway] = useState<Told | null>(null);
  return (
    <>
      <List found={found} onPutAway={setAway} />
      {away && (
        <PutAway
          told={away}
          onClose={() => setAway(null)}
          onDone={() => {
            setAway(null);
            found.again();
          }}
        />
      )}
    </>
  );
}

const at = (told: Told, what: string) => `/api/notices/${encodeURIComponent(told.notice)}/${what}`;

function List({ found, onPutAway }: { found: Loaded<Found>; onPutAway: (told: Told) => void }) {
  const say = words.value.admin;
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
                <Line key={notice.notice} told={notice} again={found.again} onPutAway={() => onPutAway(notice)} />
              ))}
            </tbody>
          </table>
        )
      }
    </Show>
  );
}

function Line({ told, again, onPutAway }: { told: Told; again: () => void; onPutAway: () => void }) {
  const say = words.value.admin;
  const deed = useDeed();
  const retry = async () => {
    await send("POST", at(told, "again"));
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
      <td class="wide">{whyNot(told.reason)}</td>
      <td>
        {(told.state === "dead" || told.state === "put_away") && (
          <button disabled={deed.busy} onClick={() => deed.run(retry)}>
            {say.again}
          </button>
        )}{" "}
        {told.state === "dead" && (
          <button disabled={deed.busy} onClick={onPutAway}>
            {say.putAway}
          </button>
        )}
        <p class="wrong">{deed.wrong}</p>
      </td>
    </tr>
  );
}

/** Why it was not taken: a status that the receiver answered, or a word of the server's. */
function whyNot(reason: string): string {
  const [, status] = /^HTTP (\d+)$/.exec(reason) ?? [];
  return status ? words.value.admin.answered(status) : (words.value.untaken[reason] ?? reason);
}

/** Why it need not be sent; that goes on the audit trail. */
function PutAway({ told, onClose, onDone }: { told: Told; onClose: () => void; onDone: () => void }) {
  const say = words.value.admin;
  const deed = useDeed();
  const save = async (reason: string) => {
    await send("POST", at(told, "put-away"), { reason });
    onDone();
  };
  return (
    <Dialog title={say.putAway} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const reason = String(new FormData(event.currentTarget).get("reason"));
          deed.run(() => save(reason));
        }}
      >
        <p class="note">{say.putAwayWhat}</p>
        <label>
          {say.reason} <input name="reason" type="text" required maxLength={500} pattern=".*\S.*" autofocus />
        </label>
        <FormEnd deed={deed} does={say.putAway} onClose={onClose} />
      </form>
    </Dialog>
  );
}
