/** Plain symbols for the four facts of a camera, drawn here so that no font needs to have them. */
const PATHS = {
  online: "M8 13.2a1 1 0 1 0 0-.1M4.6 9.6a5 5 0 0 1 6.8 0M2 6.6a8.6 8.6 0 0 1 12 0",
  recording: "M8 2.5a5.5 5.5 0 1 0 .1 0M8 6a2 2 0 1 0 .1 0",
  position: "M8 14.2S3 9.4 3 6.2a5 5 0 0 1 10 0c0 3.2-5 8-5 8M8 4.8a1.5 1.5 0 1 0 .1 0",
  wearer: "M8 2.2a2.8 2.8 0 1 0 .1 0M2.8 14c0-3.4 2.2-5 5.2-5s5.2 1.6 5.2 5",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5">
      <path d={PATHS[name]} />
    </svg>
  );
}
