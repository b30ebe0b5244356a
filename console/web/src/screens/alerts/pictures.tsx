/** The pictures that led to an alert, marked and as they were; each look at one is on record. */
import { useState } from "preact/hooks";
import type { Alert, Picture as Noted, Which } from "../../api/shapes";
import { may } from "../../live/room";
import { words } from "../../words";
import { clockTime, fullTime, length } from "../../words/time";
import { choices } from "./stills";

type Props = { alert: Alert; noted: readonly Noted[] };

export function Pictures({ alert, noted }: Props) {
  const say = words.value.alert;
  if (alert.pictures.length === 0 || !may("watch")) return null;
  return (
    <section>
      <h2>{say.pictures}</h2>
      <div class="pictures">
        {alert.pictures.map((still, number) => {
          const note = noted[number];
          // Not asked for before it is known what there is: each that is asked for is on record.
          return note && <Picture key={still} path={`/api/alerts/${alert.alert}/stills/${number}`} note={note} alert={alert} />;
        })}
      </div>
    </section>
  );
}

function Picture({ path, note, alert }: { path: string; note: Noted; alert: Alert }) {
  const say = words.value.alert;
  const [which, setWhich] = useState<Which>(note.marked ? "marked" : "still");
  const [failed, setFailed] = useState<Which | null>(null);
  return (
    <figure>
      {failed === which ? (
        <p class="no-picture">{say.noPicture}</p>
      ) : (
        <img src={`${path}?which=${which}`} alt={say.which[which]} loading="lazy" onError={() => setFailed(which)} />
      )}
      <figcaption>
        <div role="group" aria-label={say.pictures}>
          {choices(note).map((each) => (
            <button key={each} aria-pressed={each === which} onClick={() => setWhich(each)}>
              {say.which[each]}
            </button>
          ))}
        </div>
        <Taken at={note.taken_at} alert={alert} />
      </figcaption>
    </figure>
  );
}

/** When the still was taken, and how long before the alert. */
function Taken({ at, alert }: { at: string | null; alert: Alert }) {
  const say = words.value.alert;
  if (at === null) return <p class="note">{say.takenUnknown}</p>;
  const before = (Date.parse(alert.raised_at) - Date.parse(at)) / 1000;
  const age = length(Math.abs(before));
  return (
    <p class="note" title={fullTime(at)}>
      {say.takenAt(clockTime(at), before >= 0 ? say.beforeAlert(age) : say.afterAlert(age))}
    </p>
  );
}
