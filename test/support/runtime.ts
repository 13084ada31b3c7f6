/** Real Node-REDs of both lines, each in a child process, with barriers instead of sleeps. */
import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../lib/sandbox';

export { readExample, temporaryUserDir } from '../../scripts/runtime.cjs';

export const LINES = [
  { name: 'Node-RED 5.0.7', module: 'node-red' },
  { name: 'Node-RED 4.1.15', module: 'node-red-4' },
] as const;

export type Flows = Record<string, unknown>[];

export interface DebugEvent {
  name: string;
  from: string;
  // biome-ignore lint/suspicious/noExplicitAny: a message is whatever the flow made of it
  msg: any;
}

export class Runtime {
  readonly debug: DebugEvent[] = [];
  readonly statuses = new Map<string, { fill?: string; text?: string }>();
  readonly #child: ChildProcess;
  readonly #replies = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #waiting = new Set<() => void>();
  #next = 1;
  #exited = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts Node-RED in the user directory and resolves when its flows run. */
  static async start(module: string, userDir: string, flows: Flows): Promise<Runtime> {
    const file = join(userDir, 'deploy.json');
    writeFileSync(file, JSON.stringify(flows));
    const child = fork(join(__dirname, 'headless.mjs'), [module, userDir, file], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    const runtime = new Runtime(child);
    await new Promise<void>((ready, failed) => {
      child.on('exit', (code) => {
        runtime.#exited = true;
        for (const { reject } of runtime.#replies.values()) reject(new Error('Node-RED ended'));
        failed(new Error(`Node-RED ended with ${code}`));
      });
      child.on('message', (message) => {
        if ((message as { event?: string }).event === 'ready') ready();
        else runtime.#receive(message as never);
      });
    });
    return runtime;
  }

  #receive(
    message: { event?: string; reply?: number; result?: unknown; error?: string } & DebugEvent & { id: string; status: object },
  ): void {
    if (message.reply !== undefined) {
      const reply = this.#replies.get(message.reply);
      this.#replies.delete(message.reply);
      if (message.error) reply?.reject(new Error(message.error));
      else reply?.resolve(message.result);
      return;
    }
    if (message.event === 'debug') this.debug.push({ name: message.name, from: message.from, msg: message.msg });
    if (message.event === 'status') this.statuses.set(message.id, message.status);
    for (const check of this.#waiting) check();
  }

  #call<T>(command: string, args: object = {}): Promise<T> {
    if (this.#exited) return Promise.reject(new Error('Node-RED ended'));
    const call = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#replies.set(call, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ call, command, ...args });
    });
  }

  inject(id: string): Promise<void> {
    return this.#call('inject', { id });
  }

  deploy(flows: Flows, type: 'full' | 'flows' | 'nodes'): Promise<void> {
    return this.#call('deploy', { flows, type });
  }

  /** Where its HTTP nodes are. */
  address(): Promise<string> {
    return this.#call('address');
  }

  missing(): Promise<string[]> {
    return this.#call('missing');
  }

  counts(ledger: string, sandbox = false): Promise<Record<string, number>> {
    return this.#call('counts', { ledger, sandbox });
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  records(ledger: string, query: object = {}, sandbox = false): Promise<any> {
    return this.#call('records', { ledger, query, sandbox });
  }

  /** What the console does: all held records with this reason go out again. */
  release(ledger: string, reason: string, sandbox = false): Promise<number> {
    return this.#call('release', { ledger, reason, sandbox });
  }

  /** Where the sandbox inside the runtime is. */
  sandbox(): Promise<Pick<Sandbox, 'mplus' | 'ecwid'>> {
    return this.#call('sandbox');
  }

  /** The control API of the sandbox inside the runtime, for both systems. */
  async sandboxUrl(): Promise<string> {
    const { mplus } = await this.sandbox();
    return `${mplus.url}__sandbox`;
  }

  /** How many listeners, timers, sockets … there are, by name; with those of a ledger. */
  handles(ledger?: string): Promise<Record<string, number>> {
    return this.#call('handles', { ledger });
  }

  /** The most memory the runtime ever had, in MB. */
  memory(): Promise<number> {
    return this.#call('memory');
  }

  /** Moves the clock of the runtime by some milliseconds. */
  moveClock(shift: number): Promise<void> {
    return this.#call('clock', { shift });
  }

  /** Resolves when the condition holds; it is checked after every event of the runtime. */
  until<T>(condition: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const value = condition();
        if (!value) return;
        this.#waiting.delete(check);
        resolve(value as T);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** The messages a debug node of that name got. */
  // biome-ignore lint/suspicious/noExplicitAny: a message is whatever the flow made of it
  at(name: string): any[] {
    return this.debug.filter((event) => event.name === name).map((event) => event.msg);
  }

  kill(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#exited) return resolve();
      this.#child.once('exit', () => resolve());
      this.#child.kill('SIGKILL');
    });
  }

  async stop(): Promise<void> {
    if (this.#exited) return;
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    await this.#call('stop').catch(() => undefined);
    await ended;
  }
}
