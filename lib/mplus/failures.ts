/** What went wrong with a call, and whether the till may have done it nevertheless. Pure; the client does the talking. */
import { TransportError, type TransportFailure } from '../http';
import type { Repeat } from './contract';
import { BadAnswer, SoapFault } from './decode';
import { MplusError, type MplusErrorCode } from './errors';

export interface CallFacts {
  readonly operation: { readonly name: string; readonly repeat: Repeat };
  /** What the call is about, for the sentence: ` (extOrderId 1042)`, or empty. */
  readonly subject: string;
  /** X-Request-Id, to find the call in the vendor's log. */
  readonly requestId: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Seconds from a Retry-After header. */
  readonly retryAfter?: number;
  /** Removes ident and secret from what the other side said. */
  readonly mask: (text: string) => string;
}

const TRANSPORT: Record<TransportFailure, MplusErrorCode> = {
  unreachable: 'MPLUS_UNREACHABLE',
  tls: 'MPLUS_TLS',
  timeout: 'MPLUS_TIMEOUT',
  reset: 'MPLUS_INTERRUPTED',
  aborted: 'MPLUS_STOPPED',
};

/** The error for a person and for the ledger out of what a call threw. Anything that is no failure of a call comes back unchanged. */
export function failureOf(thrown: unknown, facts: CallFacts): unknown {
  if (thrown instanceof SoapFault) return faultError(thrown, facts);
  if (thrown instanceof TransportError) {
    const code = thrown.failure === 'timeout' && !thrown.sent ? 'MPLUS_UNREACHABLE' : TRANSPORT[thrown.failure];
    return lostOr(thrown.sent, code, `${thrown.message}.`, facts);
  }
  if (thrown instanceof BadAnswer) return answerError(thrown, facts);
  return thrown;
}

/** The exact answer to wrong credentials is unknown (reference 10.2, 2): the code of the vendor's comments, or words that name them. */
function isRefusedLogin({ faultCode, faultString }: SoapFault): boolean {
  return /^Client\.Auth/i.test(faultCode) || (/^Client/i.test(faultCode) && /\b(ident|secret|credentials?)\b/i.test(faultString));
}

function faultError(fault: SoapFault, facts: CallFacts): MplusError {
  const { operation, mask, subject } = facts;
  const faultCode = mask(fault.faultCode);
  const vendorMessage = mask(fault.faultString);
  const code = isRefusedLogin(fault)
    ? 'MPLUS_AUTH'
    : /^Client/i.test(fault.faultCode)
      ? 'MPLUS_FAULT_CLIENT'
      : 'MPLUS_FAULT_SERVER';
  return new MplusError(code, `${operation.name}${subject} was answered with the fault ${faultCode}: ${vendorMessage}`, {
    status: facts.status,
    details: { ...detailsOf(facts), faultCode, vendorMessage },
  });
}

function answerError({ message }: BadAnswer, facts: CallFacts): MplusError {
  const { status } = facts;
  const sentence = `${facts.mask(message)} (HTTP ${status}).`;
  if (status === 401 || status === 403) return callError('MPLUS_AUTH', sentence, facts);
  if (status >= 300 && status < 500) {
    // A page of another server says that the connection is wrong, not the record; only a too large record is its own fault.
    return callError('MPLUS_HTTP', sentence, facts, status === 413 ? 'hold' : 'wait');
  }
  if (status === 503) return lostOr(true, 'MPLUS_HTTP', sentence, facts, 'wait');
  return lostOr(true, status >= 500 ? 'MPLUS_HTTP' : 'MPLUS_BAD_ANSWER', sentence, facts);
}

/** A write that must not be repeated blindly and may have been done is uncertain, whatever hid its answer. */
function lostOr(sent: boolean, code: MplusErrorCode, sentence: string, facts: CallFacts, disposition?: 'wait'): MplusError {
  if (!sent || facts.operation.repeat !== 'once') return callError(code, sentence, facts, disposition);
  return new MplusError('MPLUS_ANSWER_LOST', `The answer to ${facts.operation.name}${facts.subject} was lost: ${sentence}`, {
    status: facts.status || undefined,
    details: { ...detailsOf(facts), reason: code },
  });
}

function callError(code: MplusErrorCode, sentence: string, facts: CallFacts, disposition?: 'wait' | 'hold'): MplusError {
  return new MplusError(code, `${facts.operation.name}${facts.subject} failed: ${sentence}`, {
    status: facts.status || undefined,
    retryAfter: facts.retryAfter,
    disposition,
    details: detailsOf(facts),
  });
}

function detailsOf({ operation, requestId }: CallFacts) {
  return { operation: operation.name, requestId };
}
