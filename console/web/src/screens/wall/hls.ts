/** HLS, and whether its list is still being written: one that is not plays its last seconds as if they were now. */
import { growing, type Growth } from "./growing";
import { authorization, type Playing, type Source } from "./playing";

export async function hls(video: HTMLVideoElement, source: Source, failed: () => void): Promise<Playing> {
  const { default: Hls } = await import("hls.js/light");
  if (!Hls.isSupported()) throw new Error("this browser plays no HLS");
  const player = new Hls({
    lowLatencyMode: true,
    backBufferLength: 5,
    xhrSetup: (request) => {
      for (const [name, value] of Object.entries(authorization(source))) request.setRequestHeader(name, value);
    },
  });
  let growth: Growth | null = null;
  player.on(Hls.Events.LEVEL_LOADED, (_, { details }) => {
    const { live, endSN, targetduration } = details;
    growth = growing(growth, { live, last: endSN, targetduration_s: targetduration, at_ms: Date.now() });
  });
  player.on(Hls.Events.ERROR, (_, data) => data.fatal && failed());
  player.loadSource(source.address);
  player.attachMedia(video);
  return { stop: () => player.destroy(), goesOn: (at_ms) => growth !== null && growth.until_ms > at_ms };
}
