import { divideRounded, fromCents } from '../../money';
import type { Shop, ShopArticle, ShopGroup, ShopOrder, ShopPerson, ShopProduct, ShopVat } from '../shop';
import { SYSTEM_ATTRIBUTES } from './attributes';
import { alpha2Of, countryCodes, inEuropeanUnion } from './countries';
import { compact, type JsonObject } from './json';
import type { Shopper } from './shopper';
import type { AttributeValue, Coupon, EcwidState, ProductOption, Variation } from './state';
import { initialStatuses } from './statuses';

const DAY = 86_400_000;
/** The store was filled this long before the sandbox starts, before any order. */
const OPENED = 90;
const HOME = 'NL';

/** Fills an empty store from the demo shop, and lets shoppers place its orders in the past. */
export function seed(state: EcwidState, shopper: Shopper, shop: Shop): void {
  const start = state.milliseconds();
  state.at(start - OPENED * DAY, () => {
    const taxIds = furnish(state, shop);
    const categories = fillCategories(state, shop.groups);
    fillCustomers(state, shop.customers);
    const sold = soldSince(shop.orders);
    const today = new Date(start).toISOString().slice(0, 10);
    for (const product of shop.products) {
      if (product.inWebshop) addProduct(state, product, { categories, taxIds, sold, today });
    }
  });
  for (const order of shop.orders) state.at(start - order.daysAgo * DAY, () => shopper.place(order));
}

/** Profile, taxes, shipping, payment, coupons; answers the tax id per VAT code. */
function furnish(state: EcwidState, shop: Shop): Map<number, number> {
  const { taxes, zones, taxIds } = manualTaxes(shop.vat);
  state.types.put({ id: 0, created: state.now(), updated: state.now(), name: '', attributes: SYSTEM_ATTRIBUTES });
  state.rest.statuses = initialStatuses();
  state.rest.profile = profileOf(shop, taxes, zones, state.storeId);
  state.rest.shippingOptions = shop.shippingMethods.map((method, place) => ({
    id: `${1000 + place}-ship`,
    title: method.title,
    titleTranslated: { [shop.languages[0]]: method.title },
    enabled: true,
    orderBy: (place + 1) * 10,
    fulfilmentType: method.kind.toLowerCase(),
    ratesCalculationType: 'flat',
    flatRate: { rateType: 'ABSOLUTE', rate: fromCents(method.rate) },
    destinationZone: { id: 'WORLD', name: 'WORLD' },
    vatPercent: method.vatPercent,
  }));
  state.rest.paymentOptions = shop.webshopPaymentMethods.map((method, place) => ({
    id: `${2000 + place}-pay`,
    enabled: true,
    configured: true,
    checkoutTitle: method.title,
    checkoutTitleTranslated: { [shop.languages[0]]: method.title },
    checkoutDescription: '',
    paymentProcessorId: method.module.toLowerCase(),
    paymentProcessorTitle: method.module,
    orderBy: (place + 1) * 10,
    appClientId: '',
  }));
  state.rest.coupons = shop.coupons.map(couponOf);
  return taxIds;
}

const COUPON_TYPES = { percent: 'PERCENT', absolute: 'ABS', freeShipping: 'SHIPPING' } as const;

function couponOf({ code, kind, value }: Shop['coupons'][number], place: number): Coupon {
  const discount = kind === 'absolute' ? fromCents(value) : value;
  return { id: 90_001 + place, name: code, code, discountType: COUPON_TYPES[kind], discount };
}

/**
 * One manual tax per VAT code, with a rule per country; the rest of the EU is taxed as at home, the rest of the world not at all
 * (reference 7).
 */
