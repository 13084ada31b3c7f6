import { asPackError } from '../errors';
import type { Clock } from './clock';
import type { Complaints } from './complaints';
import type { EcwidSimulator } from './ecwid';
import type { Purchase, Shopper } from './ecwid/shopper';
import { FAULT_KINDS, type FaultRule, type Faults } from './faults';
import type { SandboxAnswer, SandboxRequest } from './http';
import type { MplusSimulator } from './mplus';
import type { StockRow } from './mplus/entities';
import type { Till } from './mplus/till';
import type { RequestLog } from './requests';
import type { ShopPerson } from './shop';
import { type Switches, switchProblem } from './switches';

const ROOT = '/__sandbox';

interface Parts {
  mplus: MplusSimulator;
  ecwid: EcwidSimulator;
  clock: Clock;
  faults: Faults;
  switches: Switches;
  complaints: Complaints;
  requests: RequestLog;
}

/** Everything a test or a person can do to the sandbox from outside the two APIs. */
export class SandboxControl {
  readonly mplus: MplusSimulator;
  readonly ecwid: EcwidSimulator;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly switches: Readonly<Switches>;
  readonly complaints: Complaints;
  readonly requests: RequestLog;
  readonly #switches: Switches;
  readonly #snapshots = new Map<string, { mplus: unknown; ecwid: unknown }>();

  constructor(parts: Parts) {
    this.mplus = parts.mplus;
    this.ecwid = parts.ecwid;
    this.clock = parts.clock;
    this.faults = parts.faults;
    this.switches = parts.switches;
    this.complaints = parts.complaints;
    this.requests = parts.requests;
    this.#switches = parts.switches;
  }

