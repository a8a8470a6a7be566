// Trusted code inside the browser's jail: the objective worker is its child and can reach nothing but it.
import { supervise } from "./supervise.ts";

addEventListener("message", (hello: MessageEvent) => {
  const port = hello.ports[0];
  if (port === undefined) return;
  supervise({
    port,
    spawn({ runtime }, events) {
      const url = URL.createObjectURL(new Blob([runtime], { type: "text/javascript" }));
      const worker = new Worker(url, { name: "objective" });
      worker.onmessage = ({ data }: MessageEvent<unknown>) => events.onMessage(data);
      worker.onerror = (event) => {
        event.preventDefault();
        events.onStrayError();
      };
      return {
        post: (message, transfer) => worker.postMessage(message, transfer),
        terminate() {
          worker.onmessage = null;
          worker.onerror = null;
          worker.terminate();
        },
      };
    },
    hasOwnProcess: globalThis.crossOriginIsolated,
    onClose: close,
  });
});
