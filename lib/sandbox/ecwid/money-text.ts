import type { EcwidState } from './state';

/** `€24.95`, with the currency marks of the store. */
export function priceText(state: EcwidState, price: number): string {
  const { currencyPrefix, currencySuffix, currencyPrecision } = state.rest.profile.formatsAndUnits as {
    currencyPrefix: string;
    currencySuffix: string;
    currencyPrecision: number;
  };
  return `${currencyPrefix}${price.toFixed(currencyPrecision)}${currencySuffix}`;
}
