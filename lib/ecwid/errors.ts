import { STATUS_CODES } from 'node:http';
import { type Disposition, PackError } from '../errors';
import type { TransportError } from '../http';

export type EcwidErrorCode =
  | 'ECWID_AUTH'
  | 'ECWID_SCOPE'
  | 'ECWID_STORE_NOT_FOUND'
  | 'ECWID_STORE_SUSPENDED'
  | 'ECWID_RATE_LIMIT'
  | 'ECWID_NOT_FOUND'
  | 'ECWID_CONFLICT'
  | 'ECWID_REFUSED'
  | 'ECWID_UNAVAILABLE'
  | 'ECWID_BAD_ANSWER'
  | 'ECWID_PAGING'
  | 'ECWID_UNREACHABLE'
  | 'ECWID_TLS'
  | 'ECWID_TIMEOUT'
  | 'ECWID_ANSWER_LOST'
  | 'ECWID_NOT_EXECUTED'
  | 'ECWID_STOPPED';

const FAILURES: Record<EcwidErrorCode, { disposition: Disposition; hint: string }> = {
  ECWID_AUTH: {
    disposition: 'wait',
    hint: 'Enter a valid secret token in the Ecwid connection, then use Test connection. Nothing is sent until then.',
  },
  ECWID_SCOPE: {
    disposition: 'wait',
    hint: 'The app lacks an access scope for this call; customer scopes and webhooks must be requested from Ecwid support.',
  },
  ECWID_STORE_NOT_FOUND: { disposition: 'wait', hint: 'Check the store id in the Ecwid connection.' },
  ECWID_STORE_SUSPENDED: { disposition: 'wait', hint: 'The store is suspended; look at the billing page in the Ecwid admin.' },
  ECWID_RATE_LIMIT: {
    disposition: 'wait',
    hint: 'It goes on by itself. When it happens often, lower the requests per minute of the Ecwid connection.',
  },
  ECWID_NOT_FOUND: { disposition: 'hold', hint: 'The record does not exist (any more) in the store.' },
  ECWID_CONFLICT: {
    disposition: 'hold',
    hint: 'Another record already uses this SKU, e-mail address or id, or an option is in use.',
  },
  ECWID_REFUSED: { disposition: 'hold', hint: 'Correct the record or its mapping; sending it again unchanged fails again.' },
  ECWID_UNAVAILABLE: { disposition: 'retry', hint: 'Ecwid has a problem at the moment; the record is tried again.' },
  ECWID_BAD_ANSWER: { disposition: 'retry', hint: 'Check the base URL; a proxy or firewall may answer in the place of Ecwid.' },
  ECWID_PAGING: { disposition: 'retry', hint: 'Read again when the store is quieter, or with a larger page size.' },
  ECWID_UNREACHABLE: {
    disposition: 'wait',
    hint: 'Check the base URL, DNS, firewall and the internet connection of this machine.',
  },
  ECWID_TLS: { disposition: 'wait', hint: 'Check the base URL, the clock of this machine and any proxy that opens TLS.' },
  ECWID_TIMEOUT: { disposition: 'retry', hint: 'Check the network, or raise the time limit of the connection.' },
  ECWID_ANSWER_LOST: {
    disposition: 'uncertain',
    hint: 'Ecwid may have carried it out; it is looked for before it is written again.',
  },
  ECWID_NOT_EXECUTED: { disposition: 'retry', hint: 'The batch stopped at an earlier request; this one was not carried out.' },
  ECWID_STOPPED: { disposition: 'wait', hint: 'The node was closed or redeployed; the record is tried again.' },
};

/** An Ecwid call that failed. `errorCode` and `errorMessage` are what the vendor said, where it said anything (reference 1.4). */
export class EcwidError extends PackError {
  declare readonly code: EcwidErrorCode;
  readonly errorCode?: string;
  readonly errorMessage?: string;

  constructor(
    code: EcwidErrorCode,
    message: string,
    facts: {
      disposition?: Disposition;
      status?: number;
      retryAfter?: number;
      errorCode?: string;
      errorMessage?: string;
      details?: unknown;
    } = {},
  ) {
    super({
      code,
      message,
      hint: FAILURES[code].hint,
      disposition: facts.disposition ?? FAILURES[code].disposition,
      status: facts.status,
      retryAfter: facts.retryAfter,
      details: facts.details,
    });
    this.errorCode = facts.errorCode;
    this.errorMessage = facts.errorMessage;
  }
}

