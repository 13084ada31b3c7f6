import type { MplusClient } from '../client';
import type { OperationName } from '../contract';
import { isResult } from '../errors';
import { keyFrom } from '../keys';
import type { MplusRecord } from '../values';

/** More refusals than this are not stepped over. */
const KEYS = 20;

/**
 * Calls an operation with a key that is the same on every attempt. A refusal that is only replayed says that an earlier attempt
 * failed; what it failed on may be corrected by now, so the next key in the row asks anew.
 */
export async function callKeyed(
  client: MplusClient,
  operation: OperationName,
  request: MplusRecord,
  about: readonly string[],
  signal: AbortSignal | undefined,
): Promise<MplusRecord> {
  const { host, port } = client.connection;
  for (let number = 1; ; number += 1) {
    const key = keyFrom(`${host}:${port ?? ''}`, ...about, ...(number === 1 ? [] : [String(number)]));
    try {
      return await client.call(operation, { request: { idempotencyKey: key, ...request } }, { signal });
    } catch (thrown) {
      if (!isResult(thrown, '') || thrown.details?.replayed !== true || number === KEYS) throw thrown;
    }
  }
}
