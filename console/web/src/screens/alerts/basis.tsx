/** What an alert rests on: evidence, rule, number and source; what was before; what people did. */
import type { Alert, Before as BeforeLine, Happened } from "../../api/shapes";
import { alerts } from "../../live/alerts";
import { personName } from "../../live/room";
import { Mark } from "../../parts/mark";
import { said, sourceOf, words } from "../../words";
import { clockTime, fullTime, length, number, share } from "../../words/time";

export function Evidence({ alert }: { alert: Alert }) {
  return (
    <section>
      <h2>{words.value.alert.evidence}</h2>
      <ul class="lines">
        {alert.evidence.map((line, index) => (
          <li key={index} title={fullTime(line.at)}>
            {said(line.words)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Numbers that say yes (1) or no (0). */
const FLAGS: readonly string[] = ["from_departure", "auxiliaries_too"];

/** A number of a rule in the unit that its name ends with. */
export function inUnit(name: string, value: number): string {
  if (name.endsWith("_s")) return length(value);
  if (name.endsWith("_deg")) return `${number(value)}°`;
  if (name.endsWith("_pct")) return `${number(value)}%`;
  if (name.endsWith("_share")) return share(value);
  if (FLAGS.includes(name)) return value ? words.value.alert.yes : words.value.alert.no;
  return number(value);
}

export function Basis({ alert }: { alert: Alert }) {
  const say = words.value;
  const measure = alert.measure;
  return (
    <section>
      <h2>{say.alert.basis}</h2>
      <p>{say.rule[alert.rule]}</p>
      {measure && (
        <p>
          {say.measure[measure.name] ?? measure.name} <b>{inUnit(measure.name, measure.value)}</b>
          <br />
          <span class="note">
            {say.queue.pair(say.alert.source, sourceOf(measure))}
          </span>
        </p>
      )}
    </section>
  );
}

export function Before({ before }: { before: readonly BeforeLine[] }) {
  const say = words.value.alert;
  return (
    <section>
      <h2>{say.before}</h2>
      <dl class="pairs">
        {before.map((line) => (
          <div key={line.about}>
            <dt>{say.about[line.about] ?? line.about}</dt>
            <dd>
              {say.beforeLine(line.raised, line.confirmed, line.dismissed)}
              {line.praised > 0 && ` · ${say.praised(number(line.praised))}`}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Together({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <section>
      <h2>{words.value.alert.together}</h2>
      <ul class="lines">
        {ids.map((id) => {
          const alert = alerts.value.get(id);
          return (
            <li key={id}>
              <a class="alert-link" href={`/alerts/${id}`}>
                {alert ? (
                  <>
                    <Mark priority={alert.priority} />{" "}
                    <span>
                      {words.value.rule[alert.rule]} {alert.badge}
                    </span>
                  </>
                ) : (
                  id
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function History({ alert }: { alert: Alert }) {
  return (
    <section>
      <h2>{words.value.alert.history}</h2>
      <table class="history">
        <tbody>
          {alert.history.map((line, index) => (
            <Told key={index} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Told({ line }: { line: Happened }) {
  const say = words.value;
  const reason = line.reason ? (line.operator ? line.reason : (say.why[line.reason] ?? line.reason)) : "";
  return (
    <tr>
      <td title={fullTime(line.at)}>{clockTime(line.at)}</td>
      <td>{line.operator ? personName(line.operator) : say.alert.system}</td>
      <td>{say.step[line.step]}</td>
      <td>
        {line.to && say.alert.to(personName(line.to))} {reason}
      </td>
    </tr>
  );
}
