import type { TaxRate } from './cart';
import type { Product } from './model';
import type { EcwidState } from './state';

interface ManualTax {
  id: number;
  name: string;
  enabled: boolean;
  appliedByDefault: boolean;
  taxShipping: boolean;
  defaultTax: number;
  rules: { zoneId: string; tax: number }[];
}

/** The manual taxes of a product for a buyer in a country, and what they come to there (reference 7). */
export function taxRates(state: EcwidState, product: Product, countryCode: string): TaxRate[] {
  if (product.tax.taxable === false) return [];
  const { taxes } = state.rest.profile.taxSettings as { taxes: ManualTax[] };
  const chosen = (product.tax.enabledManualTaxes ?? []) as number[];
  return taxes
    .filter((tax) => tax.enabled && (tax.appliedByDefault || chosen.includes(tax.id)))
    .map((tax) => ({
      id: tax.id,
      name: tax.name,
      percent: percentIn(state, tax, countryCode),
      taxClassCode: product.tax.taxClassCode as string,
      taxShipping: tax.taxShipping,
    }));
}

/** The highest rate that any manual tax comes to in a country. */
export function highestRate(state: EcwidState, countryCode: string): number {
  const { taxes } = state.rest.profile.taxSettings as { taxes: ManualTax[] };
  return Math.max(0, ...taxes.map((tax) => percentIn(state, tax, countryCode)));
}

function percentIn(state: EcwidState, tax: ManualTax, countryCode: string): number {
  const zones = state.rest.profile.zones as { id: string; countryCodes: string[] }[];
  const rule = tax.rules.find(({ zoneId }) =>
    zones.some((zone) => zone.id === zoneId && zone.countryCodes.includes(countryCode)),
  );
  return rule?.tax ?? tax.defaultTax;
}
