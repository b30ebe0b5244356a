/** A screen whose code is loaded when it is first opened. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../words";

export function Lazy({ load }: { load: () => Promise<{ default: ComponentType }> }) {
  const [Screen, setScreen] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      (module) => setScreen(() => module.default),
      () => setFailed(true),
    );
  }, []);
  if (failed) return <p class="empty">{words.value.empty.failed}</p>;
  return Screen ? <Screen /> : <p class="empty">{words.value.queue.loading}</p>;
}
