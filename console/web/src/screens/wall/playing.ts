/** Playing what a media server sends: WHEP (RFC 9725), or HLS where the address is a playlist. */
import { hls } from "./hls";
import { whep } from "./whep";

/** Where a video is, and what shows the media server that we may see it. */
export type Source = { address: string; bearer: () => string | null };

export type Playing = {
  stop: () => void;
  /** Whether new video goes on being made; pictures alone do not tell, they may come from a list that has ended. */
  goesOn: (at_ms: number) => boolean;
};

/** Begin to play in a video element; `failed` is called where nothing more will come. */
export function play(video: HTMLVideoElement, source: Source, failed: () => void): Promise<Playing> {
  return source.address.includes(".m3u8") ? hls(video, source, failed) : whep(video, source, failed);
}

export const authorization = (source: Source): Record<string, string> => {
  const bearer = source.bearer();
  return bearer === null ? {} : { Authorization: `Bearer ${bearer}` };
};
