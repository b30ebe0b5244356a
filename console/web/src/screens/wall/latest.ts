/** The latest still of a camera, with the time when it was taken as the server tells it. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Tile } from "../../api/shapes";

export type LatestStill = { url: string; taken: number };

/** Load the still of a tile, and again when a newer picture was looked at; null while there is none. */
export function useStill(tile: Tile | null): LatestStill | null {
  const [still, setStill] = useState<LatestStill | null>(null);
  const path = tile && `/api/stations/${encodeURIComponent(tile.station)}/cameras/${encodeURIComponent(tile.camera)}/latest`;
  useEffect(() => {
    if (path === null) return;
    let over = false;
    load(path).then(
      (found) => (over ? found && URL.revokeObjectURL(found.url) : setStill(found)),
      // The one before stays with its age, which tells that it is old.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [path, tile?.looked_at]);
  useEffect(() => () => void (still && URL.revokeObjectURL(still.url)), [still]);
  return still;
}

async function load(path: string): Promise<LatestStill | null> {
  const answer = await fetch(path);
  const taken = answer.headers.get("X-Taken-At");
  if (!answer.ok || taken === null) return null;
  return { url: URL.createObjectURL(await answer.blob()), taken: Date.parse(taken) };
}

/** Whether an element is in sight, or nearly: each look at a picture is on record, so only those are loaded. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver((entries) => setSeen(entries.at(-1)!.isIntersecting), {
      rootMargin: "100px",
    });
    watch.observe(element.current!);
    return () => watch.disconnect();
  }, []);
  return seen;
}
