import { PackError } from '../errors';

export type LedgerErrorCode = keyof typeof TEXTS;

/** Code, what it says, what to do; `wait` is the trouble of the store, `hold` needs a person. */
const TEXTS = {
  LEDGER_DAMAGED: [
    'The ledger is damaged',
    'Stop Node-RED, put the file aside or restore it from a backup, then start again',
    'hold',
  ],
  LEDGER_LOCKED: [
    'The ledger is locked by another process',
    'End the other process that holds it, or give this one its own ledger',
    'wait',
  ],
  LEDGER_FULL: ['The disk of the ledger is full', 'Free some space; nothing was lost, work goes on by itself', 'wait'],
  LEDGER_UNWRITABLE: ['The ledger cannot be written', 'Check the folder and the rights of the user that runs Node-RED', 'hold'],
  LEDGER_NEWER: ['The ledger was written by a newer version of this package', 'Install that version again', 'hold'],
  LEDGER_NO_PG: ['A ledger on PostgreSQL needs the package pg', 'Run npm install pg in the Node-RED user directory', 'hold'],
  LEDGER_URL: ['The address of the ledger database is not valid', 'Use postgres://user@host:5432/database', 'hold'],
  LEDGER_AUTH: ['PostgreSQL refused the user, password or database', 'Check the address and the password of the ledger', 'hold'],
  LEDGER_UNREACHABLE: ['PostgreSQL cannot be reached', 'Check that it runs; work goes on by itself', 'wait'],
  LEDGER_FAILED: ['The ledger failed', 'See the message; the record is tried again', 'retry'],
  LEDGER_CLOSED: ['The ledger is closed', 'Deploy again', 'wait'],
  LEDGER_SYNC_TOPIC: ['Two entities use one sync name', 'Give each entity a sync name of its own', 'hold'],
  LEDGER_BAD_RECORD: ['A record cannot be stored', 'Key and version must be text, the payload plain JSON', 'hold'],
  LEDGER_NO_ENTRY: ['The ledger has no such record', 'Refresh the list', 'hold'],
  LEDGER_RUNNING: ['The record is being delivered right now', 'Wait until it is settled or its lease has ended', 'hold'],
  LEDGER_SUPERSEDED: ['A newer version of the record was received', 'Look at the newer one', 'hold'],
  LEDGER_NO_PAYLOAD: ['The payload of the record is no longer stored', 'Read the record again by its key', 'hold'],
} as const;

/** An error of the ledger: `details` names what it is about, never a payload, never a password. */
export class LedgerError extends PackError {
  constructor(code: LedgerErrorCode, detail = '', cause?: unknown) {
    const [sentence, hint, disposition] = TEXTS[code];
    super({ code, message: detail ? `${sentence}: ${detail}` : sentence, hint, disposition, cause });
  }
}
