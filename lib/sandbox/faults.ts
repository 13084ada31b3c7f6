import type { SandboxAnswer } from './http';
import type { Random } from './random';

export type SandboxSystem = 'mplus' | 'ecwid';

/**
 * What goes wrong:
 * - `latency`: the right answer, `milliseconds` (1000) late
 * - `http500`: 500 without a body; nothing was done
 * - `html`: 502 with a proxy's HTML page; nothing was done
 * - `empty`: 200 with an empty body; the work was done
 * - `resetBefore`: connection reset; nothing was done
 * - `resetAfter`: connection reset; the work was done
 * - `timeoutAfter`: no answer ever; the work was done
 * - `truncate`: half an answer, then the connection ends; the work was done
 * - `soapFault`: a SOAP Server fault; nothing was done
 * - `rateLimit`: 429 with `Retry-After: 1`; nothing was done
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAULT_KINDS = [
  'latency',
  'http500',
  'html',
  'empty',
  'resetBefore',
  'resetAfter',
  'timeoutAfter',
  'truncate',
  'soapFault',
  'rateLimit',
] as const;

export interface FaultRule {
  system: SandboxSystem;
  /** A SOAP operation (`createOrderV3`) or a method and path (`POST /orders`); `*` stands for any text. Absent: every operation. */
  operation?: string;
  kind: FaultKind;
  /** How often it still strikes; absent: until cleared. */
  count?: number;
  /** Chance per request, 0 to 1; absent: always. */
  probability?: number;
  /** For `latency`. */
  milliseconds?: number;
}

/** The faults that were ordered. The first rule that matches and strikes wins. */
export class Faults {
  #rules: FaultRule[] = [];

  constructor(private readonly random: Random) {}

  add(rule: FaultRule): void {
    this.#rules.push({ ...rule });
  }

  list(): FaultRule[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault for this request, if any; counts it. A simulator asks once per request, as soon as it knows the operation. */
  take(system: SandboxSystem, operation: string): FaultRule | undefined {
    const rule = this.#rules.find(
      (candidate) =>
        candidate.system === system &&
        matches(candidate.operation, operation) &&
        (candidate.probability === undefined || this.random.next() < candidate.probability),
    );
    if (rule?.count === undefined) return rule && { ...rule };
    rule.count -= 1;
    if (rule.count <= 0) this.#rules = this.#rules.filter((other) => other !== rule);
    return { ...rule };
  }
}

function matches(pattern: string | undefined, operation: string): boolean {
  if (pattern === undefined) return true;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(operation);
}

const HTML_PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';
const SOAP_FAULT =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>' +
  '<faultcode>SOAP-ENV:Server</faultcode><faultstring>Database is busy</faultstring>' +
  '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>';

/** Answers of the faults for which the simulator never gets to work. */
const INSTEAD: Partial<Record<FaultKind, SandboxAnswer>> = {
  http500: { status: 500, headers: {}, body: '' },
  html: { status: 502, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML_PAGE },
  soapFault: { status: 500, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: SOAP_FAULT },
  rateLimit: { status: 429, headers: { 'retry-after': '1' }, body: '' },
  resetBefore: { status: 500, headers: {}, body: '' },
};

/**
 * Does the work of a request under a fault: `return underFault(faults.take('mplus', operation), () => this.dispatch(request))`.
 * What happens on the socket (delay, reset, truncation) is left to the server, which finds the rule in `answer.fault`.
 */
export async function underFault(fault: FaultRule | undefined, work: () => Promise<SandboxAnswer>): Promise<SandboxAnswer> {
  if (fault === undefined) return work();
  const answer = INSTEAD[fault.kind] ?? (await work());
  return fault.kind === 'empty' ? { status: 200, headers: {}, body: '' } : { ...answer, fault };
}
