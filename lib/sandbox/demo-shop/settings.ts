import type { Shop, ShopVat } from '../shop';

/** The low, high and zero rate have the same code everywhere; codes 4 and 5 are what a country needs besides (reference 8.3). */
export const VAT = { low: 1, high: 2, zero: 3 } as const;

export const PERCENT: Record<number, number> = { [VAT.low]: 9, [VAT.high]: 21, [VAT.zero]: 0 };

const COUNTRY_RATES: { iso3: string; numeric: number; rates: Record<number, number> }[] = [
  { iso3: 'NLD', numeric: 528, rates: PERCENT },
  { iso3: 'BEL', numeric: 56, rates: { [VAT.low]: 6, [VAT.high]: 21, 4: 12 } },
  { iso3: 'DEU', numeric: 276, rates: { [VAT.low]: 7, [VAT.high]: 19 } },
];

const branches: Shop['branches'] = [
  {
    branchNumber: 1,
    name: 'De Voorbeeldwinkel Centrum',
    abbreviation: 'CEN',
    workplaces: [
      { workplaceNumber: 1, name: 'Kassa 1' },
      { workplaceNumber: 2, name: 'Kassa 2' },
      { workplaceNumber: 90, name: 'Webshop' },
    ],
  },
  {
    branchNumber: 2,
    name: 'De Voorbeeldwinkel Haven',
    abbreviation: 'HAV',
    workplaces: [
      { workplaceNumber: 1, name: 'Kassa Haven' },
      { workplaceNumber: 90, name: 'Webshop Haven' },
    ],
  },
];

const vat: ShopVat[] = branches.flatMap(({ branchNumber }) =>
  COUNTRY_RATES.flatMap(({ iso3, numeric, rates }) =>
    Object.entries(rates).map(([code, percent]) => ({
      branchNumber,
      countryIso3: iso3,
      countryNumeric: numeric,
      vatCode: Number(code),
      percent,
    })),
  ),
);

/** Everything of the shop that is not goods, people or orders. */
export const SETTINGS: Omit<Shop, 'groups' | 'products' | 'relations' | 'customers' | 'orders'> = {
  name: 'De Voorbeeldwinkel',
  languages: ['nl', 'en', 'pl'],
  branches,
  employees: [
    { employeeNumber: 1, name: 'Medewerker Een', active: true },
    { employeeNumber: 2, name: 'Medewerker Twee', active: true },
    { employeeNumber: 3, name: 'Medewerker Drie', active: false },
    // The super user that integrations order as (reference 6.7).
    { employeeNumber: 999999, name: 'Webshop', active: true },
  ],
  vat,
  paymentMethods: [
    { method: 'CONTANT', description: 'Contant', active: true },
    { method: 'PIN', description: 'Pin', active: true },
    { method: 'IDEAL', description: 'iDEAL webshop', active: true },
    { method: 'BANCONTACT', description: 'Bancontact webshop', active: true },
    { method: 'CREDITCARD', description: 'Creditcard webshop', active: true },
    { method: 'PAYPAL', description: 'PayPal webshop', active: true },
    { method: 'REKENING', description: 'Op rekening', active: true },
    { method: 'CADEAUBON', description: 'Cadeaubon', active: true },
    { method: 'CHEQUE', description: 'Cheque', active: false },
  ],
  deliveryMethods: [
    { deliveryMethod: 'VERZENDEN', description: 'Verzenden', enabled: true },
    { deliveryMethod: 'AFHALEN', description: 'Afhalen in de winkel', enabled: true },
    { deliveryMethod: 'BEZORGEN', description: 'Bezorgen in de buurt', enabled: true },
    { deliveryMethod: 'EXPRESS', description: 'Express', enabled: false },
  ],
  turnoverGroups: [
    { turnoverGroup: 10, name: 'Kleding', accountNumber: 8010 },
    { turnoverGroup: 20, name: 'Koffie en thee', accountNumber: 8020 },
    { turnoverGroup: 30, name: 'Kaas', accountNumber: 8030 },
    { turnoverGroup: 40, name: 'Huishouden', accountNumber: 8040 },
    { turnoverGroup: 90, name: 'Verzendkosten', accountNumber: 8090 },
    { turnoverGroup: 91, name: 'Kortingen en afronding', accountNumber: 8091 },
    { turnoverGroup: 92, name: 'Cadeaubonnen', accountNumber: 1690 },
    // Revenue per country, for the webshop.
    { turnoverGroup: 501, name: 'Webshop Nederland', accountNumber: 8501 },
    { turnoverGroup: 502, name: 'Webshop België', accountNumber: 8502 },
    { turnoverGroup: 503, name: 'Webshop Duitsland', accountNumber: 8503 },
    { turnoverGroup: 504, name: 'Webshop overige EU', accountNumber: 8504 },
  ],
  orderCategories: [
    { orderCategoryNumber: 1, description: 'Winkel' },
    { orderCategoryNumber: 2, description: 'Webshop' },
  ],
  relationCategories: [
    { categoryId: 1, name: 'Particulier', supplier: false },
    { categoryId: 2, name: 'Zakelijk', supplier: false },
    { categoryId: 3, name: 'Leverancier', supplier: true },
  ],
  shippingMethods: [
    { title: 'PostNL pakket', kind: 'SHIPPING', rate: 495, vatPercent: 21 },
    { title: 'PostNL pakket EU', kind: 'SHIPPING', rate: 995, vatPercent: 21 },
    { title: 'Bezorging in de buurt', kind: 'DELIVERY', rate: 350, vatPercent: 21 },
    { title: 'Afhalen in de winkel', kind: 'PICKUP', rate: 0, vatPercent: 21 },
  ],
  webshopPaymentMethods: [
    { title: 'iDEAL', module: 'Mollie' },
    { title: 'Bancontact', module: 'Mollie' },
    { title: 'Creditcard', module: 'Mollie' },
    { title: 'PayPal', module: 'PayPalCommercePlatform' },
    { title: 'Op rekening', module: 'CUSTOM_OFFLINE' },
  ],
  coupons: [
    { code: 'WELKOM10', kind: 'percent', value: 10 },
    { code: 'VIJFEURO', kind: 'absolute', value: 500 },
    { code: 'GRATISVERZENDING', kind: 'freeShipping', value: 0 },
  ],
};
