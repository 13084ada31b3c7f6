/** SOAP calls to one till: records in, records out, typed errors. */
import { WsdlReader } from './capabilities';
import { checkConnection, type MplusConnection } from './connection';
import { isOperation, type Operation, type OperationName, operationOf } from './contract';
import { ResponseDecoder } from './decode';
import { encodeRequest } from './encode';
import { MplusError } from './errors';
import { forEachPercent } from './fields';
import { checkResult } from './results';
import { Transport } from './transport';
import type { MplusRecord } from './values';

const WSDL = { operation: { name: 'Reading ?wsdl', repeat: 'read' as const }, subject: '' };

export class MplusClient {
  /** The settings without credentials. */
  readonly connection: Omit<MplusConnection, 'secret' | 'ident'>;
  readonly #transport: Transport;
  /** What one percent is on the wire, once it is known. */
  #percentFactor: number | undefined;
  #deciding: Promise<number> | undefined;
  #operations: Promise<ReadonlySet<string>> | undefined;

  /** Throws MplusError MPLUS_CONFIG. */
  constructor(connection: MplusConnection) {
    checkConnection(connection);
    const { ident: _ident, secret: _secret, ...settings } = connection;
    this.connection = settings;
    this.#transport = new Transport(connection);
    if (connection.percentScale !== 'auto') this.#percentFactor = Number(connection.percentScale);
  }

  /**
   * Calls an operation. `request` holds the children of its element as the contract names them (`{ request: { … } }`,
   * `{ relation: { … } }`, `{ orderId }`), in the form of MplusRecord; the answer likewise. Throws MplusError; a business result
   * other than a success is MPLUS_RESULT, except that NOT-FOUND on a read gives an answer without the item.
   */
  async call(name: OperationName, request: MplusRecord = {}, options: { signal?: AbortSignal } = {}): Promise<MplusRecord> {
    if (!isOperation(name)) throw new MplusError('MPLUS_REQUEST', `${String(name)} is no operation that this pack knows.`);
    const operation = operationOf(name);
    const subject = subjectOf(request);
    const factor = holdsPercent(operation, request) ? await this.#decideFactor() : 1;
    const envelope = encodeRequest(name, request, { timezone: this.connection.timezone, percentFactor: factor });
    const answer = await this.#exchange(operation, subject, envelope, options.signal);
    return checkResult(operation, answer, subject, this.#transport.mask);
  }

  /**
   * The operations that this till service has. Read once from `?wsdl`, shared by all callers and kept; a failure is not kept. Throws
   * MplusError.
   */
  operations(): Promise<ReadonlySet<string>> {
    this.#operations ??= this.#transport
      .wsdl(WSDL, () => new WsdlReader())
      .catch((thrown: unknown) => {
        this.#operations = undefined;
        throw thrown;
      });
    return this.#operations;
  }

  /** Ends the calls under way with MPLUS_STOPPED and closes the connections. */
  close(): void {
    this.#transport.close();
  }

  /** Percentages of an answer that came before the factor was known are scaled afterwards. */
  async #exchange(operation: Operation, subject: string, envelope: string, signal?: AbortSignal): Promise<MplusRecord> {
    const known = this.#percentFactor;
    const answer = await this.#send(operation, subject, envelope, known ?? 1, signal);
    if (known !== undefined) return answer;
    const places: (readonly [MplusRecord, string])[] = [];
    forEachPercent(operation.response, answer, (holder, name) => places.push([holder, name]));
    if (places.length === 0) return answer;
    const factor = await this.#decideFactor();
    for (const [holder, name] of places) holder[name] = Number(holder[name]) / factor;
    return answer;
  }

  #send(
    operation: Operation,
    subject: string,
    envelope: string,
    percentFactor: number,
    signal?: AbortSignal,
  ): Promise<MplusRecord> {
    const context = { timezone: this.connection.timezone, percentFactor };
    return this.#transport.post({ operation, subject }, envelope, () => new ResponseDecoder(operation.name, context), signal);
  }

  /** Asked for when the first percentage is met, and not bound to the signal of the call that met it. */
  async #decideFactor(): Promise<number> {
    if (this.#percentFactor !== undefined) return this.#percentFactor;
    this.#deciding ??= this.#askFactor().finally(() => {
      this.#deciding = undefined;
    });
    return this.#deciding;
  }

  /** Hundredths when any VAT rate of the till is above 100, because no VAT is (reference 2.3). */
  async #askFactor(): Promise<number> {
    const operation = operationOf('getVatGroupList');
    const envelope = encodeRequest('getVatGroupList', {}, { timezone: this.connection.timezone, percentFactor: 1 });
    const { vatGroup = [] } = await this.#send(operation, '', envelope, 1);
    const groups = vatGroup as { vatPercentage?: number }[];
    this.#percentFactor = groups.some(({ vatPercentage = 0 }) => vatPercentage > 100) ? 100 : 1;
    return this.#percentFactor;
  }
}

function holdsPercent(operation: Operation, request: MplusRecord): boolean {
  let found = false;
  forEachPercent(operation.request, request, () => {
    found = true;
  });
  return found;
}

const KEYS = [
  'extOrderId',
  'orderId',
  'extInvoiceId',
  'invoiceId',
  'relationNumber',
  'productNumber',
  'articleNumber',
  'groupNumber',
];

/** What a request is about, for error messages: the first key it holds, at most two levels down. Names and addresses stay out. */
function subjectOf(request: MplusRecord, depth = 2): string {
  const key = KEYS.find((name) => ['string', 'number'].includes(typeof request[name]) && request[name] !== '');
  if (key) return ` (${key} ${String(request[key])})`;
  if (depth === 0) return '';
  for (const value of Object.values(request)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const inner = subjectOf(value as MplusRecord, depth - 1);
    if (inner) return inner;
  }
  return '';
}
