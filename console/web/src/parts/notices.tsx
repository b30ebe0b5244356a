/** Which alerts one wants a notice of the desktop for; the browser is asked for leave by the button alone. */
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { QUESTION, useKeys } from "../keyboard";
import { room, stationName } from "../live/room";
import { setWish, wish } from "../notices";
import { PRIORITIES } from "../queue/order";
import { words } from "../words";
import { Dialog } from "./dialog";
import { Mark } from "./mark";

export function Notices({ onClose }: { onClose: () => void }) {
  const say = words.value.notices;
  useKeys(QUESTION, (command) => {
    if (command === "back") onClose();
    return command !== "open" && command !== "space";
  });
  return (
    <Dialog title={say.title} onClose={onClose}>
      <p>{say.what}</p>
      <Switch />
      <Choices
        name={words.value.queue.filterPriority}
        chosen={wish.value.priorities}
        values={PRIORITIES.map((each) => [each, <Mark priority={each} word />])}
        onChoose={(priorities) => setWish({ priorities })}
      />
      <Choices
        name={words.value.queue.filterRule}
        chosen={wish.value.rules}
        values={(room.value?.rules ?? []).filter((each) => each.enabled).map(({ rule }) => [rule, words.value.rule[rule]])}
        onChoose={(rules) => setWish({ rules })}
      />
      <Choices
        name={words.value.queue.filterStation}
        chosen={wish.value.stations}
        values={(room.value?.stations ?? []).map(({ station }) => [station, stationName(station)])}
        onChoose={(stations) => setWish({ stations })}
      />
      <button onClick={onClose}>{words.value.keys.close}</button>
    </Dialog>
  );
}

function Switch() {
  const say = words.value.notices;
  const [leave, setLeave] = useState(Notification.permission);
  const turn = async () => {
    const given = wish.value.on ? leave : await Notification.requestPermission();
    setLeave(given);
    setWish({ on: !wish.value.on && given === "granted" });
  };
  const isOn = wish.value.on && leave === "granted";
  return (
    <p class="tools">
      <button class="main" aria-pressed={isOn} onClick={() => void turn()}>
        {isOn ? say.turnOff : say.turnOn}
      </button>
      {!isSecureContext ? <span class="wrong">{say.insecure}</span> : leave === "denied" && <span class="wrong">{say.denied}</span>}
    </p>
  );
}

/** Boxes to tick; none ticked is the same as all. */
function Choices<T extends string>({ name, chosen, values, onChoose }: {
  name: string;
  chosen: readonly T[];
  values: readonly (readonly [T, ComponentChildren])[];
  onChoose: (chosen: readonly T[]) => void;
}) {
  return (
    <fieldset class="choices">
      <legend>
        {name} {chosen.length === 0 && <small>{words.value.notices.all}</small>}
      </legend>
      {values.map(([value, shown]) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) =>
              onChoose(event.currentTarget.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          />{" "}
          {shown}
        </label>
      ))}
    </fieldset>
  );
}
