export interface Follower {
  /** Fires with any of the sources, or with `abort`. */
  readonly signal: AbortSignal;
  abort(): void;
  /** Lets go of the sources. */
  release(): void;
}

/**
 * A signal for one piece of work that follows others until it is released. `AbortSignal.any` would leave a trace of every call on a
 * signal that lives as long as its node.
 */
export function follow(...sources: readonly (AbortSignal | undefined)[]): Follower {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const release = () => {
    for (const source of sources) source?.removeEventListener('abort', abort);
  };
  for (const source of sources) {
    if (source?.aborted) abort();
    source?.addEventListener('abort', abort);
  }
  return { signal: controller.signal, abort, release };
}
