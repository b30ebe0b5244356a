/** One alert: what to say, what to do, and everything it rests on. */
import type { Act, Alert, Story } from "../../api/shapes";
import { onTheWay } from "../../acts/held";
import { possible } from "../../acts/possible";
import { may } from "../../live/room";
import { useLoaded } from "../../parts/loading";
import { asDone } from "../../queue/list";
import { words } from "../../words";
import { Head, Sentence } from "./sentence";
import { Basis, Before, Evidence, History, Together } from "./basis";
import { Pictures } from "./pictures";
import type { Asked } from "./question";
import { Timeline } from "./timeline";

type Props = {
  id: string | null;
  alert: Alert | undefined;
  onAct: (act: Act) => void;
  onAsk: (what: Asked) => void;
};

export function Detail({ id, alert, onAct, onAsk }: Props) {
  // The version is part of the path's key: each new one may have brought events and an act.
  const story = useLoaded<Story>(id ? `/api/alerts/${id}` : null, 15, alert?.version);
  const told = alert ?? story.data?.alert;
  if (!told) return <section class="detail empty">{words.value.alert.pick}</section>;
  const { events = [], bars = [], pictures = [] } = story.data ?? {};
  return (
    <section class="detail" tabIndex={-1} aria-label={words.value.rule[told.rule]}>
      <Head alert={told} />
      <Sentence alert={told} />
      {may("act") && <Acts alert={told} onAct={onAct} onAsk={onAsk} />}
      {(told.incident || bars.length > 0) && <Timeline alerts={[told]} events={events} bars={bars} />}
      <div class="two">
        <Evidence alert={told} />
        <Basis alert={told} />
      </div>
      <Pictures alert={told} noted={pictures} />
      <div class="two">
        <Before before={story.data?.before ?? []} />
        <Together ids={story.data?.together ?? []} />
      </div>
      <History alert={told} />
    </section>
  );
}

const BUTTONS: readonly (readonly [Act, string])[] = [
  ["directive_called", "C"],
  ["acknowledge", "A"],
  ["confirm", "Y"],
  ["dismiss", "N"],
  ["corrected", "P"],
  ["shelve", "S"],
  ["assign", "G"],
  ["note", "M"],
];
const ASKED: readonly string[] = ["dismiss", "shelve", "assign", "note"];

function Acts({ alert, onAct, onAsk }: { alert: Alert } & Pick<Props, "onAct" | "onAsk">) {
  const done = asDone(alert);
  const held = onTheWay.value.get(alert.alert);
  return (
    <div class="acts" role="group">
      {BUTTONS.map(([name, key]) => {
        const act = name === "shelve" && done.state === "shelved" ? "unshelve" : name;
        const isHeld = held?.deal.act === act;
        return (
          <button
            key={name}
            class={[name === "directive_called" && "main", isHeld && "pending"].filter(Boolean).join(" ")}
            disabled={!possible(act, done)}
            onClick={() => (ASKED.includes(act) ? onAsk(act as Asked) : onAct(act))}
          >
            {words.value.act[act]} <kbd>{key}</kbd>
          </button>
        );
      })}
    </div>
  );
}
