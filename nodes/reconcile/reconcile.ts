import { setImmediate as turn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { PackError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import { type Explained, explain, isHealable, type LastSeen } from '../../lib/reconcile/cause';
import { type Counts, type Difference, differences } from '../../lib/reconcile/compare';
import { type Summary, toCsv, toHtml } from '../../lib/reconcile/report';
import { configNode, type EcwidConfigNode, isSandbox, type MplusConfigNode, skuRuleOf } from '../shared/config-nodes';
import { flag, list, number, oneOf, text } from '../shared/fields';
import { evaluator } from '../shared/jsonata';
import { closeLedgerAfter, ledgerReference, openLedger } from '../shared/ledgers';
import type { Message } from '../shared/record';
import { reported } from '../shared/report';
import { Status } from '../shared/status';
import { StockCalculation } from '../shared/stock-calculation';
import { ENTITIES, SIDES } from './sides';
import type { Context } from './sides/side';
import { Sorter } from './sorter';

type Definition = NodeDef & Record<string, unknown>;

/** Differences that are listed; all are counted. */
const LISTED = 5000;
/** Differences between two looks at what else the runtime has to do. */
const STRETCH = 200;
/** Pages of the ledger that are looked through for one key: it finds beginnings of keys. */
const PAGES = 5;
/** Ends of a record that are no decision to leave it out. */
const NO_DECISION = new Set(['EXISTED', 'SUPERSEDED', 'PLANNED']);

const SYSTEMS = { ecwid: 'Ecwid', mplus: 'MplusKASSA' } as const;

export = (RED: NodeAPI): void => {
  function Reconcile(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const sandbox = () => isSandbox(RED, definition.ecwid) || isSandbox(RED, definition.mplus);
    const status = new Status(this, sandbox);
    const entity = oneOf(definition.entity, ENTITIES);
    const sides = SIDES[entity];
    const fields = new Set(list(definition.fields));
    const sync = text(definition.sync);
    const heal = flag(definition.heal, false);
    const healLimit = Math.max(0, number(definition.healLimit, 500));
    const tracked = text(definition.ledger) !== '';
    const closing = new AbortController();
    let running: Promise<void> | undefined;

    /** The calculation of the stock-calculator node of that name; free stock of all branches without a name. */
    const stockRules = (): Definition | Record<string, unknown> => {
      const name = text(definition.calculator);
      if (entity !== 'stock' || name === '') return { rule: definition.rule };
      const found: Record<string, unknown>[] = [];
      RED.nodes.eachNode((node) => {
        if (node.type === 'stock-calculator' && text((node as { name?: string }).name) === name) found.push(node as never);
      });
      if (found.length === 1) return found[0];
      throw new PackError({
        code: 'RECONCILE_CALCULATOR',
        message: `There ${found.length === 0 ? 'is no stock-calculator node' : `are ${found.length} stock-calculator nodes`} named "${name}".`,
        hint: 'Give the stock calculator of the stock flow a name of its own and enter it here.',
      });
    };

    const context = async (): Promise<Context> => {
      const till = configNode<MplusConfigNode>(RED, definition.mplus, 'MplusKASSA connection');
      const shop = configNode<EcwidConfigNode>(RED, definition.ecwid, 'Ecwid connection');
      const rules = stockRules();
      return {
        till: await till.client(),
        shop: await shop.client(),
        signal: closing.signal,
        days: Math.max(1, number(definition.days, 30)),
        paymentStatus: list(definition.paymentStatus ?? 'PAID'),
        fulfillmentStatus: list(definition.fulfillmentStatus),
        rule: skuRuleOf(RED, definition.rule, definition.mplus),
        homeCountry: text(definition.homeCountry) || 'NL',
        calculation: new StockCalculation(rules, skuRuleOf(RED, rules.rule, definition.mplus), evaluator(RED, this)),
        branches: list(rules.branches).map(Number),
        lessOpenOrders: text(rules.ecwid) !== '',
      };
    };

    /** Both sides at the same time, so that little happens in between. */
    const readBoth = async (sorter: Sorter, where: Context): Promise<number> => {
      let [read, unreadable] = [0, 0];
      const feed = async (side: 'source' | 'target') => {
        for await (const page of sides[side](where)) {
          const rows = page.flatMap((row) => (row === 'unreadable' ? [] : [{ ...row, side }]));
          unreadable += page.length - rows.length;
          sorter.add(rows);
          read += rows.length;
          status.working(`${read} read`);
        }
      };
      await Promise.all([feed('source'), feed('target')]);
      return unreadable;
    };

    const compared = (difference: Difference): Difference =>
      fields.size === 0 ? difference : { ...difference, fields: difference.fields.filter(({ field }) => fields.has(field)) };

    /** The last version of a record that the sync had; null when it never had one. */
    const lastSeen = async (ledger: Ledger, key: string): Promise<LastSeen | null | undefined> => {
      let after: string | undefined;
      for (let page = 0; page < PAGES; page += 1) {
        const { records, next } = await ledger.find({ sync, text: key, after });
        const own = records.find((record) => record.key === key);
        if (own) return own;
        if (next === undefined) return null;
        after = next;
      }
      return undefined;
    };

    const run = async (msg: Message, send: (messages: (Message | null)[]) => void): Promise<void> => {
      const started = Date.now();
      const where = await context();
      const ledger =
        tracked && sync !== '' ? await openLedger(RED, ledgerReference(text(definition.ledger), sandbox())) : undefined;
      const counts: Counts = { source: 0, target: 0, equal: 0 };
      const kinds = { missing: 0, extra: 0, different: 0, stale: 0 };
      const listed: Explained[] = [];
      /** By source: one record can differ in several ways, e.g. a product in several variations, and is read once. */
      const healed = new Map<string, Explained>();
      let [leftOut, found] = [0, 0];
      const sorter = new Sorter();
      try {
        const notComparable = await readBoth(sorter, where);
        for (const raw of differences(sorter.sorted(), counts)) {
          found += 1;
          if (found % STRETCH === 0) await turn();
          closing.signal.throwIfAborted();
          const difference = compared(raw);
          if (raw.fields.length > 0 && difference.fields.length === 0) {
            counts.equal += 1;
            continue;
          }
          if (sides.confirm && !(await sides.confirm(difference, where))) continue;
          const seen = ledger && difference.source !== undefined ? await lastSeen(ledger, difference.source) : undefined;
          if (difference.kind === 'missing' && seen?.state === 'skipped' && !NO_DECISION.has(seen.reason)) {
            leftOut += 1;
            continue;
          }
          const explained = explain(difference, started, seen);
          kinds[explained.kind] += 1;
          if (listed.length < LISTED) listed.push(explained);
          const { source } = explained;
          if (heal && source !== undefined && healed.size < healLimit && isHealable(explained, sides.heals)) {
            if (!healed.has(source)) healed.set(source, explained);
          }
        }
        if (ledger) for (const each of healed.values()) await sides.forget?.(each, where, ledger);
        const summary: Summary = {
          entity,
          direction: sides.from === 'ecwid' ? `${SYSTEMS.ecwid} → ${SYSTEMS.mplus}` : `${SYSTEMS.mplus} → ${SYSTEMS.ecwid}`,
          startedAt: new Date(started).toISOString(),
          duration: (Date.now() - started) / 1000,
          ...counts,
          ...kinds,
          leftOut,
          notComparable,
          healed: healed.size,
        };
        const total = Object.values(kinds).reduce((sum, count) => sum + count, 0);
        const more = total - listed.length;
        const report = { csv: toCsv(listed), html: toHtml(summary, listed, more) };
        send([{ ...msg, topic: entity, payload: { ...summary, differences: listed, more }, report } as never, null]);
        const id = RED.util.generateId();
        [...healed.values()].forEach((each, index) => {
          const parts = { id, type: 'array', index, count: healed.size };
          send([null, { topic: entity, payload: each, parts } as never]);
        });
        const line = total === 0 ? `no differences in ${counts.equal}` : `${total} differences, ${healed.size} sent on`;
        if (total === 0) status.ok(line);
        else status.held(line);
      } finally {
        sorter.close();
      }
    };

    // A trigger that comes while a comparison runs is answered by that one.
    this.on('input', (msg, send, done) => {
      if (running) {
        done();
        return;
      }
      status.working('reading');
      running = run(msg as Message, send as never)
        .then(
          () => done(),
          (thrown) => {
            if (closing.signal.aborted) return done();
            const error = reported(thrown);
            status.failed(error.code);
            done(error);
          },
        )
        .finally(() => {
          running = undefined;
        });
    });

    this.on('close', (_removed: boolean, done: () => void) => {
      closing.abort();
      status.clear();
      const ended = Promise.allSettled([running]);
      if (tracked) closeLedgerAfter(RED, ledgerReference(text(definition.ledger), sandbox()), ended);
      ended.then(() => done());
    });
  }
  RED.nodes.registerType('reconcile', Reconcile);
};