  /** Sets switches, all or none. Throws when a name or a value is unknown. */
  set(values: Record<string, unknown>): void {
    const problem = Object.entries(values)
      .map(([name, value]) => switchProblem(name, value))
      .find((text) => text !== undefined);
    if (problem !== undefined) throw new ControlError(400, problem);
    Object.assign(this.#switches, values);
  }

  /** Keeps both systems as they are now under a name. */
  snapshot(name: string): void {
    this.#snapshots.set(name, { mplus: this.mplus.snapshot(), ecwid: this.ecwid.snapshot() });
  }

  /** Goes back to a snapshot; switches, faults and the clock stay. Throws when there is none of that name. */
  restore(name: string): void {
    const snapshot = this.#snapshots.get(name);
    if (snapshot === undefined) throw new ControlError(404, `There is no snapshot ${name}.`);
    this.mplus.restore(snapshot.mplus);
    this.ecwid.restore(snapshot.ecwid);
  }

  snapshots(): string[] {
    return [...this.#snapshots.keys()];
  }
}

class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Body = Record<string, unknown>;

interface Call {
  /** The `:name` of the path. */
  name: string;
  query: URLSearchParams;
  body: Body;
}

interface Route {
  method: string;
  path: string;
  about: string;
  work: (control: SandboxControl, call: Call) => unknown;
}

type Rows = (control: SandboxControl) => Iterable<object>;

const MPLUS_ROWS: Record<string, Rows> = {
  orders: ({ mplus }) => mplus.state.orders.values(),
  invoices: ({ mplus }) => mplus.state.invoices.values(),
  relations: ({ mplus }) => mplus.state.relations.values(),
  products: ({ mplus }) => mplus.state.products.values(),
  groups: ({ mplus }) => mplus.state.groups.values(),
  stock: ({ mplus }) => [...mplus.state.stock.values()].map(decimalStock),
};

const ECWID_ROWS: Record<string, Rows> = {
  orders: ({ ecwid }) => ecwid.state.orders.values(),
  products: ({ ecwid }) => ecwid.state.products.values(),
  categories: ({ ecwid }) => ecwid.state.categories.values(),
  customers: ({ ecwid }) => ecwid.state.customers.values(),
};

type Acts<Actor> = Record<string, (actor: Actor, body: Body) => unknown>;

const TILL: Acts<Till> = {
  sell: (till, body) =>
    till.sell({
      branchNumber: number(body, 'branchNumber'),
      articleNumber: number(body, 'articleNumber'),
      quantity: number(body, 'quantity'),
    }),
  changeArticle: (till, body) => till.changeArticle(number(body, 'articleNumber'), fields(body)),
  setDayStock: (till, body) => till.setDayStock(number(body, 'articleNumber'), body.dayStock !== false),
  deactivate: (till, body) => till.deactivate(number(body, 'articleNumber')),
  editRelation: (till, body) => till.editRelation(number(body, 'relationNumber'), fields(body)),
  saveGroup: (till, body) =>
    till.saveGroup({
      groupNumber: body.groupNumber === undefined ? undefined : number(body, 'groupNumber'),
      fields: fields(body),
    }),
  deleteGroup: (till, body) => till.deleteGroup(number(body, 'groupNumber')),
  takeOrder: (till, body) =>
    till.takeOrder({
      relationNumber: number(body, 'relationNumber'),
      lines: body.lines as { articleNumber: number; quantity: number }[],
      ...(body.fields !== undefined && { fields: fields(body) }),
    }),
  payOrder: (till, body) => till.payOrder(text(body, 'orderId'), number(body, 'amount')),
  ship: (till, body) => till.ship(text(body, 'orderId'), body.lines as Parameters<Till['ship']>[1]),
  cancel: (till, body) => till.cancel(text(body, 'orderId')),
};

const SHOPPER: Acts<Shopper> = {
  place: (shopper, body) => shopper.place(purchase(body)),
  pay: (shopper, body) => shopper.pay(text(body, 'orderId')),
  cancel: (shopper, body) => shopper.cancel(text(body, 'orderId')),
  refund: (shopper, body) => shopper.refund(text(body, 'orderId'), number(body, 'amount')),
};

/** How badly webhooks behave, for the request that subscribes to them. */
const WEBHOOK_SWITCHES: Record<string, keyof Switches> = {
  delay: 'ecwidWebhookDelay',
  shuffle: 'ecwidWebhookShuffle',
  duplicates: 'ecwidWebhookDuplicates',
  drops: 'ecwidWebhookDrops',
};

const ROUTES: Route[] = [
  {
    method: 'GET',
    path: '',
    about: 'this list',
    work: () => ROUTES.map(({ method, path, about }) => ({ method, path: `${ROOT}${path}`, about })),
  },
  { method: 'GET', path: '/state', about: 'how much of everything there is', work: counts },
  {
    method: 'GET',
    path: '/state/:name',
    about: `what the till holds: ${Object.keys(MPLUS_ROWS).join(', ')}; ?field=value chooses`,
    work: (control, call) => select(MPLUS_ROWS, control, call),
  },
  {
    method: 'GET',
    path: '/state/ecwid/:name',
    about: `what the webshop holds: ${Object.keys(ECWID_ROWS).join(', ')}; ?field=value chooses`,
    work: (control, call) => select(ECWID_ROWS, control, call),
  },
  { method: 'GET', path: '/faults', about: 'faults that are ordered', work: ({ faults }) => faults.list() },
  { method: 'POST', path: '/faults', about: 'order a fault', work: orderFault },
  { method: 'DELETE', path: '/faults', about: 'clear all faults', work: ({ faults }) => faults.clear() },
  { method: 'GET', path: '/snapshots', about: 'names of the snapshots', work: (control) => control.snapshots() },
  {
    method: 'POST',
    path: '/snapshot',
    about: 'keep both systems as they are under {name}',
    work: (control, { body }) => control.snapshot(text(body, 'name')),
  },
  {
    method: 'POST',
    path: '/restore',
    about: 'go back to the snapshot {name}',
    work: (control, { body }) => control.restore(text(body, 'name')),
  },
  { method: 'GET', path: '/switches', about: 'all switches', work: ({ switches }) => switches },
  {
    method: 'POST',
    path: '/switches',
    about: 'set switches: {name: value, …}',
    work: (control, { body }) => {
      control.set(body);
      return control.switches;
    },
  },
  { method: 'GET', path: '/requests', about: 'how often each operation was asked for', work: ({ requests }) => requests.list() },
  { method: 'DELETE', path: '/requests', about: 'count from zero again', work: ({ requests }) => requests.clear() },
  { method: 'GET', path: '/clock', about: 'sandbox time and speed', work: time },
  { method: 'POST', path: '/clock', about: 'let {advance} seconds pass, run at {speed}', work: setClock },
  {
    method: 'POST',
    path: '/till/:name',
    about: `act at the till: ${Object.keys(TILL).join(', ')}`,
    work: ({ mplus }, call) => act(TILL, mplus.till, call),
  },
  {
    method: 'POST',
    path: '/shopper/:name',
    about: `act in the webshop: ${Object.keys(SHOPPER).join(', ')}`,
    work: ({ ecwid }, call) => act(SHOPPER, ecwid.shopper, call),
  },
  {
    method: 'GET',
    path: '/webhooks',
    about: 'events the webshop sent or tried to send',
    work: ({ ecwid }) => ecwid.webhooks.deliveries(),
  },
  {
    method: 'PUT',
    path: '/webhooks',
    about: `send webhooks to {url, events, headers}; ${Object.keys(WEBHOOK_SWITCHES).join(', ')} set the switches of that name`,
    work: subscribe,
  },
  { method: 'DELETE', path: '/webhooks', about: 'send no more webhooks', work: ({ ecwid }) => ecwid.webhooks.unsubscribe() },
  { method: 'GET', path: '/complaints', about: 'what clients should not have sent', work: ({ complaints }) => complaints.list() },
  { method: 'DELETE', path: '/complaints', about: 'forget the complaints', work: ({ complaints }) => complaints.clear() },
];

/** Whether a request is for the control API rather than for the simulated system. */
export function isControl(request: SandboxRequest): boolean {
  return request.url.pathname === ROOT || request.url.pathname.startsWith(`${ROOT}/`);
}

/** Answers `/__sandbox/…` in JSON: 400 for a request that cannot be carried out, 404 for what does not exist. */
export async function handleControl(request: SandboxRequest, control: SandboxControl): Promise<SandboxAnswer> {
  try {
    return answer(200, (await dispatch(request, control)) ?? { ok: true });
  } catch (thrown) {
    const status = thrown instanceof ControlError ? thrown.status : 400;
    return answer(status, { error: asPackError(thrown).message });
  }
}

function dispatch(request: SandboxRequest, control: SandboxControl): unknown {
  const path = request.url.pathname.slice(ROOT.length);
  for (const route of ROUTES) {
    if (route.method !== request.method) continue;
    const name = matchPath(route.path, path);
    if (name !== undefined) return route.work(control, { name, query: request.url.searchParams, body: parse(request.body) });
  }
  throw new ControlError(404, `There is no ${request.method} ${request.url.pathname}. GET ${ROOT} lists what there is.`);
}

/** The `:name` of the path, an empty text when the pattern has none; undefined when the path is another. */
function matchPath(pattern: string, path: string): string | undefined {
  const prefix = pattern.replace(':name', '');
  if (prefix === pattern) return path === pattern ? '' : undefined;
  const name = path.slice(prefix.length);
  return path.startsWith(prefix) && name !== '' && !name.includes('/') ? decodeURIComponent(name) : undefined;
}

function parse(body: string): Body {
  if (body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new ControlError(400, 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError(400, 'The body has to be a JSON object.');
  return value as Body;
}

function answer(status: number, value: unknown): SandboxAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== 'string' || value === '') throw new ControlError(400, `Field ${field} has to be a text.`);
  return value;
}

function number(body: Body, field: string): number {
  const value = optionalNumber(body, field, Number.NEGATIVE_INFINITY);
  if (value === undefined) throw new ControlError(400, `Field ${field} is missing; it has to be a number.`);
  return value;
}

function fields(body: Body): Body {
  const value = body.fields;
  if (typeof value !== 'object' || value === null)
    throw new ControlError(400, 'Field fields has to be an object: what to change.');
  return value as Body;
}

function optionalNumber(body: Body, field: string, least: number, most = Number.POSITIVE_INFINITY): number | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  const range = [Number.isFinite(least) ? ` from ${least}` : '', Number.isFinite(most) ? ` to ${most}` : ''].join('');
  throw new ControlError(400, `Field ${field} has to be a number${range}.`);
}

function oneOf<T extends string>(body: Body, field: string, values: readonly T[]): T {
  const value = body[field] as T;
  if (!values.includes(value)) throw new ControlError(400, `Field ${field} has to be one of ${values.join(', ')}.`);
  return value;
}

function counts(control: SandboxControl): unknown {
  const count = (rows: Record<string, Rows>) =>
    Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, [...values(control)].length]));
  return { mplus: count(MPLUS_ROWS), ecwid: count(ECWID_ROWS) };
}

