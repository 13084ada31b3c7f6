import { Clock } from './clock';
import { Complaints } from './complaints';
import { handleControl, isControl, SandboxControl } from './control';
import { ECWID_ACCESS, MPLUS_ACCESS } from './credentials';
import { createDemoShop } from './demo-shop';
import { bookScenarioOrder } from './demo-shop/till-order';
import { EcwidSimulator } from './ecwid';
import { Faults } from './faults';
import { listen, type SandboxServer } from './http';
import { MplusSimulator } from './mplus';
import { Random } from './random';
import { DEFAULT_SWITCHES, type Switches } from './switches';

export type { SandboxControl } from './control';
export type { FaultKind, FaultRule } from './faults';
export type { Switches } from './switches';

export interface SandboxOptions {
  /** 0 or absent: a free port. */
  mplusPort?: number;
  ecwidPort?: number;
  seed?: number;
  products?: number;
  /** Collect complaints about what a client should not send. */
  strict?: boolean;
  switches?: Partial<Switches>;
  /** Start of sandbox time in epoch milliseconds; absent: now. */
  now?: number;
}

export interface Sandbox {
  mplus: { url: string; host: string; port: number; ident: string; secret: string };
  ecwid: { baseUrl: string; storeId: string; token: string; clientSecret: string };
  /** The same as `/__sandbox/…`, without HTTP. */
  control: SandboxControl;
  close(): Promise<void>;
}

/** Both simulators on 127.0.0.1 with the demo shop in them. Throws SANDBOX_PORT_BUSY. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const control = await furnish(options);
  const { mplus, ecwid, clock } = control;
  const servers: SandboxServer[] = [];
  const serve = async (simulator: Pick<MplusSimulator, 'handle'>, port = 0) => {
    const server = await listen(async (request) => {
      return isControl(request) ? handleControl(request, control) : simulator.handle(request);
    }, port);
    servers.push(server);
    return server.port;
  };
  const close = async () => {
    ecwid.close();
    clock.close();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const mplusPort = await serve(mplus, options.mplusPort);
    const ecwidPort = await serve(ecwid, options.ecwidPort);
    return {
      mplus: {
        url: `http://127.0.0.1:${mplusPort}/`,
        host: '127.0.0.1',
        port: mplusPort,
        ...MPLUS_ACCESS,
      },
      ecwid: { baseUrl: `http://127.0.0.1:${ecwidPort}/api/v3`, ...ECWID_ACCESS },
      control,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnish({ seed = 1, products, strict, switches, now = Date.now() }: SandboxOptions): Promise<SandboxControl> {
  const clock = new Clock(now);
  const faults = new Faults(new Random(seed));
  const set: Switches = { ...structuredClone(DEFAULT_SWITCHES), ...switches, ...(strict === undefined ? {} : { strict }) };
  const complaints = new Complaints(() => set.strict);
  const shop = createDemoShop({ seed, products, now });
  const common = { shop, clock, faults, switches: set, complaints };
  // A generator each: what one simulator does must not change the ids of the other.
  const mplus = new MplusSimulator({ ...common, random: new Random(seed + 1) });
  const ecwid = new EcwidSimulator({ ...common, random: new Random(seed + 2) });
  await bookScenarioOrder(shop, mplus, ecwid, new URLSearchParams(MPLUS_ACCESS));
  return new SandboxControl({ mplus, ecwid, clock, faults, switches: set, complaints });
}

let shared: Promise<Sandbox> | undefined;
let users = 0;

/** The one sandbox of this process, started by the first user. Give it back with `releaseSharedSandbox`. */
export async function acquireSharedSandbox(): Promise<Sandbox> {
  users += 1;
  shared ??= startSandbox();
  try {
    return await shared;
  } catch (error) {
    users -= 1;
    shared = undefined;
    throw error;
  }
}

/** Gives the shared sandbox back; the last user's return closes it. */
export async function releaseSharedSandbox(): Promise<void> {
  if (users === 0) return;
  users -= 1;
  if (users > 0) return;
  const last = shared;
  shared = undefined;
  await (await last)?.close();
}
