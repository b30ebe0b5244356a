/** What a screen loads: anew by itself, kept while it loads, and with its trouble in words. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, pathWith, Refused } from "../api/client";
import { words } from "../words";
import { inWords } from "./trouble";

export type Loaded<T> = { data: T | null; error: unknown; again: () => void };

/** Load a path, and again every so often; null as the path loads nothing. */
export function useLoaded<T>(path: string | null, every_s?: number, key: unknown = ""): Loaded<T> {
  const [state, setState] = useState<{ path: string | null; data: T | null; error: unknown }>({
    path: null,
    data: null,
    error: null,
  });
  const asked = useRef(0);
  const load = async () => {
    if (path === null) return;
    const number = ++asked.current;
    try {
      const data = await get<T>(path);
      if (number === asked.current) setState({ path, data, error: null });
    } catch (error) {
      if (number === asked.current) setState((before) => ({ path, data: before.path === path ? before.data : null, error }));
    }
  };
  useEffect(() => {
    void load();
    if (every_s === undefined) return;
    const again = setInterval(() => void load(), every_s * 1000);
    return () => clearInterval(again);
  }, [path, every_s, key]);
  const fits = state.path === path;
  return { data: fits ? state.data : null, error: fits ? state.error : null, again: () => void load() };
}

type Props<T> = { of: Loaded<T>; children: (data: T) => ComponentChildren };

/** Show what was loaded, or say why there is nothing. */
export function Show<T>({ of, children }: Props<T>) {
  const say = words.value;
  if (of.data !== null) return <>{children(of.data)}</>;
  if (of.error === null) return <p class="empty">{say.queue.loading}</p>;
  const missing = of.error instanceof Refused && of.error.status === 404 && of.error.code === "unknown";
  return (
    <p class="empty" role="alert">
      {missing ? say.empty.notYet : `${say.empty.failed} ${inWords(of.error)}`}{" "}
      {!missing && <button onClick={of.again}>{say.empty.retry}</button>}
    </p>
  );
}

export { pathWith };
