import type { Node, NodeAPI, NodeDef } from 'node-red';
import { isEmail, normaliseEmail } from '../../lib/customers/compare';
import { HoldError } from '../../lib/errors';
import type { Ledger, PersonExport } from '../../lib/ledger';
import { configNode, type LedgerNode } from '../shared/config-nodes';
import { oneOf, text } from '../shared/fields';
import { forgetPair } from '../shared/pair';
import { type Message, onRecord } from '../shared/record';
import { Status } from '../shared/status';
import { digest } from '../shared/written';

type Definition = NodeDef & Record<string, unknown>;
type Json = Record<string, unknown>;

const ACTIONS = ['erase', 'export'] as const;

/** Where Ecwid puts the address: in a customer, in an order, in the data of an event (reference 8.2). */
function knownPlaces({ payload, event }: Json): unknown[] {
  const data = (holder: unknown) => (holder as { data?: Json } | undefined)?.data ?? {};
  return [(payload as Json | undefined)?.email, data(event).customerEmail, data(payload).customerEmail, data(payload).email];
}

/** The ledgers behind a config node: those in use, the one of the sandbox among them; else the real one. */
async function ledgersOf(node: LedgerNode): Promise<Ledger[]> {
  const inUse: Ledger[] = [];
  node.eachLedger((ledger) => inUse.push(ledger))();
  return inUse.length > 0 ? inUse : [await node.ledger(false)];
}

/** A deleted customer is only a number; its address is known while the ledger still has the record. */
async function addressOfDeleted(ledgers: readonly Ledger[], { topic, payload }: Message): Promise<string> {
  const id = (payload as { id?: unknown } | undefined)?.id;
  if (topic !== 'deletedCustomer' || id === undefined) return '';
  for (const ledger of ledgers) {
    const { records } = await ledger.find({ text: String(id) });
    for (const { entry, topic: kind, key } of records) {
      if (kind !== 'customer' || key !== String(id)) continue;
      const email = ((await ledger.exportRecord(entry)).payload as Json | undefined)?.email;
      if (typeof email === 'string' && isEmail(normaliseEmail(email))) return email;
    }
  }
  return '';
}

const WORK = {
  async erase(ledgers: readonly Ledger[], email: string) {
    let records = 0;
    for (const ledger of ledgers) {
      const known = await ledger.export(email);
      records += await ledger.erase(email);
      for (const { topic, key, result } of known.records) {
        const { id } = (result ?? {}) as { id?: unknown };
        if (topic === 'customer' && id) await forgetPair(ledger, key, id);
      }
      // Links of guests are under a hash of the address.
      for (const key of [digest({ by: 'email', email }), digest(email)]) await ledger.erase(key);
    }
    return { facts: { erased: records }, payload: undefined };
  },
  async export(ledgers: readonly Ledger[], email: string) {
    const found = await Promise.all(ledgers.map((ledger) => ledger.export(email)));
    const payload: PersonExport = {
      records: found.flatMap(({ records }) => records),
      links: found.flatMap(({ links }) => links),
    };
    return { facts: { exported: payload.records.length }, payload };
  },
};

export = (RED: NodeAPI): void => {
  function SyncPrivacy(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const status = new Status(this);
    const action = oneOf(definition.action, ACTIONS);

    const configured = (msg: Message): Promise<string> =>
      new Promise((resolve) => {
        const [path, type] = [text(definition.email, 'payload.email'), text(definition.emailType, 'msg')];
        if (path === '') return resolve('');
        // A path that the message does not have is no error: the address may be in another place.
        RED.util.evaluateNodeProperty(path, type, this, msg, (_failure, value: unknown) => resolve(text(value)));
      });

    onRecord(RED, this, {
      status,
      work: async (msg) => {
        const ledgers = await ledgersOf(configNode<LedgerNode>(RED, definition.ledger, 'ledger'));
        const found =
          (await configured(msg)) ||
          knownPlaces(msg as unknown as Json)
            .map((value) => text(value))
            .find(Boolean);
        const email = normaliseEmail(found || (await addressOfDeleted(ledgers, msg)));
        if (email === '' && msg.topic === 'deletedCustomer') {
          msg.result = { action: 'skipped', id: '', reason: 'PERSON_UNKNOWN' };
          const outcome = { state: 'skipped', reason: 'PERSON_UNKNOWN', result: msg.result } as const;
          return { send: msg, outcome, step: msg.result, status: 'not known here' };
        }
        if (!isEmail(email)) {
          throw new HoldError({
            code: 'PRIVACY_NO_EMAIL',
            message: 'The message has no e-mail address of the person.',
            hint: 'Name the place of the address in the field "E-mail address", or enter the address by hand.',
          });
        }
        status.working(action === 'erase' ? 'erasing' : 'exporting');
        const { facts, payload } = await WORK[action](ledgers, email);
        if (payload) msg.payload = payload;
        msg.result = { action: 'done', id: '', ...facts };
        return {
          send: msg,
          outcome: { state: 'done', reason: action === 'erase' ? 'PERSON_ERASED' : 'PERSON_EXPORTED', result: msg.result },
          step: facts,
          status: Object.entries(facts)
            .map(([what, count]) => `${count} records ${what}`)
            .join(', '),
        };
      },
    });
  }
  RED.nodes.registerType('sync-privacy', SyncPrivacy);
};
