/** Look-up lists that need no connection. */
import type { LookupItem } from '../../../lib/lookup';
import { COUNTRY_CODES } from '../../../lib/orders/countries';
import { DELIVERY_STAGES, PAYMENT_STAGES } from '../../../lib/orders/status';

/** Countries by code, with their names in the language of the editor. */
function countries(): LookupItem[] {
  const names = new Intl.DisplayNames([RED.i18n.lang()], { type: 'region' });
  return COUNTRY_CODES.map((value) => ({ value, label: names.of(value) ?? '' })).sort((a, b) => a.label.localeCompare(b.label));
}

const words = (values: readonly string[]) => () => values.map((value) => ({ value, label: '' }));

export const LOCAL_LISTS: Readonly<Record<string, (() => LookupItem[]) | undefined>> = {
  countries,
  /** What became of an order of the till, as mappings read it. */
  orderStates: words(DELIVERY_STAGES),
  paymentStates: words(PAYMENT_STAGES),
};
