/** Who did and looked at what; that somebody reads it is on record too, so it loads only when asked. */
import { useState } from "preact/hooks";
import type { Trail } from "../../api/shapes";
import { now } from "../../clock";
import { pathWith, Show, useLoaded } from "../../parts/loading";
import { words } from "../../words";
import { dayTime, fullTime } from "../../words/time";
import { aboutOf, deedOf, detailOf, type Called } from "./trail";

export function Audit() {
  const say = words.value.admin;
  const [asked, setAsked] = useState<{ name: string; about: string; before?: number }>({ name: "", about: "" });
  const found = useLoaded<Trail>(pathWith("/api/audit", asked));
  return (
    <>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          const values = new FormData(event.currentTarget);
          setAsked({ name: String(values.get("name")), about: String(values.get("about")) });
        }}
      >
        <input name="name" type="search" placeholder={say.filterWho} aria-label={say.filterWho} />
        <input name="about" type="search" placeholder={say.filterAbout} aria-label={say.filterAbout} />
        <button>{words.value.keys.search}</button>
      </form>
      <Show of={found}>
        {({ lines, people }) =>
          lines.length === 0 ? (
            <p class="empty">{say.noAudit}</p>
          ) : (
            <>
              <Lines trail={lines} called={(name) => people[name] ?? words.value.detail[name] ?? name} />
              <button onClick={() => setAsked({ ...asked, before: lines.at(-1)!.number })}>{say.older}</button>
            </>
          )
        }
      </Show>
    </>
  );
}

/** Words for people, and the codes behind them for whoever points at one. */
function Lines({ trail, called }: { trail: Trail["lines"]; called: Called }) {
  const say = words.value;
  return (
    <table>
      <thead>
        <tr>
          <th>{say.admin.time}</th>
          <th>{say.admin.who}</th>
          <th>{say.admin.what}</th>
          <th>{say.admin.about}</th>
          <th>{say.admin.detail}</th>
        </tr>
      </thead>
      <tbody>
        {trail.map((line) => (
          <tr key={line.number}>
            <td title={fullTime(line.at)}>{dayTime(line.at, now.value)}</td>
            <td title={line.name}>{called(line.name)}</td>
            <td title={line.deed}>{deedOf(line)}</td>
            <td title={line.about}>{aboutOf(line, called)}</td>
            <td class="wide" title={line.detail}>
              {detailOf(line, called)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
