/** Something that a button does at the server: busy meanwhile, done, or wrong in words. */
import { useState } from "preact/hooks";
import { inWords } from "./trouble";

export type Deed = { busy: boolean; wrong: string | null; done: boolean; run: (what: () => Promise<unknown>) => void };

export function useDeed(): Deed {
  const [state, setState] = useState<Omit<Deed, "run">>({ busy: false, wrong: null, done: false });
  const run = (what: () => Promise<unknown>) => {
    setState({ busy: true, wrong: null, done: false });
    what().then(
      () => setState({ busy: false, wrong: null, done: true }),
      (error: unknown) => setState({ busy: false, wrong: inWords(error), done: false }),
    );
  };
  return { ...state, run };
}