function manualTaxes(vat: readonly ShopVat[]): { taxes: JsonObject[]; zones: JsonObject[]; taxIds: Map<number, number> } {
  const rows = vat.filter(({ branchNumber }) => branchNumber === vat[0].branchNumber);
  const countries = [...new Set(rows.map((row) => alpha2Of(row.countryIso3)))].filter((code) => code !== undefined);
  const others = countryCodes().filter((code) => inEuropeanUnion(code) && !countries.includes(code));
  const zones = [
    ...countries.map((code) => ({ id: `zone-${code}`, name: code, countryCodes: [code] })),
    { id: 'zone-EU', name: 'EU', countryCodes: others },
  ].map((zone) => ({ ...zone, stateOrProvinceCodes: [], postCodes: [] }));

  const taxIds = new Map([...new Set(rows.map((row) => row.vatCode))].map((code, place) => [code, 947_976_181 + place]));
  const taxes = [...taxIds].map(([code, id]) => {
    const own = rows.filter((row) => row.vatCode === code);
    const home = own.find((row) => alpha2Of(row.countryIso3) === HOME)?.percent;
    return {
      id,
      name: home === undefined ? `BTW tarief ${code}` : `BTW ${home}%`,
      enabled: true,
      includeInPrice: true,
      useShippingAddress: true,
      taxShipping: true,
      appliedByDefault: false,
      defaultTax: 0,
      rules: [
        ...own.map((row) => ({ zoneId: `zone-${alpha2Of(row.countryIso3)}`, tax: row.percent })),
        ...(home === undefined ? [] : [{ zoneId: 'zone-EU', tax: home }]),
      ].sort((a, b) => Number(b.zoneId === `zone-${HOME}`) - Number(a.zoneId === `zone-${HOME}`)),
    };
  });
  return { taxes, zones, taxIds };
}

function profileOf(shop: Shop, taxes: JsonObject[], zones: JsonObject[], storeId: number): JsonObject {
  const [defaultLanguage] = shop.languages;
  return {
    generalInfo: { storeId, storeUrl: 'https://shop.example.com', websitePlatform: 'unknown' },
    account: { accountName: shop.name, accountEmail: 'owner@example.com', availableFeatures: ['COMBINATIONS'] },
    settings: {
      storeName: shop.name,
      closed: false,
      hideOutOfStockProductsInStorefront: false,
      allowPreordersForOutOfStockProducts: false,
    },
    company: {
      companyName: shop.name,
      email: 'shop@example.com',
      street: 'Voorbeeldplein 1',
      city: 'Utrecht',
      countryCode: HOME,
      postalCode: '3500 AA',
      stateOrProvinceCode: 'UT',
      phone: '',
    },
    formatsAndUnits: {
      currency: 'EUR',
      currencyPrefix: '€',
      currencySuffix: '',
      currencyPrecision: 2,
      currencyGroupSeparator: '.',
      currencyDecimalSeparator: ',',
      currencyTruncateZeroFractional: false,
      currencyRate: 1,
      weightUnit: 'KILOGRAM',
      weightPrecision: 3,
      weightGroupSeparator: '',
      weightDecimalSeparator: ',',
      weightTruncateZeroFractional: true,
      dimensionsUnit: 'CM',
      volumeUnit: 'L',
      dateFormat: 'dd-MM-yyyy',
      timeFormat: 'HH:mm',
      timezone: 'Europe/Amsterdam',
      orderNumberPrefix: '',
      orderNumberSuffix: '',
      orderNumberMinDigitsAmount: 0,
      orderNumberNextNumber: 1,
    },
    languages: { enabledLanguages: shop.languages, defaultLanguage, facebookPreferredLocale: '' },
    shipping: { handlingFee: { name: '', value: 0, description: '' } },
    taxSettings: {
      automaticTaxEnabled: false,
      taxExemptBusiness: false,
      ukVatRegistered: false,
      euIossEnabled: false,
      taxOnShippingCalculationScheme: 'AUTOMATIC',
      taxes,
    },
    zones,
    businessRegistrationID: { name: 'KvK', value: '00000000' },
    legalPagesSettings: { requireTermsAgreementAtCheckout: false, legalPages: [] },
    mailNotifications: { adminNotificationEmails: ['owner@example.com'], customerNotificationFromEmail: 'shop@example.com' },
    featureToggles: [],
    designSettings: {},
    productFiltersSettings: { enabledInStorefront: false, filterSections: [] },
    orderInvoiceSettings: { displayOrderInvoices: false, attachInvoiceToOrderEmailNotifications: 'DO_NOT_ATTACH' },
  };
}

