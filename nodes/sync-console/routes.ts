/** The endpoints of the console, as a table. */
import { PackError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger';
import {
  editedPayload,
  type Input,
  type LedgerRow,
  optionalText,
  recordQuery,
  recordRows,
  recordView,
  syncRows,
  wantedEmail,
  wantedEntry,
  wantedText,
} from './shape';

/** The ledgers of this Node-RED. */
export interface Ledgers {
  list(): LedgerRow[];
  /** Throws NO_CONFIG or LedgerError. */
  open(reference: string): Promise<Ledger>;
}

export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly permission: 'sync-console.read' | 'sync-console.write';
  /** Name of the file when the answer is one. */
  readonly file?: (input: Input) => string;
  answer(ledgers: Ledgers, input: Input): Promise<unknown>;
}

const read = { method: 'get', permission: 'sync-console.read' } as const;
const write = { method: 'post', permission: 'sync-console.write' } as const;

const ledgerOf = (ledgers: Ledgers, input: Input): Promise<Ledger> => ledgers.open(wantedText(input, 'ledger'));

export const ROUTES: readonly Route[] = [
  {
    ...read,
    path: 'ledgers',
    answer: async (ledgers) => ledgers.list(),
  },
  {
    ...read,
    path: 'syncs',
    answer: async (ledgers, input) => syncRows(await (await ledgerOf(ledgers, input)).syncs(), Date.now()),
  },
  {
    ...read,
    path: 'missing',
    answer: async (ledgers, input) => (await ledgerOf(ledgers, input)).missing(optionalText(input, 'sync')),
  },
  {
    ...read,
    path: 'records',
    answer: async (ledgers, input) => {
      const query = recordQuery(input);
      return recordRows(await (await ledgerOf(ledgers, input)).find(query), Date.now());
    },
  },
  {
    ...read,
    path: 'record',
    answer: async (ledgers, input) => {
      const entry = wantedEntry(input);
      return recordView(await (await ledgerOf(ledgers, input)).exportRecord(entry), Date.now());
    },
  },
  {
    ...read,
    path: 'export',
    file: (input) => `record-${wantedEntry(input)}.json`,
    answer: async (ledgers, input) => {
      const entry = wantedEntry(input);
      return (await ledgerOf(ledgers, input)).exportRecord(entry);
    },
  },
  {
    ...write,
    path: 'retry',
    answer: async (ledgers, input) => {
      const entry = wantedEntry(input);
      const payload = editedPayload(input);
      await (await ledgerOf(ledgers, input)).retry(entry, payload);
      return { entry };
    },
  },
  {
    ...write,
    path: 'skip',
    answer: async (ledgers, input) => {
      const entry = wantedEntry(input);
      await (await ledgerOf(ledgers, input)).skip(entry);
      return { entry };
    },
  },
  {
    ...write,
    path: 'release',
    answer: async (ledgers, input) => {
      const reason = wantedText(input, 'reason');
      const sync = optionalText(input, 'sync');
      return { released: await (await ledgerOf(ledgers, input)).release({ reason, ...(sync === undefined ? {} : { sync }) }) };
    },
  },
  {
    ...write,
    path: 'provide',
    answer: async (ledgers, input) => {
      const [subject, value] = [wantedText(input, 'subject'), wantedText(input, 'value')];
      return { released: await (await ledgerOf(ledgers, input)).provide(subject, [value]) };
    },
  },
  {
    ...write,
    path: 'person/export',
    file: () => 'person.json',
    answer: async (ledgers, input) => {
      const email = wantedEmail(input);
      return (await ledgerOf(ledgers, input)).export(email);
    },
  },
  {
    ...write,
    path: 'person/erase',
    answer: async (ledgers, input) => {
      const email = wantedEmail(input);
      return { records: await (await ledgerOf(ledgers, input)).erase(email) };
    },
  },
];

const STATUS: Readonly<Record<string, number>> = {
  CONSOLE_BAD_REQUEST: 400,
  LEDGER_BAD_RECORD: 400,
  NO_CONFIG: 404,
  LEDGER_NO_ENTRY: 404,
  LEDGER_RUNNING: 409,
  LEDGER_SUPERSEDED: 409,
  LEDGER_NO_PAYLOAD: 409,
};

/** An error as the panel gets it. What was not foreseen tells nothing about the inside. */
export function refusal(thrown: unknown): { status: number; body: { code: string; message: string; hint: string } } {
  if (!(thrown instanceof PackError))
    return { status: 500, body: { code: 'UNEXPECTED', message: 'The console failed.', hint: 'See the log of Node-RED.' } };
  const { code, message, hint } = thrown;
  return { status: STATUS[code] ?? 503, body: { code, message, hint } };
}
