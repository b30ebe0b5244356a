/** Live video from the media server: WHEP, else HLS; where neither comes, the still, and it is said. */
import { useEffect, useRef, useState } from "preact/hooks";
import { send } from "../../api/client";
import type { Tile } from "../../api/shapes";
import { words } from "../../words";
import { play } from "./playing";
import { Still } from "./still";

/** The server puts the same look on record once a minute. */
const RECORD_EVERY_MS = 60_000;

export function Live({ url, tile }: { url: string; tile: Tile }) {
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const looked = `/api/stations/${encodeURIComponent(tile.station)}/cameras/${encodeURIComponent(tile.camera)}/live`;
  const address = url.replace("{camera}", encodeURIComponent(tile.camera));
  useEffect(() => {
    setFailed(false);
    return play(video.current!, address, () => setFailed(true));
  }, [address]);
  useEffect(() => {
    // Who looks at whom is on record, here too, where the picture comes from the media server.
    const record = () => void send("POST", looked).catch(() => setFailed(true));
    record();
    const timer = setInterval(record, RECORD_EVERY_MS);
    return () => clearInterval(timer);
  }, [looked]);
  return (
    <span class="picture">
      <video ref={video} muted autoplay playsInline hidden={failed} />
      {failed ? <Still tile={tile} /> : <span class="age">{words.value.wall.live}</span>}
      {failed && <span class="reason">{words.value.wall.refused}</span>}
    </span>
  );
}
