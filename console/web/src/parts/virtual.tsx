/** A long list of rows of one height: only those in sight are on the page. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

type Props = {
  ids: readonly string[];
  row_px: number;
  current: string | null;
  label: string;
  children: (id: string, index: number) => ComponentChildren;
};

/** E: rows kept beyond both edges, so that a quick wheel shows no gap. */
const BEYOND = 8;

export function VirtualList({ ids, row_px, current, label, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => setHeight(entry!.contentRect.height));
    watch.observe(element.current!);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const at = current === null ? -1 : ids.indexOf(current);
    const box = element.current!;
    if (at < 0) return;
    if (at * row_px < box.scrollTop) box.scrollTop = at * row_px;
    else if ((at + 1) * row_px > box.scrollTop + box.clientHeight)
      box.scrollTop = (at + 1) * row_px - box.clientHeight;
  }, [current, ids]);
  const first = Math.max(0, Math.floor(top / row_px) - BEYOND);
  const last = Math.min(ids.length, Math.ceil((top + height) / row_px) + BEYOND);
  return (
    <div
      class="rows"
      ref={element}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={current ? `row-${current}` : undefined}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div role="presentation" class="all" style={{ height: `${ids.length * row_px}px` }}>
        <div role="presentation" class="window" style={{ transform: `translateY(${first * row_px}px)` }}>
          {ids.slice(first, last).map((id, index) => children(id, first + index))}
        </div>
      </div>
    </div>
  );
}
