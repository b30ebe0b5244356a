/** Playing what a media server sends: WHEP (RFC 9725), or HLS where the address is a playlist. */

/** E: a stream without a picture after eight seconds is not coming. */
const WITHIN_MS = 8_000;

/** Play an address in a video; says so if nothing comes. Returns how to stop. */
export function play(video: HTMLVideoElement, address: string, failed: () => void): () => void {
  let stop = () => {};
  let over = false;
  const fail = () => {
    if (!over) failed();
  };
  const late = setTimeout(() => {
    if (video.readyState < 2) fail();
  }, WITHIN_MS);
  const begun = address.includes(".m3u8") ? hls(video, address, fail) : whep(video, address, fail);
  begun.then(
    (end) => {
      if (over) end();
      else stop = end;
    },
    fail,
  );
  return () => {
    over = true;
    clearTimeout(late);
    stop();
  };
}

async function whep(video: HTMLVideoElement, address: string, fail: () => void): Promise<() => void> {
  const peer = new RTCPeerConnection();
  peer.addTransceiver("video", { direction: "recvonly" });
  peer.ontrack = (event) => {
    video.srcObject = event.streams[0] ?? new MediaStream([event.track]);
  };
  peer.onconnectionstatechange = () => {
    if (peer.connectionState === "failed" || peer.connectionState === "disconnected") fail();
  };
  try {
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/sdp" },
      body: peer.localDescription!.sdp,
    });
    if (!answer.ok) throw new Error(`the media server answers ${answer.status}`);
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    const session = answer.headers.get("Location");
    return () => {
      peer.close();
      if (session) void fetch(new URL(session, address), { method: "DELETE", keepalive: true }).catch(() => {});
    };
  } catch (error) {
    peer.close();
    throw error;
  }
}

/** Wait until the browser has its addresses, at most a second: on a local network they come at once. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") resolve();
    peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve();
    setTimeout(resolve, 1000);
  });
}

async function hls(video: HTMLVideoElement, address: string, fail: () => void): Promise<() => void> {
  const { default: Hls } = await import("hls.js/light");
  if (!Hls.isSupported()) throw new Error("this browser plays no HLS");
  const player = new Hls({ lowLatencyMode: true, backBufferLength: 5 });
  player.on(Hls.Events.ERROR, (_, data) => data.fatal && fail());
  player.loadSource(address);
  player.attachMedia(video);
  return () => player.destroy();
}
