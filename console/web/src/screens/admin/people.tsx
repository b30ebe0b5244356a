/** People: who they are, what they may do and of which stations; passwords for one login. */
import { useState } from "preact/hooks";
import { send } from "../../api/client";
import type { OneOfUs, Password } from "../../api/shapes";
import { wall } from "../../clock";
import { unitName } from "../../live/room";
import { useDeed } from "../../parts/deed";
import { Dialog } from "../../parts/dialog";
import { Show, useLoaded } from "../../parts/loading";
import { words } from "../../words";
import { dayTime } from "../../words/time";
import { PersonForm } from "./person";

export function People() {
  const say = words.value.admin;
  const found = useLoaded<{ people: OneOfUs[] }>("/api/people");
  const [edited, setEdited] = useState<OneOfUs | "new" | null>(null);
  const [told, setTold] = useState<Password | null>(null);
  const saved = (password: Password | null) => {
    setEdited(null);
    setTold(password);
    found.again();
  };
  return (
    <>
      <p class="tools">
        <button onClick={() => setEdited("new")}>{say.add}</button>
      </p>
      <Show of={found}>
        {({ people }) => (
          <table>
            <thead>
              <tr>
                <th>{say.name}</th>
                <th>{say.shown}</th>
                <th>{say.roles}</th>
                <th>{say.units}</th>
                <th>{say.state}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Row key={person.name} person={person} onEdit={() => setEdited(person)} onPassword={saved} />
              ))}
            </tbody>
          </table>
        )}
      </Show>
      {edited && <PersonForm person={edited === "new" ? null : edited} onSaved={saved} onClose={() => setEdited(null)} />}
      {told && (
        <Dialog title={told.password === null ? say.add : say.newPassword} onClose={() => setTold(null)}>
          {told.password === null ? (
            <p>{say.noPassword(told.name)}</p>
          ) : (
            <>
              <p>{say.oneTime(told.name)}</p>
              <p class="secret">{told.password}</p>
              {told.until && <p class="note">{say.goodUntil(dayTime(told.until, wall.value))}</p>}
            </>
          )}
          <button class="main" onClick={() => setTold(null)}>
            {say.noted}
          </button>
        </Dialog>
      )}
    </>
  );
}

type RowProps = { person: OneOfUs; onEdit: () => void; onPassword: (password: Password) => void };

function Row({ person, onEdit, onPassword }: RowProps) {
  const say = words.value;
  const deed = useDeed();
  const at = `/api/people/${encodeURIComponent(person.name)}`;
  return (
    <tr>
      <td>{person.name}</td>
      <td>{person.shown}</td>
      <td>{person.roles.map((role) => say.role[role]).join(say.queue.comma)}</td>
      <td>{person.units.map(unitName).join(say.queue.comma)}</td>
      <td class={person.expired ? "wrong" : ""}>{stateOf(person)}</td>
      <td>
        <button onClick={onEdit}>{say.admin.edit}</button>{" "}
        <button
          disabled={deed.busy}
          onClick={() => deed.run(async () => onPassword(await send<Password>("POST", `${at}/password`)))}
        >
          {say.admin.newPassword}
        </button>{" "}
        <button disabled={deed.busy} onClick={() => deed.run(() => send("DELETE", `${at}/sessions`))}>
          {say.admin.endSessions}
        </button>{" "}
        <span role="status" class={deed.wrong ? "wrong" : "note"}>
          {deed.wrong ?? (deed.done && say.admin.done)}
        </span>
      </td>
    </tr>
  );
}

function stateOf(person: OneOfUs): string {
  const say = words.value.admin;
  if (person.disabled) return say.disabled;
  if (person.expired) return say.expired;
  return person.password_until ? say.mustChange(dayTime(person.password_until, wall.value)) : say.active;
}