function select(rows: Record<string, Rows>, control: SandboxControl, { name, query }: Call): object[] {
  if (!Object.hasOwn(rows, name))
    throw new ControlError(404, `There is no list ${name}; there are ${Object.keys(rows).join(', ')}.`);
  const wanted = [...query];
  return [...rows[name](control)].filter((row) =>
    wanted.every(([field, value]) => String(row[field as keyof typeof row]) === value),
  );
}

/** The till counts in thousandths. */
function decimalStock(row: StockRow): object {
  return { ...row, physical: row.physical / 1000, reserved: row.reserved / 1000, incoming: row.incoming / 1000 };
}

/** An order needs a buyer's name and lines; the rest is what most orders have. */
function purchase(body: Body): Purchase {
  const buyer = body.buyer as Partial<ShopPerson> | undefined;
  const lines = body.lines as Partial<Purchase['lines'][number]>[] | undefined;
  if (typeof buyer?.name !== 'string') throw new ControlError(400, 'Field buyer has to be an object with at least a name.');
  const complete =
    Array.isArray(lines) && lines.length > 0 && lines.every((line) => typeof line?.sku === 'string' && (line.quantity ?? 0) > 0);
  if (!complete) throw new ControlError(400, 'Field lines has to be a list of {sku, quantity}.');
  return { ...USUAL_ORDER, ...body, buyer: { ...USUAL_BUYER, ...buyer } } as Purchase;
}

