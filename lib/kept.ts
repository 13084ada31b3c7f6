/** A value that is read on first use and again when it is old; a failure is not kept. */
export class Kept<T> {
  readonly #read: () => Promise<T>;
  readonly #lifetime: number;
  #value: Promise<T> | undefined;
  #until = 0;

  /** `lifetime` in ms. */
  constructor(read: () => Promise<T>, lifetime: number) {
    this.#read = read;
    this.#lifetime = lifetime;
  }

  get(): Promise<T> {
    if (this.#value === undefined || performance.now() > this.#until) {
      this.#until = performance.now() + this.#lifetime;
      this.#value = this.#read().catch((thrown) => {
        this.#until = 0;
        throw thrown;
      });
    }
    return this.#value;
  }

  /** What was read last, old or not; undefined before the first use. */
  last(): Promise<T> | undefined {
    return this.#value;
  }

  /** The next use reads again. */
  forget(): void {
    this.#until = 0;
  }
}
