/** Countries the dictionaries and the seed know: ISO alpha-2, alpha-3, in the EU. */
const COUNTRIES: readonly [alpha2: string, alpha3: string, eu: boolean][] = [
  ['AT', 'AUT', true],
  ['BE', 'BEL', true],
  ['BG', 'BGR', true],
  ['HR', 'HRV', true],
  ['CY', 'CYP', true],
  ['CZ', 'CZE', true],
  ['DK', 'DNK', true],
  ['EE', 'EST', true],
  ['FI', 'FIN', true],
  ['FR', 'FRA', true],
  ['DE', 'DEU', true],
  ['GR', 'GRC', true],
  ['HU', 'HUN', true],
  ['IE', 'IRL', true],
  ['IT', 'ITA', true],
  ['LV', 'LVA', true],
  ['LT', 'LTU', true],
  ['LU', 'LUX', true],
  ['MT', 'MLT', true],
  ['NL', 'NLD', true],
  ['PL', 'POL', true],
  ['PT', 'PRT', true],
  ['RO', 'ROU', true],
  ['SK', 'SVK', true],
  ['SI', 'SVN', true],
  ['ES', 'ESP', true],
  ['SE', 'SWE', true],
  ['GB', 'GBR', false],
  ['NO', 'NOR', false],
  ['CH', 'CHE', false],
  ['US', 'USA', false],
];

const EUROPEAN_UNION = new Set(COUNTRIES.filter(([, , eu]) => eu).map(([alpha2]) => alpha2));

export function countryCodes(): string[] {
  return COUNTRIES.map(([alpha2]) => alpha2);
}

/** ISO alpha-2 of an alpha-3 code; undefined for countries the sandbox does not know. */
export function alpha2Of(alpha3: string): string | undefined {
  return COUNTRIES.find(([, code]) => code === alpha3)?.[0];
}

export function inEuropeanUnion(countryCode: string): boolean {
  return EUROPEAN_UNION.has(countryCode);
}

/** `Netherlands`, in a language; an unknown code stays as it is. */
export function countryName(countryCode: string, language = 'en'): string {
  if (!/^[A-Z]{2}$/.test(countryCode)) return countryCode;
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(countryCode) ?? countryCode;
}
