import type { OperationName } from '../../../mplus/contract';
import type { Context } from '../context';
import type { Fields } from '../entities';
import { attempt, type Refusal } from '../fault';

/**
 * Answers one operation: request record in, answer record out. Each handler names what it reads of the request, whose shape the
 * contract has checked. Throws SoapFault only where the service does not answer at all.
 */
export type Handler = (request: never, context: Context) => Fields;

export type Handlers = Partial<Record<OperationName, Handler>>;

/**
 * A write whose result is `<prefix>-OK` or `<prefix>-<code of the refusal>`. `refused` gives what the answer holds besides the
 * result then. A code the enumeration of that operation does not know becomes FAILED.
 */
export function withResult(
  prefix: string,
  codes: readonly string[],
  work: () => Fields,
  refused: (refusal: Refusal) => Fields = ({ message }) => ({ errorMessage: message }),
): Fields {
  return attempt(
    () => ({ result: `${prefix}-OK`, ...work() }),
    (refusal) => {
      const result = `${prefix}-${refusal.code}`;
      return { ...refused(refusal), result: codes.includes(result) ? result : `${prefix}-FAILED` };
    },
  );
}
