import { readEcwidByKey } from '../../../lib/ecwid';
import { toCents } from '../../../lib/money';
import { allOfShop, allOfTill, changedAt, type Read, type Sides } from './side';

const DAY = 86_400;
const STATUSES = ['paymentStatus', 'fulfillmentStatus'] as const;

type Json = Record<string, unknown>;

/** What the till books: gift cards are payments there, in the shop they lower the total. */
function totalOf({ total, giftCardRedemption }: Json): number {
  return toCents(Number(total)) + (giftCardRedemption === undefined ? 0 : toCents(Number(giftCardRedemption)));
}

/** Orders of the webshop and what the till booked of them: total and cancellation. */
export const orders: Sides = {
  from: 'ecwid',
  // An order that is there already is never written again: what differs in it is for a person.
  heals: ['missing'],

  async *source(context) {
    const startDate = Math.floor(Date.now() / 1000) - context.days * DAY;
    for await (const page of allOfShop(context, 'order', { startDate })) {
      yield page.map(({ key, payload }): Read => {
        const cancelled = payload.paymentStatus === 'CANCELLED' || payload.fulfillmentStatus === 'WILL_NOT_DELIVER';
        const expected = STATUSES.every((name) => context[name].length === 0 || context[name].includes(String(payload[name])));
        const fields = { total: totalOf(payload), cancelled };
        return { key, id: key, fields, expected: expected && !cancelled, ...changedAt(payload.updateTimestamp) };
      });
    }
  },

  async *target(context) {
    const start = Date.now() - context.days * DAY * 1000;
    for await (const page of allOfTill(context, 'order')) {
      yield page
        .filter(({ payload }) => typeof payload.extOrderId === 'string' && payload.extOrderId !== '')
        .map(({ key, payload }): Read => {
          const cancelled = payload.cancelState === 'ORDER-CANCEL-STATE-COMPLETE';
          const fields = { total: Number(payload.totalInclAmount), cancelled };
          const entered = changedAt(payload.entryTimestamp).changed;
          return { key: String(payload.extOrderId), id: key, fields, expected: entered !== undefined && entered >= start };
        });
    }
  },

  /** An order from before the days that are compared is not extra. */
  async confirm({ kind, key }, { shop, signal }) {
    return kind !== 'extra' || (await readEcwidByKey(shop, 'order', key, signal)) === undefined;
  },
};
