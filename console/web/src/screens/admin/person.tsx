/** The form for one person, new or changed. */
import { send } from "../../api/client";
import type { OneOfUs, Password, Role } from "../../api/shapes";
import { QUESTION, useKeys } from "../../keyboard";
import { room, stationName } from "../../live/room";
import { useDeed } from "../../parts/deed";
import { Dialog, FormEnd } from "../../parts/dialog";
import { words } from "../../words";

type Props = { person: OneOfUs | null; onSaved: (password: Password | null) => void; onClose: () => void };

export function PersonForm({ person, onSaved, onClose }: Props) {
  const say = words.value.admin;
  const deed = useDeed();
  useKeys(QUESTION, (command) => {
    if (command === "back") onClose();
    return command !== "open" && command !== "space";
  });
  const save = async (form: HTMLFormElement) => {
    const values = new FormData(form);
    const wanted = { shown: values.get("shown"), roles: values.getAll("roles"), units: values.getAll("units") };
    if (person) {
      const path = `/api/people/${encodeURIComponent(person.name)}`;
      await send("PATCH", path, { ...wanted, disabled: values.has("disabled") });
      onSaved(null);
    } else onSaved(await send<Password>("POST", "/api/people", { ...wanted, name: values.get("name") }));
  };
  return (
    <Dialog title={person ? `${say.edit} ${person.name}` : say.add} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          deed.run(() => save(form));
        }}
      >
        {!person && (
          <label>
            {say.name} <input name="name" type="text" required maxLength={64} pattern="[\w.@\-]+" />
          </label>
        )}
        <label>
          {say.shown} <input name="shown" type="text" required maxLength={64} value={person?.shown ?? ""} />
        </label>
        <Boxes name="roles" label={say.roles} values={roles()} checked={person?.roles ?? ["operator"]} />
        <Boxes name="units" label={say.units} values={units()} checked={person?.units ?? ["*"]} />
        {person && (
          <label>
            <input name="disabled" type="checkbox" checked={person.disabled} /> {say.disabled}
          </label>
        )}
        <FormEnd deed={deed} does={say.save} onClose={onClose} />
      </form>
    </Dialog>
  );
}

type Pairs = readonly (readonly [string, string])[];

const roles = (): Pairs => (Object.keys(words.value.role) as Role[]).map((role) => [role, words.value.role[role]]);
const units = (): Pairs => [
  ["*", words.value.admin.allUnits],
  ...(room.value?.stations ?? []).map((each) => [each.station, stationName(each.station)] as const),
];

function Boxes(props: { name: string; label: string; values: Pairs; checked: readonly string[] }) {
  const { name, label, values, checked } = props;
  return (
    <fieldset>
      <legend>{label}</legend>
      {values.map(([value, shown]) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={checked.includes(value)} /> {shown}
        </label>
      ))}
    </fieldset>
  );
}
