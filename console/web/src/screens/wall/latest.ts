/** The latest still of a camera, with the time when it was taken as the server tells it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Tile } from "../../api/shapes";
import { catchUp } from "../../clock";

export type LatestStill = { url: string; taken: number };

/** Load the still of a tile, and again when a newer picture was looked at; null while there is none, as of one never looked at. */
export function useStill(tile: Tile | null): LatestStill | null {
  const [still, setStill] = useState<LatestStill | null>(null);
  const path = tile?.looked_at && `/api/stations/${encodeURIComponent(tile.station)}/cameras/${encodeURIComponent(tile.camera)}/latest`;
  const wanted = useRef<string | null | undefined>(null);
  const before = useRef(Promise.resolve());
  useEffect(() => {
    wanted.current = path;
    return () => {
      wanted.current = null;
    };
  }, [path]);
  useEffect(() => {
    if (!path) return;
    let overtaken = false;
    // One at a time of a camera, however slow the server is; the one before stays with its age, which tells that it is old.
    before.current = before.current.then(async () => {
      const found = overtaken ? null : await load(path).catch(() => null);
      if (wanted.current === path && found) {
        catchUp();
        setStill(found);
      } else if (found) URL.revokeObjectURL(found.url);
    });
    return () => {
      overtaken = true;
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
