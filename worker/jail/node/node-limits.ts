/** What one objective may hold in its engine's own heap and buffers: as much as a browser's tab would give a worker without a thought. */
export const MAX_ISOLATE_MB = 256;
/** All of its process, Node itself included: what an engine does not count (WebAssembly's memory) is counted here. */
export const MAX_CHILD_BYTES = (MAX_ISOLATE_MB + 256) << 20;
/** How often that is looked at: memory fills at some gigabytes a second, and two children fit into any machine. */
export const MEMORY_LOOK_MS = 100;
