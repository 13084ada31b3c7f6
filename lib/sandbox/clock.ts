/** A callback waiting for sandbox time to pass. */
export interface ClockTimer {
  cancel(): void;
}

interface Job extends ClockTimer {
  due: number;
  run: () => void;
}

// setTimeout fires at once for anything longer.
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Sandbox time in epoch milliseconds: real time times the speed (1) plus whatever was advanced by hand, so that a test needs no
 * sleep to see a retry after an hour. Timers never keep the process alive.
 */
export class Clock {
  #base: number;
  #since = performance.now();
  #speed = 1;
  #jobs: Job[] = [];
  #timeout: NodeJS.Timeout | undefined;

  constructor(start: number = Date.now()) {
    this.#base = start;
  }

  now(): number {
    return Math.round(this.#base + (performance.now() - this.#since) * this.#speed);
  }

  get speed(): number {
    return this.#speed;
  }

  /** Sandbox seconds per real second; 0 stops the clock. */
  set speed(speed: number) {
    this.#set(this.now());
    this.#speed = speed;
    this.#arm();
  }

  /** Lets `milliseconds` pass at once; callbacks fire in order, each at its own time, also those added on the way. */
  advance(milliseconds: number): void {
    const target = this.now() + milliseconds;
    for (;;) {
      const job = this.#jobs[0];
      if (job === undefined || job.due > target) break;
      if (job.due > this.now()) this.#set(job.due);
      this.#jobs.shift();
      job.run();
    }
    this.#set(Math.max(target, this.now()));
    this.#arm();
  }

  /** Runs `run` once `milliseconds` of sandbox time have passed. */
  after(milliseconds: number, run: () => void): ClockTimer {
    const job: Job = {
      due: this.now() + milliseconds,
      run,
      cancel: () => {
        this.#jobs = this.#jobs.filter((other) => other !== job);
        this.#arm();
      },
    };
    const place = this.#jobs.findIndex((other) => other.due > job.due);
    this.#jobs.splice(place === -1 ? this.#jobs.length : place, 0, job);
    this.#arm();
    return job;
  }

  /** Drops every callback. */
  close(): void {
    this.#jobs = [];
    this.#arm();
  }

  #set(now: number): void {
    this.#base = now;
    this.#since = performance.now();
  }

  #arm(): void {
    clearTimeout(this.#timeout);
    const next = this.#jobs[0];
    if (next === undefined || this.#speed === 0) return;
    const wait = Math.max(0, (next.due - this.now()) / this.#speed);
    this.#timeout = setTimeout(() => this.advance(0), Math.min(wait, LONGEST_TIMEOUT)).unref();
  }
}
