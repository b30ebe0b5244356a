/** What an act still needs: a reason, a time, a person, a text. Number keys answer. */
import { useRef, useState } from "preact/hooks";
import type { Act } from "../../api/shapes";
import { nowMs } from "../../clock";
import { QUESTION, useKeys } from "../../keyboard";
import { me, room } from "../../live/room";
import { Dialog } from "../../parts/dialog";
import { words } from "../../words";
import { length } from "../../words/time";

export type Asked = "dismiss" | "shelve" | "assign" | "note";
type More = { reason?: string; until?: string; to?: string };
type Props = { what: Asked; onAnswer: (act: Act, more: More) => void; onClose: () => void };

/** E: from a phone call to the end of a shift; the desk's own limit cuts the longest. */
const SHELVES_S = [15 * 60, 30 * 60, 3600, 2 * 3600, 4 * 3600, 8 * 3600];

export function Question({ what, onAnswer, onClose }: Props) {
  const [shelve_s, setShelve_s] = useState<number | null>(null);
  const say = words.value.ask;
  if (what === "note") return <Text title={say.note} onClose={onClose} onText={(reason) => onAnswer("note", { reason })} />;
  if (what === "dismiss") {
    return <Reasons title={say.dismiss} reasons={say.reasons} onClose={onClose} onReason={(reason) => onAnswer("dismiss", { reason })} />;
  }
  if (what === "assign") return <People onAnswer={onAnswer} onClose={onClose} />;
  if (shelve_s === null) {
    const longest = room.value?.settings.longest_shelve_s ?? Infinity;
    const times = SHELVES_S.filter((each) => each <= longest);
    return (
      <Choose
        title={say.shelve}
        options={times.map(length)}
        onClose={onClose}
        onChoose={(index) => setShelve_s(times[index]!)}
      />
    );
  }
  const until = () => new Date(nowMs() + shelve_s * 1000).toISOString();
  return (
    <Reasons
      title={say.shelveWhy}
      reasons={say.shelveReasons}
      onClose={onClose}
      onReason={(reason) => onAnswer("shelve", { reason, until: until() })}
    />
  );
}

function People({ onAnswer, onClose }: Omit<Props, "what">) {
  const say = words.value.ask;
  const people = [...(room.value?.people ?? [])].sort((one) => (one.name === me.value?.name ? -1 : 1));
  return (
    <Choose
      title={say.assign}
      options={people.map((each) => each.shown)}
      empty={say.nobody}
      onClose={onClose}
      onChoose={(index) => onAnswer("assign", { to: people[index]!.name })}
    />
  );
}

function Reasons(props: { title: string; reasons: readonly string[]; onReason: (reason: string) => void; onClose: () => void }) {
  const [typing, setTyping] = useState(false);
  const { title, reasons, onReason, onClose } = props;
  if (typing) return <Text title={title} onClose={onClose} onText={onReason} />;
  return (
    <Choose
      title={title}
      options={[...reasons, words.value.ask.other]}
      onClose={onClose}
      onChoose={(index) => (index < reasons.length ? onReason(reasons[index]!) : setTyping(true))}
    />
  );
}

function Choose(props: {
  title: string;
  options: readonly string[];
  empty?: string;
  onChoose: (index: number) => void;
  onClose: () => void;
}) {
  const { title, options, empty, onChoose, onClose } = props;
  useKeys(QUESTION, (command) => {
    if (command === "back") onClose();
    const index = command.startsWith("number") ? Number(command.slice(6)) - 1 : -1;
    if (index >= 0 && index < options.length) onChoose(index);
    return command !== "open" && command !== "space";
  });
  return (
    <Dialog title={title} onClose={onClose}>
      {options.length === 0 && <p>{empty}</p>}
      <ol class="options">
        {options.map((option, index) => (
          <li key={option}>
            <button onClick={() => onChoose(index)}>
              <kbd>{index + 1}</kbd> {option}
            </button>
          </li>
        ))}
      </ol>
      <button onClick={onClose}>{words.value.ask.cancel}</button>
    </Dialog>
  );
}

function Text({ title, onText, onClose }: { title: string; onText: (text: string) => void; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useKeys(QUESTION, (command) => {
    if (command === "back") onClose();
    return true;
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const text = input.current!.value.trim();
          if (text) onText(text);
        }}
      >
        <input ref={input} type="text" maxLength={500} autofocus aria-label={title} placeholder={words.value.ask.type} />
        <button class="main">{title}</button>
        <button type="button" onClick={onClose}>
          {words.value.ask.cancel}
        </button>
      </form>
    </Dialog>
  );
}
