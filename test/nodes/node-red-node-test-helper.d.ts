/** The parts of the test helper that the suites use; the package brings no types. */
declare module 'node-red-node-test-helper' {
  import type { Node } from 'node-red';

  interface Answer {
    status: number;
    // biome-ignore lint/suspicious/noExplicitAny: JSON of an admin endpoint
    body: any;
  }

  const helper: {
    init(runtimePath: string, userSettings?: object): void;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(nodes: unknown[], flow: object[], credentials?: Record<string, object>): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node | null;
    setFlows(flow: object[], type?: string): Promise<void>;
    request(): {
      get(path: string): Promise<Answer>;
      post(path: string): { send(body: object): Promise<Answer> };
    };
    /** Everything that was logged since the flow was loaded. */
    log(): { ERROR: number; args: [{ level: number; id?: string; msg: unknown }][] };
    url(): string;
    /** Spies on the log; one entry per call. */
    log(): { args: { id?: string; msg: unknown }[][] };
    settings(userSettings: object): void;
  };
  export = helper;
}