const USUAL_ORDER = { shippingMethod: 'PostNL pakket', paymentMethod: 'iDEAL', paid: true };
const USUAL_BUYER = { street: 'Voorbeeldstraat 1', postalCode: '1000 AA', city: 'Amsterdam', countryCode: 'NL', language: 'nl' };

function act<Actor>(acts: Acts<Actor>, actor: Actor, { name, body }: Call): unknown {
  if (!Object.hasOwn(acts, name)) throw new ControlError(404, `Nobody can ${name}; there are ${Object.keys(acts).join(', ')}.`);
  return acts[name](actor, body);
}

function orderFault({ faults }: SandboxControl, { body }: Call): FaultRule {
  const rule: FaultRule = { system: oneOf(body, 'system', ['mplus', 'ecwid']), kind: oneOf(body, 'kind', FAULT_KINDS) };
  if (body.operation !== undefined) rule.operation = text(body, 'operation');
  rule.count = optionalNumber(body, 'count', 1);
  rule.probability = optionalNumber(body, 'probability', 0, 1);
  rule.milliseconds = optionalNumber(body, 'milliseconds', 0);
  faults.add(rule);
  return rule;
}

function subscribe(control: SandboxControl, { body }: Call): void {
  const { url, events, headers, ...rest } = body;
  const unknown = Object.keys(rest).find((name) => !Object.hasOwn(WEBHOOK_SWITCHES, name));
  if (unknown !== undefined) throw new ControlError(400, `Field ${unknown} is unknown.`);
  if (typeof url !== 'string' || !URL.canParse(url)) throw new ControlError(400, 'Field url has to be an address.');
  if (events !== undefined && !Array.isArray(events))
    throw new ControlError(400, 'Field events has to be a list of event types.');
  control.set(Object.fromEntries(Object.entries(rest).map(([name, value]) => [WEBHOOK_SWITCHES[name], value])));
  control.ecwid.webhooks.subscribe({ url, events, headers: headers as Record<string, string> | undefined });
}

function time({ clock }: SandboxControl): unknown {
  return { now: new Date(clock.now()).toISOString(), speed: clock.speed };
}

function setClock(control: SandboxControl, { body }: Call): unknown {
  const speed = optionalNumber(body, 'speed', 0);
  const advance = optionalNumber(body, 'advance', 0);
  if (speed !== undefined) control.clock.speed = speed;
  if (advance !== undefined) control.clock.advance(advance * 1000);
  return time(control);
}
