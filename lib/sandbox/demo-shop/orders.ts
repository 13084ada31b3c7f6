import type { Random } from '../random';
import type { ShopOrder, ShopPerson, ShopProduct } from '../shop';
import { BELGIAN_COMPANY, CUSTOMER_LIST, EXISTING_PERSON, NEW_COMPANY, WITHOUT_EMAIL } from './people';
import { FIRST_GENERATED } from './products';

const HOUR = 1 / 24;
const SHIPPING = 'PostNL pakket';
const EU_SHIPPING = 'PostNL pakket EU';
const PAYMENT: Record<string, string> = { NL: 'iDEAL', BE: 'Bancontact', DE: 'PayPal', PL: 'Creditcard' };

type Scenario = Pick<ShopOrder, 'daysAgo' | 'lines'> & Partial<ShopOrder>;

function order(scenario: string, { daysAgo, lines, buyer = EXISTING_PERSON, ...rest }: Scenario): ShopOrder {
  return {
    scenario,
    daysAgo,
    buyer,
    lines,
    shippingMethod: buyer.countryCode === 'NL' ? SHIPPING : EU_SHIPPING,
    paymentMethod: PAYMENT[buyer.countryCode],
    paid: true,
    fulfillmentStatus: 'AWAITING_PROCESSING',
    ...rest,
  };
}

const customer = (countryCode: string): ShopPerson =>
  CUSTOMER_LIST.filter(
    (person) => person.countryCode === countryCode && person.companyName === undefined && person !== EXISTING_PERSON,
  )[0];

/** One order per thing an integration can get wrong; oldest first. */
const SCENARIOS: ShopOrder[] = [
  order('coupon-percent', {
    daysAgo: 2.5,
    buyer: customer('NL'),
    // Both rates and odd cents: the discount has to be spread per rate without losing one.
    lines: [
      { sku: '2201', quantity: 3 },
      { sku: '4102', quantity: 1 },
      { sku: '14002', quantity: 1 },
    ],
    coupon: 'WELKOM10',
  }),
  order('coupon-absolute', { daysAgo: 2.4, lines: [{ sku: '2101', quantity: 2 }], coupon: 'VIJFEURO' }),
  order('free-shipping', {
    daysAgo: 2.3,
    buyer: customer('NL'),
    lines: [{ sku: '4101', quantity: 1 }],
    coupon: 'GRATISVERZENDING',
  }),
  order('variation', {
    daysAgo: 2.2,
    buyer: customer('NL'),
    lines: [
      { sku: '11006', quantity: 1 },
      { sku: '12005', quantity: 1 },
    ],
  }),
  order('mixed-vat', {
    daysAgo: 2.1,
    buyer: customer('NL'),
    lines: [
      { sku: '2102', quantity: 1 },
      { sku: '2301', quantity: 1 },
      { sku: '9101', quantity: 1 },
    ],
  }),
  order('quantity', {
    daysAgo: 2,
    lines: [
      { sku: '4201', quantity: 7 },
      { sku: '2304', quantity: 12 },
    ],
  }),
  order('weighed', { daysAgo: 1.9, buyer: customer('NL'), lines: [{ sku: '3102', quantity: 2 }] }),
  order('pickup', { daysAgo: 1.8, lines: [{ sku: '2203', quantity: 1 }], shippingMethod: 'Afhalen in de winkel' }),
  order('delivery', {
    daysAgo: 1.7,
    lines: [{ sku: '4301', quantity: 2 }],
    shippingMethod: 'Bezorging in de buurt',
    comments: 'Graag na 17.00 uur & achterom.',
  }),
  order('handling-fee', { daysAgo: 1.6, lines: [{ sku: '4111', quantity: 1 }], handlingFee: 150 }),
  order('gift-card', { daysAgo: 1.5, buyer: customer('NL'), lines: [{ sku: '13001', quantity: 1 }], giftCard: 2500 }),
  order('belgian-person', { daysAgo: 1.4, buyer: customer('BE'), lines: [{ sku: '11101', quantity: 1 }] }),
  order('german-person', { daysAgo: 1.3, buyer: customer('DE'), lines: [{ sku: '4101', quantity: 1 }] }),
  order('polish-person', { daysAgo: 1.2, buyer: customer('PL'), lines: [{ sku: '14101', quantity: 1 }] }),
  order('reverse-charge', {
    daysAgo: 1.1,
    buyer: BELGIAN_COMPANY,
    lines: [
      { sku: '4101', quantity: 4 },
      { sku: '2101', quantity: 10 },
    ],
    reverseCharge: true,
  }),
  order('unpaid', { daysAgo: 1, lines: [{ sku: '2106', quantity: 1 }], paymentMethod: 'Op rekening', paid: false }),
  // The five that the demo shows, newest of all.
  order('new-company', {
    daysAgo: 5 * HOUR,
    buyer: NEW_COMPANY,
    lines: [
      { sku: '2101', quantity: 6 },
      { sku: '2304', quantity: 2 },
    ],
  }),
  order('existing-person', {
    daysAgo: 4 * HOUR,
    lines: [
      { sku: '11002', quantity: 1 },
      { sku: '2201', quantity: 2 },
    ],
  }),
  order('already-in-till', { daysAgo: 3 * HOUR, buyer: customer('NL'), lines: [{ sku: '4102', quantity: 1 }] }),
  order('unknown-sku', {
    daysAgo: 2 * HOUR,
    buyer: customer('NL'),
    lines: [
      { sku: '2102', quantity: 1 },
      { sku: '7777001', quantity: 1, name: 'Artikel dat de kassa niet kent', priceIncl: 1250, vatPercent: 21 },
    ],
  }),
  order('no-email', { daysAgo: 1 * HOUR, buyer: WITHOUT_EMAIL, lines: [{ sku: '2302', quantity: 1 }] }),
];

const HISTORY = 40;

/** Thirty days of orders, oldest first: everyday ones by chance, then the scenarios of the last three days. */
export function createOrders(products: ShopProduct[], random: Random): ShopOrder[] {
  // Whatever the size of the catalogue, everyday orders buy from the same hand-written range.
  const onSale = products
    .filter((product) => product.productNumber < FIRST_GENERATED && product.inWebshop && product.groupNumbers[0] !== 90)
    .flatMap((product) => product.articles.filter((article) => article.active && !article.weighed));
  const history = Array.from({ length: HISTORY }, (_, index): ShopOrder => {
    const daysAgo = Math.round((30 - (index * 27) / HISTORY) * 100) / 100;
    const buyer = random.pick(CUSTOMER_LIST);
    return {
      daysAgo,
      buyer,
      lines: Array.from({ length: random.int(1, 3) }, () => ({
        sku: String(random.pick(onSale).articleNumber),
        quantity: random.int(1, 3),
      })),
      shippingMethod: buyer.countryCode !== 'NL' ? EU_SHIPPING : random.pick([SHIPPING, SHIPPING, 'Afhalen in de winkel']),
      paymentMethod: PAYMENT[buyer.countryCode],
      paid: true,
      fulfillmentStatus: daysAgo > 14 ? 'DELIVERED' : daysAgo > 6 ? 'SHIPPED' : 'PROCESSING',
    };
  });
  return [...history, ...SCENARIOS];
}
