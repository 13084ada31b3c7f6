/** From the fields of an ecwid-config node to a connection, and what Test connection tells about it. */
import { EcwidClient, readEcwidLookup } from '../../lib/ecwid';
import { PackError } from '../../lib/errors';
import { sharedSandbox } from '../../lib/sandbox';
import { flag, number, text } from '../shared/fields';

type Fields = Record<string, unknown>;

function missing(field: string): PackError {
  return new PackError({
    code: 'ECWID_CONFIG',
    message: `The Ecwid connection has no ${field}.`,
    hint: 'Store id and tokens are in the Ecwid admin under Apps → Custom apps. Tick "sandbox" to try without.',
    disposition: 'wait',
  });
}

/** Opens a client. Throws ECWID_CONFIG. */
export async function openEcwid(fields: Fields, credentials: Record<string, string>): Promise<EcwidClient> {
  const common = {
    requestsPerMinute: number(fields.requestsPerMinute, 540),
    timeout: number(fields.timeout, 30),
    language: text(fields.language) || undefined,
  };
  if (flag(fields.sandbox, false)) {
    const { ecwid } = await sharedSandbox();
    return new EcwidClient({ ...common, baseUrl: ecwid.baseUrl, storeId: ecwid.storeId, token: ecwid.token });
  }
  const baseUrl = text(fields.baseUrl) || 'https://app.ecwid.com/api/v3';
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) throw missing('API address that begins with https://');
  const storeId = text(fields.storeId);
  if (storeId === '') throw missing('store id');
  if (text(credentials.token) === '') throw missing('token');
  return new EcwidClient({
    ...common,
    baseUrl,
    storeId,
    token: text(credentials.token),
  });
}

interface Profile {
  settings?: { storeName?: string };
  formatsAndUnits?: { currency?: string };
  taxSettings?: { pricesIncludeTax?: boolean };
  languages?: { enabledLanguages?: string[] };
}

/** What each flow needs, and a read that shows whether the token may do it. */
const ACCESS: readonly (readonly [string, string])[] = [
  ['orders', '/orders'],
  ['products', '/products'],
  ['customers', '/customers'],
];

/** Countries named among those of the same rates. */
const COUNTRIES = 5;

/** The rates the shop charges by country, as the VAT table needs them: `9, 21 % in NL, PL; 7, 19 % in DE`. */
async function vatOf(client: EcwidClient, signal: AbortSignal): Promise<string> {
  const rates = new Map<string, string[]>();
  for await (const part of readEcwidLookup(client, 'taxRates', signal)) {
    for (const { value } of part) {
      const [country, rate] = value.split('/');
      if (rate !== '0') rates.set(country, [...(rates.get(country) ?? []), rate]);
    }
  }
  const alike = new Map<string, string[]>();
  for (const [country, of] of rates) alike.set(of.join(', '), [...(alike.get(of.join(', ')) ?? []), country]);
  const line = ([of, countries]: [string, string[]]) => {
    const more = countries.length - COUNTRIES;
    return `${of} % in ${countries.slice(0, COUNTRIES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  return [...alike].map(line).join('; ');
}

/** Store name, currency, VAT coverage and missing scopes, as text for the dialog. */
export async function describeEcwid(client: EcwidClient, signal: AbortSignal) {
  // A token that was refused before stopped all traffic of this store; a person asks to try again.
  client.resume();
  const profile = (await client.request('GET', '/profile', { priority: 'order', signal })) as Profile;
  const refused: string[] = [];
  for (const [name, path] of ACCESS) {
    try {
      await client.request('GET', path, { query: { limit: 1 }, priority: 'order', signal });
    } catch (thrown) {
      if (!(thrown instanceof PackError && thrown.code === 'ECWID_SCOPE')) throw thrown;
      refused.push(name);
    }
  }
  const currency = profile.formatsAndUnits?.currency ?? '?';
  return {
    message: `Connected to the Ecwid store ${profile.settings?.storeName ?? ''}, currency ${currency}.`,
    facts: {
      prices: profile.taxSettings?.pricesIncludeTax === false ? 'without tax' : 'with tax',
      languages: (profile.languages?.enabledLanguages ?? []).join(', '),
      vat: await vatOf(client, signal),
      ...(refused.length > 0 ? { 'no access to': refused.join(', ') } : {}),
    },
  };
}