/** What an error says about its call. The query is left out on purpose: it may hold an e-mail address. */
export interface CallFacts {
  readonly method: string;
  readonly path: string;
  /** Carrying it out twice does no harm: reads, absolute writes, deletes. */
  readonly repeatable: boolean;
}

export interface RefusedAnswer {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  readonly retryAfter?: number;
}

const BY_VENDOR_CODE: Record<string, EcwidErrorCode> = {
  INSUFFICIENT_APP_SCOPE: 'ECWID_SCOPE',
  STORE_NOT_FOUND: 'ECWID_STORE_NOT_FOUND',
  STORE_IS_SUSPENDED: 'ECWID_STORE_SUSPENDED',
};

const BY_STATUS: Record<number, EcwidErrorCode> = {
  401: 'ECWID_AUTH',
  403: 'ECWID_AUTH',
  404: 'ECWID_NOT_FOUND',
  408: 'ECWID_UNAVAILABLE',
  409: 'ECWID_CONFLICT',
  429: 'ECWID_RATE_LIMIT',
};

function codeOf(status: number, errorCode: string | undefined): EcwidErrorCode {
  const code = BY_VENDOR_CODE[errorCode ?? ''] ?? BY_STATUS[status];
  if (code) return code;
  if (status >= 500) return 'ECWID_UNAVAILABLE';
  return status >= 400 ? 'ECWID_REFUSED' : 'ECWID_BAD_ANSWER';
}

/**
 * The error of an answer that is not a success. The body is optional and may be HTML; parameter errors often have their reason only
 * in the status line (reference 1.4). After a 408 or 5xx nobody knows whether a create was carried out.
 */
export function refused(call: CallFacts, answer: RefusedAnswer): EcwidError {
  const { errorCode, errorMessage } = vendorWords(answer.body);
  const code = codeOf(answer.status, errorCode);
  const doubtful = !call.repeatable && (code === 'ECWID_UNAVAILABLE' || code === 'ECWID_BAD_ANSWER');
  const said = errorMessage || answer.reason || STATUS_CODES[answer.status] || 'nothing';
  return new EcwidError(
    code,
    `Ecwid answered "${said}" to ${call.method} ${call.path} (${[answer.status, errorCode].filter(Boolean).join(' ')}).`,
    {
      status: answer.status,
      retryAfter: answer.retryAfter,
      errorCode,
      errorMessage,
      disposition: doubtful ? 'uncertain' : undefined,
    },
  );
}

function vendorWords(body: string): { errorCode?: string; errorMessage?: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { errorCode, errorMessage } = parsed as Record<string, unknown>;
  return {
    errorCode: typeof errorCode === 'string' ? errorCode : undefined,
    errorMessage: typeof errorMessage === 'string' ? errorMessage : undefined,
  };
}

const BY_FAILURE: Record<TransportError['failure'], EcwidErrorCode> = {
  unreachable: 'ECWID_UNREACHABLE',
  tls: 'ECWID_TLS',
  timeout: 'ECWID_TIMEOUT',
  reset: 'ECWID_UNAVAILABLE',
  aborted: 'ECWID_STOPPED',
};

/** The error of a call without an answer: lost and uncertain when Ecwid may have carried out something that must not happen twice. */
export function unanswered(call: CallFacts, error: TransportError): EcwidError {
  const code = error.sent && !call.repeatable ? 'ECWID_ANSWER_LOST' : BY_FAILURE[error.failure];
  return new EcwidError(code, `${error.message}: ${call.method} ${call.path}.`);
}

/** A success whose body cannot be used: empty, cut, an HTML page, another shape. */
export function unusable(call: CallFacts, what: string): EcwidError {
  return new EcwidError(
    call.repeatable ? 'ECWID_BAD_ANSWER' : 'ECWID_ANSWER_LOST',
    `Ecwid answered ${what} to ${call.method} ${call.path}.`,
  );
}
