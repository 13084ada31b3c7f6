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
import { RequestLog, type System } from './requests';
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
  /** Lets the process end while the sandbox is up. */
  unref(): void;
  close(): Promise<void>;
}

/** Both simulators on 127.0.0.1 with the demo shop in them. Throws SANDBOX_PORT_BUSY. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const control = await furnish(options);
  const { mplus, ecwid, clock, requests } = control;
  const servers: SandboxServer[] = [];
  const serve = async (system: System, simulator: Pick<MplusSimulator, 'handle'>, port = 0) => {
    const server = await listen(async (request) => {
      if (isControl(request)) return handleControl(request, control);
      requests.add(system, request);
      return simulator.handle(request);
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
    const mplusPort = await serve('mplus', mplus, options.mplusPort);
    const ecwidPort = await serve('ecwid', ecwid, options.ecwidPort);
    return {
      mplus: {
        url: `http://127.0.0.1:${mplusPort}/`,
        host: '127.0.0.1',
        port: mplusPort,
        ...MPLUS_ACCESS,
      },
      ecwid: { baseUrl: `http://127.0.0.1:${ecwidPort}/api/v3`, ...ECWID_ACCESS },
      control,
      unref: () => {
        for (const server of servers) server.unref();
      },
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
  // The order was typed over before any test changed how the till behaves.
  const asked = { ...set };
  Object.assign(set, DEFAULT_SWITCHES);
  await bookScenarioOrder(shop, mplus, ecwid, new URLSearchParams(MPLUS_ACCESS));
  Object.assign(set, asked);
  return new SandboxControl({ mplus, ecwid, clock, faults, switches: set, complaints, requests: new RequestLog() });
}

let shared: Promise<Sandbox> | undefined;

/**
 * The one sandbox of this process, started by the first user. It outlives redeploys, so that what a flow wrote is still there when a
 * value table was changed, and it does not keep the process alive.
 */
export function sharedSandbox(): Promise<Sandbox> {
  shared ??= startSandbox().then(
    (sandbox) => {
      sandbox.unref();
      return sandbox;
    },
    (error) => {
      shared = undefined;
      throw error;
    },
  );
  return shared;
}
