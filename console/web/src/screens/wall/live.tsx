/** Live video from the media server: WHEP, else HLS; where neither comes, the still, and it is said. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Tile } from "../../api/shapes";
import { words } from "../../words";
import { play } from "./playing";
import { Still } from "./still";

export function Live({ url, tile }: { url: string; tile: Tile }) {
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const address = url.replace("{camera}", encodeURIComponent(tile.camera));
  useEffect(() => {
    setFailed(false);
    return play(video.current!, address, () => setFailed(true));
  }, [address]);
  return (
    <span class="picture">
      <video ref={video} muted autoplay playsInline hidden={failed} />
      {failed ? <Still tile={tile} /> : <span class="age">{words.value.wall.live}</span>}
      {failed && <span class="reason">{words.value.wall.refused}</span>}
    </span>
  );
}
