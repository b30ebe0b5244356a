/** Where the pages of a wall begin that does not fit on its display. Pure. */

export type Box = { top: number; bottom: number };

/** Return how far to scroll for each page of what is so high in whole: a tile that is cut off begins the next page. */
export function pagesOf(boxes: readonly Box[], height: number, whole: number): number[] {
  const sorted = [...boxes].sort((one, other) => one.top - other.top);
  const last = Math.max(0, whole - height);
  const pages = [0];
  for (;;) {
    const top = pages.at(-1)!;
    // A tile that is higher than the display is not waited for.
    const next = sorted.find((box) => box.bottom > top + height && box.top > top);
    if (next === undefined || top >= last) return pages;
    pages.push(Math.min(next.top, last));
  }
}

/** Return the page after or before the one that is shown at a height, round and round. */
export function pageFrom(pages: readonly number[], scrolled: number, step: 1 | -1): number {
  // Half a pixel is how a browser rounds.
  const shown = pages.findLastIndex((top) => top <= scrolled + 1);
  return (Math.max(0, shown) + step + pages.length) % pages.length;
}
