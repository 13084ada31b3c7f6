/**
 * The put nodes' engine: a planner finds out by reading what is to be written, then the plan is carried out, or only shown in a dry
 * run. A plan that a dry run made can come back on `msg.plan`; it is carried out only when the same plan comes out again (82).
 */
import { isDeepStrictEqual } from 'node:util';
import type { Node, NodeAPI } from 'node-red';
import { EcwidClient } from '../../lib/ecwid';
import { HoldError, PackError } from '../../lib/errors';
import type { Ledger, Outcome } from '../../lib/ledger';
import { flag } from './fields';
import { ledgerOf, type Message, onRecord, type Result } from './record';
import type { Status } from './status';

/** One field of the target as it is and as it will be; absent `before` or `after`: the field is not there. */
export interface Change {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a put node is about to do to one record. */
export interface Plan {
  readonly action: 'create' | 'update' | 'unchanged' | 'existed' | 'skip';
  /** Id of the record in the target system; absent while it has none. */
  readonly id?: string | number;
  readonly changes: readonly Change[];
  /** Carries the plan out. Looks before it repeats a write whose answer was lost. */
  write(): Promise<Result>;
}

/** The part of a plan that travels on a message, plain JSON. */
export type ShownPlan = Pick<Plan, 'action' | 'id' | 'changes'>;

export interface PlanContext<Client> {
  readonly client: Client;
  readonly msg: Message;
  /** `msg.payload`, an object. */
  readonly record: Record<string, unknown>;
  /** The ledger the record came from; without one nothing is remembered between two attempts. */
  readonly ledger: Ledger | undefined;
}

/** Reads and decides, writes nothing. Throws PackError, a HoldError for what a person must decide. */
export type Planner<Client> = (context: PlanContext<Client>) => Promise<Plan>;

export interface PutSettings<Client> {
  readonly status: Status;
  readonly client: () => Promise<Client>;
  readonly plan: Planner<Client>;
  /** As saved. */
  readonly settles: unknown;
  readonly dryRun: unknown;
}

/** The changes of a record that is to be created. */
export function allFields(record: Readonly<Record<string, unknown>>): Change[] {
  return Object.entries(record)
    .filter(([, after]) => after !== undefined)
    .map(([field, after]) => ({ field, after }));
}

/** The changes from a record as it is to the fields that are to be written. */
export function changesOf(existing: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): Change[] {
  return Object.entries(wanted)
    .filter(([field, after]) => !isDeepStrictEqual(existing[field], after))
    .map(([field, after]) => ({ field, before: existing[field], after }));
}

/** The plan for a record that needs nothing. */
export function nothingToDo(id: string | number): Plan {
  return { action: 'unchanged', id, changes: [], write: async () => ({ action: 'unchanged', id }) };
}

/** A write that found its work done is a skip, so that a person sees that nothing was booked this time. */
function outcomeOf(result: Result): Outcome {
  const skipped = result.action === 'existed' || result.action === 'skipped' || result.action === 'planned';
  const { action, reason = action.toUpperCase(), message } = result as Result & { reason?: string; message?: string };
  return { state: skipped ? 'skipped' : 'done', reason, message, result };
}

function recordOf(msg: Message): Record<string, unknown> {
  if (typeof msg.payload === 'object' && msg.payload !== null && !Array.isArray(msg.payload)) {
    return msg.payload as Record<string, unknown>;
  }
  throw new PackError({
    code: 'NO_RECORD',
    message: 'The message has no record to write: msg.payload must be an object.',
    hint: 'Put a data-mapper in front of this node.',
  });
}

/** As it looks after a journey through files or other nodes. */
function shown({ action, id, changes }: Plan): ShownPlan {
  return JSON.parse(JSON.stringify({ action, id, changes }));
}

function checkPlan(wanted: unknown, plan: ShownPlan): void {
  if (wanted === undefined || isDeepStrictEqual(JSON.parse(JSON.stringify(wanted)), plan)) return;
  throw new HoldError({
    code: 'PLAN_OUTDATED',
    message: 'The record has changed since its plan was made; nothing was written.',
    hint: 'Make the plan again with a dry run, look at it, and apply that one.',
    details: { planned: wanted, now: plan },
  });
}

/** Says in the status when the work waits for the request budget of the shop. */
async function showingWaits<T>(client: unknown, status: Status, work: () => Promise<T>): Promise<T> {
  if (!(client instanceof EcwidClient)) return work();
  client.on('wait', status.budget);
  try {
    return await work();
  } finally {
    client.off('wait', status.budget);
  }
}

export function runPut<Client>(RED: NodeAPI, node: Node, settings: PutSettings<Client>): void {
  const { status, client, plan: makePlan } = settings;
  const settles = flag(settings.settles, true);
  const dryRun = flag(settings.dryRun, false);
  let count = 0;

  onRecord(RED, node, {
    status,
    work: async (msg) => {
      const record = recordOf(msg);
      const opened = await client();
      const context = { client: opened, msg, record, ledger: await ledgerOf(RED, msg) };
      status.working(dryRun ? 'planning' : 'writing');
      const { plan, result } = await showingWaits(opened, status, async () => {
        const plan = await makePlan(context);
        const facts = shown(plan);
        if (dryRun) {
          msg.plan = facts;
          return { plan, result: { action: 'planned', id: plan.id ?? '', plan: facts } satisfies Result };
        }
        checkPlan(msg.plan, facts);
        return { plan, result: await plan.write() };
      });
      msg.result = result;
      count += 1;
      return {
        send: msg,
        outcome: settles ? outcomeOf(result) : undefined,
        step: result,
        status: `${count} done, last ${dryRun ? `plan: ${plan.action}` : result.action} ${result.number ?? result.id}`.trimEnd(),
      };
    },
  });
}
