import { countryCodes, countryName, inEuropeanUnion } from './countries';
import type { Call, Endpoint } from './endpoint';
import { wrongParameter } from './errors';
import type { JsonObject } from './json';

interface Currency {
  readonly code: string;
  readonly name: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly countries: readonly string[];
}

const CURRENCIES: readonly Currency[] = [
  { code: 'EUR', name: 'Euro', prefix: '€', suffix: '', countries: [] },
  { code: 'PLN', name: 'Polish Zloty', prefix: '', suffix: ' zł', countries: ['PL'] },
  { code: 'GBP', name: 'Pound Sterling', prefix: '£', suffix: '', countries: ['GB'] },
  { code: 'USD', name: 'US Dollar', prefix: '$', suffix: '', countries: ['US'] },
  { code: 'SEK', name: 'Swedish Krona', prefix: '', suffix: ' kr', countries: ['SE'] },
  { code: 'DKK', name: 'Danish Krone', prefix: '', suffix: ' kr', countries: ['DK'] },
  { code: 'CZK', name: 'Czech Koruna', prefix: '', suffix: ' Kč', countries: ['CZ'] },
  { code: 'CHF', name: 'Swiss Franc', prefix: 'CHF ', suffix: '', countries: ['CH'] },
  { code: 'NOK', name: 'Norwegian Krone', prefix: '', suffix: ' kr', countries: ['NO'] },
];

/** Standard and reduced rate; the rates are texts (reference 11.23). */
const TAX_RATES: Readonly<Record<string, readonly [standard: string, reduced: string]>> = {
  NL: ['21.00', '9.00'],
  BE: ['21.00', '6.00'],
  DE: ['19.00', '7.00'],
  FR: ['20.00', '5.50'],
  PL: ['23.00', '8.00'],
};

const STATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  NL: {
    DR: 'Drenthe',
    FL: 'Flevoland',
    FR: 'Fryslân',
    GE: 'Gelderland',
    GR: 'Groningen',
    LI: 'Limburg',
    NB: 'Noord-Brabant',
    NH: 'Noord-Holland',
    OV: 'Overijssel',
    UT: 'Utrecht',
    ZE: 'Zeeland',
    ZH: 'Zuid-Holland',
  },
};

function dictionary(path: string, handle: (call: Call) => unknown): Endpoint {
  return { method: 'GET', path, scopes: [], anonymous: true, handle };
}

/** Dictionaries need neither a scope nor a token (reference 1.2). */
export const DICTIONARY_ENDPOINTS: readonly Endpoint[] = [
  dictionary('/currencies', () => CURRENCIES.map(({ code, name }) => ({ code, name }))),
  dictionary('/currencyByCountry', (call) => {
    const countryCode = required(call);
    const { code, name, prefix, suffix } = CURRENCIES.find(({ countries }) => countries.includes(countryCode)) ?? CURRENCIES[0];
    return { countryCode, currencyCode: code, currencyName: name, prefix, suffix, decimalPlaces: '2' };
  }),
  dictionary('/countries', (call) => {
    const withStates = call.query.flag('withStates') ?? false;
    return countryCodes().map((code) => ({
      code,
      name: countryName(code, call.language),
      ...(withStates && { states: statesOf(code) }),
    }));
  }),
  dictionary('/states', (call) => statesOf(required(call))),
  dictionary('/taxClasses', (call) => taxClasses(required(call))),
];

function required(call: Call): string {
  const countryCode = call.query.text('countryCode');
  if (!countryCode) throw wrongParameter("Parameter 'countryCode' is absent");
  return countryCode.toUpperCase();
}

function statesOf(countryCode: string): JsonObject[] {
  return Object.entries(STATES[countryCode] ?? {}).map(([code, name]) => ({ code, name }));
}

function taxClasses(countryCode: string): JsonObject[] {
  const rates = TAX_RATES[countryCode] ?? (inEuropeanUnion(countryCode) ? TAX_RATES.NL : undefined);
  const row = (taxClassCode: string, taxClassRate: string, title: string) => ({
    stateCode: '',
    taxClassCode,
    taxClassRate,
    localization: { title },
  });
  if (rates === undefined) return [row('default', '0.00', 'Standard rate')];
  return [row('default', rates[0], 'Standard rate'), row('reduced', rates[1], 'Reduced rate'), row('zero', '0.00', 'Zero rate')];
}
