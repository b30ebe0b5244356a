/** Dead letters with their reason; an input can be sent again once its cause is mended. */
import { send } from "../../api/client";
import type { DeadLetter, Topic } from "../../api/shapes";
import { now } from "../../clock";
import { useDeed } from "../../parts/deed";
import { Show, useLoaded } from "../../parts/loading";
import { words } from "../../words";
import { dayTime, fullTime, number } from "../../words/time";

export function Letters() {
  const say = words.value.admin;
  const found = useLoaded<{ letters: DeadLetter[] }>("/api/dead-letters", 30);
  return (
    <Show of={found}>
      {({ letters }) =>
        letters.length === 0 ? (
          <p class="empty">{say.noLetters}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th>{say.time}</th>
                <th>{say.topic}</th>
                <th>{say.why}</th>
                <th>{say.original}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {letters.map((letter) => (
                <Letter key={`${letter.topic} ${letter.partition} ${letter.offset}`} letter={letter} />
              ))}
            </tbody>
          </table>
        )
      }
    </Show>
  );
}

function Letter({ letter }: { letter: DeadLetter }) {
  const say = words.value.admin;
  const deed = useDeed();
  const { topic, partition, offset } = letter;
  return (
    <tr>
      <td title={fullTime(letter.at)}>{dayTime(letter.at, now.value)}</td>
      <td title={`${topic} ${say.place} ${partition}/${offset}`}>
        {words.value.topic[topic as Topic] ?? topic} {partition}/{offset}
        {letter.supervisor && <i class="tag">{words.value.agent[letter.supervisor] ?? letter.supervisor}</i>}
      </td>
      <td class="wide">
        {letter.wrong && <b>{words.value.wrong[letter.wrong]}</b>}
        <p class="note" lang="en">
          {letter.reason}
        </p>
      </td>
      <td class="wide">
        <code>{letter.original ? letter.original.slice(0, 300) : say.size(number(letter.size_bytes))}</code>
      </td>
      <td>
        <button
          disabled={deed.busy || deed.done || !letter.original}
          onClick={() => deed.run(() => send("POST", "/api/dead-letters/send-again", { topic, partition, offset }))}
        >
          {deed.done ? say.sentAgain : say.sendAgain}
        </button>
        <p class="wrong">{deed.wrong}</p>
      </td>
    </tr>
  );
}
