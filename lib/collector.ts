interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects what is asked at about the same time, so that one request does for many. */
export class Collector<T, R> {
  readonly #run: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #most: number;
  readonly #pause: number;
  #waiting: Waiting<T, R>[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `run` gives one result per item, in their order; it starts with `most` items, or `pause` ms after the first one. */
  constructor(run: (items: readonly T[]) => Promise<readonly R[]>, { most, pause }: { most: number; pause: number }) {
    this.#run = run;
    this.#most = most;
    this.#pause = pause;
  }

  /** The result of this item; when the run fails, all that were collected for it fail alike. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= this.#most) this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), this.#pause);
    });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#run(waiting.map(({ item }) => item)).then(
      (results) => {
        for (const [index, { resolve }] of waiting.entries()) resolve(results[index]);
      },
      (error) => {
        for (const { reject } of waiting) reject(error);
      },
    );
  }
}

/**
 * A look at something that changes, shared by all who ask before it starts. Who asks later gets the next one: a look under way may have
 * passed what they want to see.
 */
export function sharedLook<T>(look: () => Promise<T>): () => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (!next) {
      next = tail.then(() => {
        next = undefined;
        return look();
      });
      tail = next.catch(() => undefined);
    }
    return next;
  };
}