function fillCategories(state: EcwidState, groups: readonly ShopGroup[]): Map<number, number> {
  const ids = new Map<number, number>();
  const children = (parent: number | undefined) =>
    groups.filter((group) => group.parent === parent).sort((a, b) => a.sortOrder - b.sortOrder);
  const add = (group: ShopGroup, place: number): void => {
    const now = state.now();
    const { id } = state.categories.put({
      id: state.next('category'),
      created: now,
      updated: now,
      parentId: group.parent === undefined ? 0 : (ids.get(group.parent) as number),
      orderBy: (place + 1) * 10,
      enabled: true,
      nameTranslated: inLanguages(state, group.name),
    });
    ids.set(group.groupNumber, id);
    children(group.groupNumber).forEach(add);
  };
  children(undefined).forEach(add);
  return ids;
}

/** Companies are in a group of their own. */
function fillCustomers(state: EcwidState, people: readonly ShopPerson[]): void {
  const now = state.now();
  const group = state.groups.put({ id: state.next('group'), created: now, updated: now, name: 'Zakelijk' });
  for (const { email, companyName, vatNumber, language, name, street, postalCode, city, countryCode, phone } of people) {
    if (email === undefined) continue;
    const company = companyName !== undefined;
    state.customers.put({
      id: state.next('customer'),
      created: now,
      updated: now,
      email,
      customerGroupId: company ? group.id : 0,
      billingPerson: compact({ name, companyName, street, postalCode, city, countryCode, phone }),
      shippingAddresses: [],
      contacts: [],
      ...(vatNumber !== undefined && { taxId: vatNumber, taxIdValid: true }),
      b2b_b2c: company ? 'b2b' : 'b2c',
      acceptMarketing: false,
      lang: language,
      stats: { numberOfOrders: 0, salesValue: 0 },
    });
  }
}

