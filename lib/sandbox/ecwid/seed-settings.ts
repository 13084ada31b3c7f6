import { fromCents } from '../../money';
import type { Shop, ShopVat } from '../shop';
import { SYSTEM_ATTRIBUTES } from './attributes';
import { alpha2Of, countryCodes, inEuropeanUnion } from './countries';
import type { JsonObject } from './json';
import type { Coupon } from './model';
import type { EcwidState } from './state';
import { initialStatuses } from './statuses';

const HOME = 'NL';

/** Profile, taxes, shipping, payment, coupons; answers the tax id per VAT code. */
export function furnish(state: EcwidState, shop: Shop): Map<number, number> {
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
