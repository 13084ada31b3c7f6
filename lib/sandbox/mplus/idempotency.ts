import type { OperationName } from '../../mplus/contract';
import type { Context } from './context';
import type { Fields } from './entities';
import { SoapFault } from './fault';

/**
 * Answers a keyed operation: the first answer per ident, operation and key is kept and replayed (reference 1.6). A fault is no
 * answer and is not kept. Another body under a known key is replayed or refused, by switch.
 */
export function answerOnce(
  operation: OperationName,
  ident: string,
  request: Fields,
  work: () => Fields,
  context: Context,
): Fields {
  const { state, clock, switches } = context;
  const { idempotencyKey, ...rest } = (request.request ?? {}) as Fields;
  const original = () => ({ idempotencyResult: 'IDEMPOTENCY-RESULT-ORIGINAL-RESPONSE', ...work() });
  if (!idempotencyKey) {
    context.complain(`${operation}: the idempotency key is empty`);
    return original();
  }
  const place = `${ident}/${operation}/${idempotencyKey}`;
  const text = JSON.stringify(rest);
  const known = state.keyedAnswers.get(place);
  const lifetime = switches.mplusIdempotencyLifetime * 1000;
  if (known && (lifetime === 0 || clock.now() - known.at < lifetime)) {
    if (known.request !== text && switches.mplusIdempotencyMismatch === 'fault') {
      throw new SoapFault('Client', 'The idempotency key was used with another request');
    }
    return { ...known.answer, idempotencyResult: 'IDEMPOTENCY-RESULT-REPLAY-RESPONSE' };
  }
  const answer = original();
  state.keyedAnswers.set(place, { request: text, answer: structuredClone(answer), at: clock.now() });
  return answer;
}
