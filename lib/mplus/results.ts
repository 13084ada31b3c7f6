/** What the `result` of an answer means (reference 1.7): success, an absent item, or an error that a person reads. */
import type { Disposition } from '../errors';
import type { Operation } from './contract';
import { MplusError } from './errors';
import type { MplusRecord } from './values';

/** Results other than OK that say: it is as you wanted it. */
const SUCCESS = [/(^|-)OK$/, /^OK-/, /-NO-CHANGES$/, /-RESULT-PENDING$/];

/** Older builds answer FAILED with this text where newer ones answer NO-CHANGES. */
const NO_CHANGES = /\bno changes\b/i;

/** Refusals that pass by themselves when the record is read anew and written again. */
const DISPOSITIONS: readonly (readonly [RegExp, Disposition])[] = [[/-HAS-CHANGED$/, 'retry']];

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/-HAS-CHANGED$/, 'Someone changed it in the till meanwhile; it is read and written again.'],
  [/NO-STOCK-ARTICLE$/, 'Let the till keep stock of this article, or leave it out.'],
  [/ALREADY-TAKEN$/, 'Leave the number out; the till then gives a free one.'],
  [/ALREADY-INVOICED$/, 'The order has its invoice already; book the payment on the invoice.'],
  [/PAYMENT-(INSUFFICIENT|TOO-HIGH)$/, 'Compare the amount of the payment with the total in the till.'],
];

/**
 * The record of an answer when its result is a success. NOT-FOUND on a read gives only the result, so that the item is absent. Throws
 * MplusError MPLUS_RESULT with the vendor's code and words; `subject` names what was written, `mask` removes credentials.
 */
export function checkResult(
  operation: Operation,
  answer: MplusRecord,
  subject: string,
  mask: (text: string) => string,
): MplusRecord {
  const { result = answer.resultCode } = answer;
  if (typeof result !== 'string' || SUCCESS.some((pattern) => pattern.test(result))) return answer;
  if (operation.repeat === 'read' && /-NOT-?FOUND$/.test(result)) return { result };
  const vendorMessage = mask(String(answer.errorMessage ?? answer.message ?? ''));
  if (result.endsWith('-FAILED') && NO_CHANGES.test(vendorMessage)) return answer;
  const words = vendorMessage === '' ? '' : `: ${vendorMessage}`;
  throw new MplusError('MPLUS_RESULT', `${operation.name}${subject} was refused with ${result}${words}`, {
    disposition: DISPOSITIONS.find(([pattern]) => pattern.test(result))?.[1],
    hint: HINTS.find(([pattern]) => pattern.test(result))?.[1],
    details: {
      operation: operation.name,
      result,
      vendorMessage,
      ...(typeof answer.payResult === 'string' ? { payResult: answer.payResult } : {}),
      replayed: answer.idempotencyResult === 'IDEMPOTENCY-RESULT-REPLAY-RESPONSE',
    },
  });
}
