/**
 * Which events came before: Ecwid delivers at least once (reference 8.1), and anybody can send a recorded event again. Both memories are
 * bounded; an event that was forgotten is only handled once more, which a flow with a ledger finds done already.
 */
import { createHash } from 'node:crypto';
import type { Ledger } from '../../lib/ledger';

/** Events kept in memory. */
const REMEMBERED = 10_000;
/** Places in the ledger; an event takes the place of an older one. */
const PLACES = 8192;

export class SeenEvents {
  readonly #recent = new Set<string>();

  /** False when it was seen since the last deploy; remembers it. */
  isNew(eventId: string): boolean {
    if (this.#recent.has(eventId)) return false;
    this.#recent.add(eventId);
    if (this.#recent.size > REMEMBERED) this.#recent.delete(this.#recent.values().next().value as string);
    return true;
  }

  /** The same across deploys and restarts. Throws LedgerError. */
  async isNewTo(ledger: Ledger, storeId: string, eventId: string): Promise<boolean> {
    const kind = `ecwid-event ${storeId}`;
    const place = String(createHash('sha1').update(eventId).digest().readUInt32BE() % PLACES);
    if ((await ledger.written(kind, place, 'event')) === eventId) return false;
    await ledger.setWritten(kind, place, 'event', eventId);
    return true;
  }
}
