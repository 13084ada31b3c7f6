/** The errors of the MplusKASSA connection: codes, what a record does after each, and what a person can do. */
import { type Disposition, type ErrorFacts, PackError } from '../errors';

const CODES = {
  MPLUS_CONFIG: ['wait', 'Correct the MplusKASSA connection and deploy again.'],
  MPLUS_REQUEST: ['hold', 'Correct the mapping or the record; field names and units are those of the MplusKASSA documentation.'],
  MPLUS_AUTH: ['wait', 'Check ident and secret of the MplusKASSA connection with your dealer.'],
  MPLUS_FAULT_CLIENT: ['hold', 'The till refuses this request as it is; correct the record or the mapping.'],
  MPLUS_FAULT_SERVER: ['retry', 'The till had a problem of its own; the record is tried again.'],
  MPLUS_RESULT: ['hold', 'Correct the record, or what it refers to in the till, and release it.'],
  MPLUS_PAYMENT_FAILED: [
    'hold',
    'It is in the till; book its payment there, or correct the payment method and release the record.',
  ],
  MPLUS_ORDER_QUEUED: ['retry', 'The branch of the order is not connected; the payment is tried again.'],
  MPLUS_BAD_ANSWER: ['retry', 'Check that host and port are those of the MplusKASSA API.'],
  MPLUS_HTTP: ['retry', 'Check that host and port are those of the MplusKASSA API and that the service is up.'],
  MPLUS_UNREACHABLE: ['wait', 'Check host, port and firewall, and whether the till service is up.'],
  MPLUS_TLS: ['wait', 'Check the host name, the certificate of the server and the clock of this machine.'],
  MPLUS_TIMEOUT: ['retry', 'Raise the time limit of the connection, or read smaller pages.'],
  MPLUS_INTERRUPTED: ['retry', 'Check the network between this machine and the till service.'],
  MPLUS_STOPPED: ['wait', 'The node was closed or redeployed; the record is tried again.'],
  MPLUS_ANSWER_LOST: ['uncertain', 'The till may have done it; the record is looked up before anything is written again.'],
  MPLUS_OPERATION_MISSING: ['hold', 'Ask your dealer for an update of the till service.'],
  MPLUS_BRANCH_UNKNOWN: ['wait', 'Correct the branches of the node.'],
} as const satisfies Record<string, readonly [Disposition, string]>;

export type MplusErrorCode = keyof typeof CODES;

export interface MplusErrorDetails {
  readonly operation?: string;
  /** The vendor's result code, e.g. `CREATE-ORDER-RESULT-FAILED`. */
  readonly result?: string;
  /** The vendor's own words. */
  readonly vendorMessage?: string;
  readonly [name: string]: unknown;
}

export class MplusError extends PackError {
  declare readonly code: MplusErrorCode;
  declare readonly details?: MplusErrorDetails;

  /** Hint and disposition come with the code; `facts` can change them. Causes are left out: they may carry the URL with its secret. */
  constructor(code: MplusErrorCode, message: string, facts: Omit<Partial<ErrorFacts>, 'code' | 'message' | 'cause'> = {}) {
    const [disposition, hint] = CODES[code];
    super({ ...facts, code, message, hint: facts.hint ?? hint, disposition: facts.disposition ?? disposition });
  }
}

/** Whether an error is a business result of that name, with or without its prefix: `EXT-ORDER-ID-ALREADY-EXISTS`. */
export function isResult(thrown: unknown, ending: string): thrown is MplusError {
  return thrown instanceof MplusError && thrown.code === 'MPLUS_RESULT' && thrown.details?.result?.endsWith(ending) === true;
}
