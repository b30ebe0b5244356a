/** Live video from the media server; before it comes, and when it stands still, the still with its age. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Tile } from "../../api/shapes";
import { words } from "../../words";
import { follow } from "./follow";
import { Still } from "./still";
import type { State } from "./watching";

export function Live({ url, tile }: { url: string; tile: Tile }) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>("coming");
  const say = words.value.wall;
  const [station, camera] = [encodeURIComponent(tile.station), encodeURIComponent(tile.camera)];
  const address = url.replace("{camera}", camera);
  const looked = `/api/stations/${station}/cameras/${camera}/live`;
  useEffect(() => {
    setState("coming");
    return follow(video.current!, { address, looked }, setState);
  }, [address, looked]);
  return (
    <span class="picture">
      <video ref={video} muted autoplay playsInline class={state === "live" ? "" : "waiting"} />
      {state === "live" ? (
        <span class="age">{say.live}</span>
      ) : (
        <Still tile={tile} why={state === "gone" ? say.refused : undefined} />
      )}
    </span>
  );
}
