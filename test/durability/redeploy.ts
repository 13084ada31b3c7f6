/** Deploys in the middle of the work, and what they leave behind. */
import type { Flows, Runtime } from '../support/runtime';
import type { Plant } from './kill';

const KINDS = ['full', 'flows', 'nodes'] as const;

/** Any of these may be the one that a person has edited. */
const EDITED = [
  'ecwid-get',
  'customer-resolver',
  'sku-mapper',
  'data-mapper',
  'mplus-put',
  'mplus-config',
  'ecwid-config',
  'sync-ledger',
  'value-table',
];

export const ledgerOf = (flows: Flows): string => String(flows.find(({ type }) => type === 'sync-ledger')?.id);

/** Deploys every few requests, each kind in turn, each time with another node edited. */
export async function redeploy(plant: Plant, runtime: Runtime, times: number): Promise<void> {
  const most = Math.max(12, Math.floor(plant.orders.length / 25));
  for (let time = 0; time < times; time += 1) {
    await plant.traffic.after(plant.random.int(3, most));
    const edited = plant.random.pick(EDITED);
    const flows = plant.flows((nodes) =>
      Object.assign(nodes.find(({ type }) => type === edited) as object, { info: `edit ${time}` }),
    );
    await runtime.deploy(flows, KINDS[time % KINDS.length]);
  }
}

/** What there is more of than before, by name. */
export async function leftBehind(
  runtime: Runtime,
  flows: Flows,
  before: Record<string, number>,
): Promise<Record<string, number>> {
  const now = Object.entries(await runtime.handles(ledgerOf(flows)));
  return Object.fromEntries(
    now.map(([name, count]) => [name, count - (before[name] ?? 0)] as const).filter(([, more]) => more > 0),
  );
}
