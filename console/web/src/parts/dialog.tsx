/** A question in front of the screen; the focus stays in it, and Escape leaves it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../words";
import type { Deed } from "./deed";

type Props = { title: string; onClose: () => void; children: ComponentChildren };

export function Dialog({ title, onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

/** The end of a form: what went wrong, the button that does it, and the one that leaves it. */
export function FormEnd({ deed, does, onClose }: { deed: Deed; does: string; onClose: () => void }) {
  return (
    <>
      <p class="wrong" role="alert">
        {deed.wrong}
      </p>
      <button class="main" disabled={deed.busy}>
        {does}
      </button>
      <button type="button" onClick={onClose}>
        {words.value.ask.cancel}
      </button>
    </>
  );
}
