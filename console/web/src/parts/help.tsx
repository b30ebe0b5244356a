/** All keys. */
import { QUESTION, useKeys } from "../keyboard";
import { LISTED } from "../keys";
import { words } from "../words";
import { Dialog } from "./dialog";

export function Help({ onClose }: { onClose: () => void }) {
  const say = words.value.keys;
  useKeys(QUESTION, (command) => {
    if (command === "back" || command === "help") onClose();
    return true;
  });
  return (
    <Dialog title={say.title} onClose={onClose}>
      <dl class="keys">
        {LISTED.map(([key, name]) => (
          <div key={name}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say[name]}</dd>
          </div>
        ))}
      </dl>
      <button onClick={onClose}>{say.close}</button>
    </Dialog>
  );
}