/** What was bought and shipped since: it is on top of today's stock when the store is filled, and sold again by the shoppers. */
function soldSince(orders: readonly ShopOrder[]): Map<string, number> {
  const sold = new Map<string, number>();
  for (const order of orders) {
    if (order.fulfillmentStatus === 'AWAITING_PROCESSING') continue;
    for (const { sku, quantity } of order.lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  }
  return sold;
}

interface Surroundings {
  categories: Map<number, number>;
  taxIds: Map<number, number>;
  sold: Map<string, number>;
  /** `yyyy-mm-dd`, for sale periods. */
  today: string;
}

/** One article: a simple product. Several: a product whose colours and sizes are options, one variation per article. */
function addProduct(state: EcwidState, product: ShopProduct, surroundings: Surroundings): void {
  const articles = product.articles.filter((article) => article.webshop);
  if (articles.length === 0) return;
  const [first] = articles;
  const simple = product.articles.length === 1;
  const now = state.now();
  const cheapest = articles.reduce((low, article) => (article.priceIncl < low.priceIncl ? article : low));
  const prices = priceOf(state, cheapest, surroundings);
  const options = simple ? [] : optionsOf(state, articles);
  state.products.put({
    id: state.next('product'),
    created: now,
    updated: now,
    sku: simple ? String(first.articleNumber) : `P${product.productNumber}`,
    ...prices,
    costPrice: fromCents(cheapest.purchasePrice),
    ...(simple ? stockOf(first, surroundings) : { quantity: 0, unlimited: false }),
    enabled: articles.some((article) => article.active),
    nameTranslated: inLanguages(state, product.name),
    ...(product.description && { descriptionTranslated: inLanguages(state, product.description) }),
    categoryIds: product.groupNumbers.map((number) => surroundings.categories.get(number)).filter((id) => id !== undefined),
    productClassId: 0,
    ...(first.weight !== undefined && { weight: first.weight }),
    tax: {
      taxable: true,
      taxClassCode: taxClassOf(homePercent(state, first.vatCode, surroundings.taxIds)),
      enabledManualTaxes: [surroundings.taxIds.get(first.vatCode)].filter((id) => id !== undefined),
    },
    options,
    attributes: attributesOf({ BRAND: first.brand, ...(simple && { UPC: first.barcode }) }),
    combinations: simple ? [] : articles.map((article, place) => variationOf(state, article, place, prices.price, surroundings)),
  });
}

function variationOf(
  state: EcwidState,
  article: ShopArticle,
  place: number,
  basePrice: number,
  surroundings: Surroundings,
): Variation {
  const { price, compareToPrice } = priceOf(state, article, surroundings);
  return {
    id: state.next('variation'),
    combinationNumber: place + 1,
    options: traits(article).map(([option, value]) => ({ name: textOf(state, OPTION_NAMES[option]), value })),
    sku: String(article.articleNumber),
    ...(price !== basePrice && { price }),
    ...(compareToPrice !== undefined && { compareToPrice }),
    ...stockOf(article, surroundings),
    attributes: attributesOf({ UPC: article.barcode }),
  };
}

const OPTION_NAMES = {
  colour: { nl: 'Kleur', en: 'Colour', pl: 'Kolor' },
  size: { nl: 'Maat', en: 'Size', pl: 'Rozmiar' },
};

function traits(article: ShopArticle): [option: keyof typeof OPTION_NAMES, value: string][] {
  return (['colour', 'size'] as const).flatMap((trait) => {
    const value = article[trait];
    return value === undefined ? [] : [[trait, value] as [typeof trait, string]];
  });
}

function optionsOf(state: EcwidState, articles: readonly ShopArticle[]): ProductOption[] {
  const { main } = state.languages();
  return (['colour', 'size'] as const).flatMap((trait): ProductOption[] => {
    const values = [...new Set(articles.map((article) => article[trait]))].filter((value) => value !== undefined);
    if (values.length === 0) return [];
    return [
      {
        type: trait === 'size' ? 'SIZE' : 'RADIO',
        name: textOf(state, OPTION_NAMES[trait]),
        nameTranslated: inLanguages(state, OPTION_NAMES[trait]),
        choices: values.map((text) => ({
          text,
          textTranslated: { [main]: text },
          priceModifier: 0,
          priceModifierType: 'ABSOLUTE',
        })),
        defaultChoice: 0,
        required: true,
      },
    ];
  });
}

/** In currency units, in the mode of the store; during a sale the old price is struck through. */
function priceOf(
  state: EcwidState,
  article: ShopArticle,
  { today, taxIds }: Surroundings,
): { price: number; compareToPrice?: number } {
  const { sale } = article;
  const inMode = (cents: number) =>
    fromCents(state.switches.ecwidPricesIncludeTax ? cents : withoutTax(state, cents, article, taxIds));
  if (sale === undefined || today < sale.from || today > sale.through) return { price: inMode(article.priceIncl) };
  return { price: inMode(sale.priceIncl), compareToPrice: inMode(article.priceIncl) };
}

function withoutTax(state: EcwidState, cents: number, article: ShopArticle, taxIds: Map<number, number>): number {
  const percent = homePercent(state, article.vatCode, taxIds);
  return divideRounded(cents * 100_000, 100_000 + Math.round(percent * 1000));
}

function homePercent(state: EcwidState, vatCode: number, taxIds: Map<number, number>): number {
  const { taxes } = state.rest.profile.taxSettings as { taxes: { id: number; rules: { tax: number }[] }[] };
  return taxes.find((tax) => tax.id === taxIds.get(vatCode))?.rules[0]?.tax ?? 0;
}

const STANDARD_RATE = 21;

/** The class of the tax-class dictionary that a rate belongs to. */
function taxClassOf(percent: number): string {
  if (percent === 0) return 'zero';
  return percent === STANDARD_RATE ? 'default' : 'reduced';
}

/** Whole pieces, of all branches; what is not kept in stock is unlimited. */
function stockOf(article: ShopArticle, { sold }: Surroundings): { quantity: number; unlimited: boolean } {
  const today = Object.values(article.stock).reduce((sum, quantity) => sum + quantity, 0);
  const quantity = Math.floor(today) + (sold.get(String(article.articleNumber)) ?? 0);
  return article.stockArticle ? { quantity, unlimited: false } : { quantity: 0, unlimited: true };
}

function attributesOf(values: Record<string, string | undefined>): AttributeValue[] {
  return SYSTEM_ATTRIBUTES.flatMap((attribute) => {
    const value = values[attribute.type];
    return value === undefined ? [] : [{ ...attribute, value }];
  });
}

type LocalText = Readonly<Record<string, string>>;

function inLanguages(state: EcwidState, text: LocalText | ShopGroup['name']): LocalText {
  const { enabled } = state.languages();
  return Object.fromEntries(Object.entries(text).filter(([language]) => enabled.includes(language)));
}

function textOf(state: EcwidState, text: LocalText): string {
  return text[state.languages().main] ?? text.en;
}
