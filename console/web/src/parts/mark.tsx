/** A priority as a shape with its word; the colour only repeats it. */
import type { Priority } from "../api/shapes";
import { words } from "../words";

const SHAPES: Record<Priority, string> = { urgent: "◆", high: "▲", medium: "●", low: "○" };

export function Mark({ priority, word = false }: { priority: Priority; word?: boolean }) {
  const name = words.value.priority[priority];
  return (
    <span class={`mark ${priority}`} title={name}>
      <span aria-hidden="true">{SHAPES[priority]}</span>
      <span class={word ? "" : "unseen"}>{name}</span>
    </span>
  );
}
