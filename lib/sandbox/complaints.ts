import type { SandboxSystem } from './faults';

/** What a client sent and should not have sent: wrong element order, read-only fields, unknown names. Collected, not refused. */
export class Complaints {
  #list: { system: SandboxSystem; text: string }[] = [];

  /** `wanted` is asked each time: complaints nobody reads only take memory. */
  constructor(private readonly wanted: () => boolean = () => true) {}

  add(system: SandboxSystem, text: string): void {
    if (this.wanted()) this.#list.push({ system, text });
  }

  list(): { system: SandboxSystem; text: string }[] {
    return [...this.#list];
  }

  clear(): void {
    this.#list = [];
  }
}
