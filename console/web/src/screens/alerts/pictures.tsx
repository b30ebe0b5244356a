/** The pictures that led to an alert, marked and as they were; each look at one is on record. */
import { useState } from "preact/hooks";
import type { Alert } from "../../api/shapes";
import { may } from "../../live/room";
import { words } from "../../words";

export function Pictures({ alert }: { alert: Alert }) {
  const say = words.value.alert;
  if (alert.pictures.length === 0 || !may("watch")) return null;
  return (
    <section>
      <h2>{say.pictures}</h2>
      <div class="pictures">
        {alert.pictures.map((still, number) => (
          <Picture key={still} path={`/api/alerts/${alert.alert}/stills/${number}`} />
        ))}
      </div>
    </section>
  );
}

function Picture({ path }: { path: string }) {
  const say = words.value.alert;
  const [marked, setMarked] = useState(true);
  const [failed, setFailed] = useState(false);
  if (failed && !marked) return <p class="no-picture">{say.noPicture}</p>;
  return (
    <figure>
      {/* Without a marked copy the picture itself is shown. */}
      <img src={marked ? `${path}?which=marked` : path} alt={say.pictures} loading="lazy" onError={() => (marked ? setMarked(false) : setFailed(true))} />
      <figcaption>
        <button aria-pressed={marked} onClick={() => setMarked(!marked)}>
          {marked ? say.marked : say.original}
        </button>
      </figcaption>
    </figure>
  );
}
