/** WHEP: WebRTC with one request for the answer, and one to say that we are gone. */
import { authorization, type Playing, type Source } from "./playing";

export async function whep(video: HTMLVideoElement, source: Source, failed: () => void): Promise<Playing> {
  const peer = new RTCPeerConnection();
  peer.addTransceiver("video", { direction: "recvonly" });
  peer.ontrack = (event) => {
    video.srcObject = event.streams[0] ?? new MediaStream([event.track]);
  };
  peer.onconnectionstatechange = () => {
    if (peer.connectionState === "failed" || peer.connectionState === "closed") failed();
  };
  let session: string | null = null;
  const stop = () => {
    peer.close();
    video.srcObject = null;
    if (session === null) return;
    // The media server goes on sending to nobody until it notices by itself.
    void fetch(session, { method: "DELETE", headers: authorization(source), keepalive: true }).catch(() => undefined);
  };
  try {
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await fetch(source.address, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", ...authorization(source) },
      body: peer.localDescription!.sdp,
    });
    if (!answer.ok) throw new Error(`the media server answers ${answer.status}`);
    const location = answer.headers.get("Location");
    session = location && new URL(location, source.address).href;
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  } catch (error) {
    stop();
    throw error;
  }
  return { stop, goesOn: () => true };
}

/** Wait until the browser has its addresses, at most a second: on a local network they come at once. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") resolve();
    peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve();
    setTimeout(resolve, 1000);
  });
}
