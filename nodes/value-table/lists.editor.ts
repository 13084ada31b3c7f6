/** Which look-up lists the columns of a table can offer. */

export const LISTS = [
  'ecwid.paymentMethods',
  'ecwid.shippingMethods',
  'ecwid.taxRates',
  'ecwid.taxClasses',
  'ecwid.paymentStatuses',
  'ecwid.fulfillmentStatuses',
  'ecwid.categories',
  'ecwid.customerGroups',
  'ecwid.languages',
  'mplus.paymentMethods',
  'mplus.deliveryMethods',
  'mplus.vatCodes',
  'mplus.turnoverGroups',
  'mplus.articles',
  'mplus.articleGroups',
  'mplus.relations',
  'mplus.relationCategories',
  'mplus.orderCategories',
  'mplus.branches',
  'mplus.employees',
  'countries',
  'orderStates',
  'paymentStates',
] as const;

export type List = (typeof LISTS)[number];

/** What the columns of the tables of the default mappings hold, by the name of the table: from, to. */
const BY_NAME: Readonly<Record<string, readonly [List | undefined, List | undefined]>> = {
  paymentMethods: ['ecwid.paymentMethods', 'mplus.paymentMethods'],
  deliveryMethods: ['ecwid.shippingMethods', 'mplus.deliveryMethods'],
  shippingArticles: ['ecwid.shippingMethods', 'mplus.articles'],
  extraArticles: [undefined, 'mplus.articles'],
  vatCodes: ['ecwid.taxRates', 'mplus.vatCodes'],
  turnoverGroups: ['countries', 'mplus.turnoverGroups'],
  countryNames: ['countries', undefined],
  countries: [undefined, 'countries'],
  orderCategories: ['ecwid.paymentStatuses', 'mplus.orderCategories'],
  branches: ['ecwid.shippingMethods', 'mplus.branches'],
  textLines: [undefined, 'mplus.articles'],
  paymentTerms: ['ecwid.paymentMethods', undefined],
  orderStatuses: ['orderStates', 'ecwid.fulfillmentStatuses'],
  paymentStatuses: ['paymentStates', 'ecwid.paymentStatuses'],
  taxClasses: ['mplus.vatCodes', 'ecwid.taxClasses'],
  customerGroups: ['mplus.relationCategories', 'ecwid.customerGroups'],
  languages: ['countries', 'ecwid.languages'],
  revenueAccounts: ['countries', undefined],
  taxCodes: ['countries', undefined],
  vatMethods: ['countries', undefined],
};

/** The list of a column: the chosen one, or the one that goes by the name of the table; `none` for no list. */
export function listOf(column: 'from' | 'to', chosen: string, table: string): List | undefined {
  if (chosen !== '') return LISTS.find((list) => list === chosen);
  return BY_NAME[table]?.[column === 'from' ? 0 : 1];
}
