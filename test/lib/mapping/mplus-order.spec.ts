import assert from 'node:assert/strict';
import { defaultMapping } from '../../../lib/mapping/defaults';
import { Mapper } from '../../../lib/mapping/mapper';
import type { TableDefinition } from '../../../lib/mapping/value-table';
import { tillStatus } from '../../../lib/orders/status';
import { tillSale } from '../../../lib/orders/till-sale';
import { ENGINES } from './engines';

type Json = Record<string, unknown>;

const table = (name: string, rows: Record<string, string>): TableDefinition => ({
  name,
  rows: Object.entries(rows).map(([from, to]) => ({ from, to })),
  fallback: 'hold',
  default: '',
});

const TABLES = [
  table('orderStatuses', { open: '', 'partly delivered': 'PROCESSING!', delivered: 'SHIPPED' }),
  table('paymentStatuses', { unpaid: '', paid: 'PAID' }),
];

const ADDRESS = { name: 'Test Koper', address: 'Kade 5', zipcode: '3011 AA', city: 'Rotterdam', country: 'Nederland' };
const RELATION = {
  relationNumber: 1002,
  name: 'Test Koper',
  email: 'koper@example.com',
  address: 'Dijk 1',
  zipcode: '2600 AA',
  city: 'Delft',
};

const tillOrder = (fields: Json = {}): Json => ({
  orderId: 'a-1',
  extOrderId: 'XJ12H',
  transactionString: '2026-12',
  entryTimestamp: '2026-06-12T13:45:30+02:00',
  vatMethod: 'VAT-METHOD-INCLUSIVE',
  totalInclAmount: 2590,
  prepaidAmount: 2590,
  fullyPaid: true,
  deliveryState: 'ORDER-DELIVERY-STATE-NOTHING',
  lineList: [
    {
      articleNumber: 2101,
      text: 'Koffie',
      data: { quantity: 2, totalInclAmount: 2590, totalExclAmount: 2376, vatCode: 1, vatPercentage: 9 },
    },
  ],
  ...fields,
});

const PART = {
  deliveryState: 'ORDER-DELIVERY-STATE-PARTIAL',
  packingSlipNumbers: [{ year: 2026, number: 3 }],
  lineList: [{ articleNumber: 2101, text: 'Koffie', data: { quantity: 3, deliveredQuantity: 1 } }],
};

for (const [line, evaluate] of ENGINES) {
  describe(`The default mapping of till orders on ${line}`, () => {
    describe('to the status of a shop order', () => {
      const mapper = new Mapper({
        expression: defaultMapping('mplus-order', 'ecwid-order-status'),
        evaluate,
        target: 'ecwid-order-status',
      });
      const map = (fields: Json = {}) => {
        const order = tillOrder(fields);
        return mapper.map({ payload: { ...order, status: tillStatus(order) }, tables: TABLES });
      };

      it('leaves a status alone whose cell is empty (7)', async () => {
        assert.deepEqual(await map(), {
          id: 'XJ12H',
          tillOrderId: 'a-1',
          tillOrderNumber: '2026-12',
          fulfillmentStatus: '',
          paymentStatus: 'PAID',
        });
      });

      it('tells what is delivered so far, and with which packing slips (90)', async () => {
        const { fulfillmentStatus, trackingNumber, note } = await map(PART);
        assert.deepEqual(
          [fulfillmentStatus, trackingNumber, note],
          ['PROCESSING!', 'Packing slip 2026-3', 'delivered 1 of 3 × Koffie'],
        );
      });

      it('has no number of the shop for an order that was made in the till', async () => {
        assert.ok(!('id' in (await map({ extOrderId: undefined }))));
      });

      it('is held for a status that the table has not (83)', async () => {
        await assert.rejects(map({ cancelState: 'ORDER-CANCEL-STATE-COMPLETE' }), {
          code: 'VALUE_TABLE_MISS',
          message: /orderStatuses has no row for "cancelled"/,
        });
      });
    });

    describe('to a shop order', () => {
      const mapper = new Mapper({ expression: defaultMapping('mplus-order', 'ecwid-order'), evaluate, target: 'ecwid-order' });
      const map = (fields: Json = {}, relation: Json = RELATION) => {
        const order = tillOrder({ extOrderId: undefined, ...fields });
        return mapper.map({ payload: { ...order, status: tillStatus(order), sale: tillSale(order) }, relation, tables: TABLES });
      };

      it('makes a complete order (18)', async () => {
        const person = { name: 'Test Koper', street: 'Dijk 1', postalCode: '2600 AA', city: 'Delft' };
        assert.deepEqual(await map({ paymentList: [{ description: 'Pin', amount: 2590 }], reference: 'Belt zelf' }), {
          tillOrderId: 'a-1',
          tillOrderNumber: '2026-12',
          email: 'koper@example.com',
          fulfillmentStatus: 'AWAITING_PROCESSING',
          paymentStatus: 'PAID',
          paymentMethod: 'Pin',
          pricesIncludeTax: true,
          reverseCharge: false,
          total: 2590,
          createDate: '2026-06-12T13:45:30+02:00',
          items: [{ sku: '2101', name: 'Koffie', quantity: 2, price: 1295, vatRate: 9, vat: 214 }],
          billingPerson: person,
          shippingPerson: person,
          orderComments: 'Belt zelf',
        });
      });

      it('takes the addresses of the order before those of the relation', async () => {
        const { billingPerson, shippingPerson } = await map({ deliveryAddress: ADDRESS });
        assert.equal((billingPerson as Json).city, 'Delft');
        assert.deepEqual(shippingPerson, {
          name: 'Test Koper',
          companyName: '',
          street: 'Kade 5',
          postalCode: '3011 AA',
          city: 'Rotterdam',
          countryCode: 'NL',
        });
      });

      it('names the company with its contact person', async () => {
        const relation = { ...RELATION, name: 'Voorbeeld BV', companyName: 'Voorbeeld BV', contact: 'Test Koper' };
        const { name, companyName } = (await map({}, relation)).billingPerson as Json;
        assert.deepEqual([name, companyName], ['Test Koper', 'Voorbeeld BV']);
      });

      it('takes the mark that a status may go backwards off', async () => {
        const data = { quantity: 2, deliveredQuantity: 1, totalInclAmount: 2590, totalExclAmount: 2376 };
        const order = { ...PART, lineList: [{ articleNumber: 2101, text: 'Koffie', data }] };
        assert.equal((await map(order)).fulfillmentStatus, 'PROCESSING');
      });

      it('is held for a buyer without an e-mail address', async () => {
        await assert.rejects(map({}, { ...RELATION, email: undefined }), {
          code: 'MAPPING_INVALID',
          message: /email is missing/,
        });
      });
    });
  });
}
