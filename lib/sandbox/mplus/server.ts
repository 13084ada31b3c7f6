import { type OperationName, operationOf } from '../../mplus/contract';
import type { Clock } from '../clock';
import type { Complaints } from '../complaints';
import { MPLUS_ACCESS } from '../credentials';
import { type Faults, underFault } from '../faults';
import type { SandboxAnswer, SandboxRequest } from '../http';
import type { Random } from '../random';
import type { Shop } from '../shop';
import type { Switches } from '../switches';
import { writeAnswer, writeFault } from './answer';
import type { Context } from './context';
import type { Fields } from './entities';
import { SoapFault } from './fault';
import { answerOnce } from './idempotency';
import { HANDLERS } from './operations';
import { SERVICE_VERSION } from './operations/lookups';
import { workOffQueue } from './operations/orders';
import { type ParsedRequest, parseRequest } from './request';
import { seedState } from './seed';
import type { MplusState } from './state';
import { Till } from './till';
import { offeredOperations, writeDocs, writeWsdl } from './wsdl';

export interface MplusSimulatorOptions {
  shop: Shop;
  clock: Clock;
  random: Random;
  faults: Faults;
  /** Read at every request, so that a test can flip them. */
  switches: Switches;
  complaints: Pick<Complaints, 'add'>;
}

/**
 * A MplusKASSA installation behind HTTP (reference 1): GET says 405 or gives the WSDL, POST is SOAP. Behaviour that no source
 * settles is decided by switches.
 */
export class MplusSimulator {
  readonly state: MplusState;
  readonly till: Till;

  constructor(private readonly options: MplusSimulatorOptions) {
    this.state = seedState(options.shop, options.clock);
    this.till = new Till(() => this.#context());
  }

  async handle(request: SandboxRequest): Promise<SandboxAnswer> {
    if (request.method === 'GET') return this.#page(request.url);
    if (request.method !== 'POST') return METHOD_NOT_ALLOWED;
    const { faults } = this.options;
    try {
      this.#authenticate(request.url);
      const parsed = this.#parse(request.body);
      return await underFault(faults.take('mplus', parsed.operation), async () => this.#answer(parsed));
    } catch (thrown) {
      if (thrown instanceof SoapFault) return faultAnswer(thrown);
      throw thrown;
    }
  }

  /** Plain JSON of everything the installation remembers. */
  snapshot(): unknown {
    return this.state.snapshot();
  }

  restore(snapshot: unknown): void {
    this.state.restore(snapshot);
  }

  #context(): Context {
    const { clock, random, switches } = this.options;
    return { state: this.state, clock, random, switches, complain: (sentence) => this.#complain(sentence) };
  }

  #complain(sentence: string): void {
    if (this.options.switches.strict) this.options.complaints.add('mplus', sentence);
  }

  /** `?wsdl` and `?docs` need no credentials (reference 1.2). */
  #page(url: URL): SandboxAnswer {
    const names = offeredOperations(this.options.switches.mplusMissingOperations);
    if (url.searchParams.has('wsdl')) return xml(200, writeWsdl(names, `${url.origin}/`));
    if (url.searchParams.has('docs')) {
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: writeDocs(names) };
    }
    return METHOD_NOT_ALLOWED;
  }

  #authenticate({ searchParams }: URL): void {
    const { mplusAuthFaultCode, mplusAuthFaultStatus } = this.options.switches;
    if (searchParams.get('ident') === MPLUS_ACCESS.ident && searchParams.get('secret') === MPLUS_ACCESS.secret) return;
    throw new SoapFault(mplusAuthFaultCode, 'Invalid ident or secret', mplusAuthFaultStatus);
  }

  #parse(body: string): ParsedRequest {
    const { switches } = this.options;
    const parsed = parseRequest(body, (name) => !switches.mplusMissingOperations.includes(name), switches);
    for (const complaint of parsed.complaints) this.#complain(complaint);
    return parsed;
  }

  #answer({ operation, request }: ParsedRequest): SandboxAnswer {
    try {
      const context = this.#context();
      workOffQueue(context);
      const answer = this.#dispatch(operation, request, context);
      return xml(200, writeAnswer(operationOf(operation).response, answer, this.options.switches));
    } catch (thrown) {
      if (thrown instanceof SoapFault) return faultAnswer(thrown);
      throw thrown;
    }
  }

  #dispatch(operation: OperationName, request: Fields, context: Context): Fields {
    const work = () => HANDLERS[operation](request as never, context);
    return operationOf(operation).repeat === 'keyed' ? answerOnce(operation, MPLUS_ACCESS.ident, request, work, context) : work();
  }
}

const METHOD_NOT_ALLOWED: SandboxAnswer = { status: 405, headers: { allow: 'POST' }, body: '' };

function xml(status: number, body: string): SandboxAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      'mplus-service-version': SERVICE_VERSION,
      'server-timing': 'total;dur=1',
    },
    body,
  };
}

function faultAnswer(fault: SoapFault): SandboxAnswer {
  return xml(fault.status, writeFault(fault));
}
