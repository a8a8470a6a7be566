/** On the slowest machine two connections within a page find each other in a second. */
const OPENS_WITHIN_MS = 4_000;

/** Whether this browser makes direct connections at all: two within this page must reach each other. Never rejects. */
export async function directWorks(iceServers: readonly RTCIceServer[]): Promise<boolean> {
  if (typeof RTCPeerConnection !== "function") return false;
  const ends: RTCPeerConnection[] = [];
  try {
    const [a, b] = [new RTCPeerConnection({ iceServers: [...iceServers] }), new RTCPeerConnection()];
    ends.push(a, b);
    a.addEventListener("icecandidate", ({ candidate }) => void b.addIceCandidate(candidate ?? undefined).catch(ignore));
    b.addEventListener("icecandidate", ({ candidate }) => void a.addIceCandidate(candidate ?? undefined).catch(ignore));
    const channel = a.createDataChannel("test");
    const opened = new Promise<boolean>((resolve) => {
      channel.addEventListener("open", () => resolve(true));
      setTimeout(() => resolve(false), OPENS_WITHIN_MS);
    });
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription ?? { type: "offer" });
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription ?? { type: "answer" });
    return await opened;
  } catch {
    // What the browser refuses does not work.
    return false;
  } finally {
    for (const end of ends) end.close();
  }
}

/** A candidate that comes too late, or that the browser does not take, decides nothing here. */
const ignore = (): void => {};
