/** What is in sight: looks are on record, and video costs, so what nobody sees is not loaded. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** E: a tile that is about to scroll in is loaded before. */
const NEARLY = { rootMargin: "100px" };

/** Whether the page itself is shown: not in a tab behind others, nor minimised. */
export function useShown(): boolean {
  const [shown, setShown] = useState(!document.hidden);
  useEffect(() => {
    const changed = () => setShown(!document.hidden);
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  }, []);
  return shown;
}

/** Whether an element is in sight, or nearly. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  const shown = useShown();
  useEffect(() => {
    const watch = new IntersectionObserver((entries) => setSeen(entries.at(-1)!.isIntersecting), NEARLY);
    watch.observe(element.current!);
    return () => watch.disconnect();
  }, []);
  return seen && shown;
}

const NONE: ReadonlySet<string> = new Set();

/** The keys of those of a list's items that are in sight; each item has its key in data-key. */
export function useInSight(list: RefObject<Element | null>, keys: readonly string[]): ReadonlySet<string> {
  const [seen, setSeen] = useState(NONE);
  const shown = useShown();
  useEffect(() => {
    const watch = new IntersectionObserver((entries) =>
      setSeen((before) => {
        const next = new Set(before);
        for (const { isIntersecting, target } of entries) {
          const key = (target as HTMLElement).dataset["key"]!;
          if (isIntersecting) next.add(key);
          else next.delete(key);
        }
        return next;
      }),
    );
    for (const item of list.current!.children) watch.observe(item);
    return () => watch.disconnect();
  }, [keys.join("\n")]);
  return shown ? seen : NONE;
}
