/** The settings of a connection to the till service, checked once. */
import { MplusError } from './errors';
import { isTimezone } from './time';

export interface MplusConnection {
  readonly host: string;
  /** A port per customer at the vendor's host (reference 1.2). */
  readonly port?: number;
  /** False only for a loopback host: the secret is part of the address. */
  readonly tls: boolean;
  readonly ident: string;
  readonly secret: string;
  /** IANA time zone of the till. */
  readonly timezone: string;
  /** What one percent is on the wire; `auto` decides by the VAT rates of the till. */
  readonly percentScale: 'auto' | '1' | '100';
  /** Seconds for a whole call. */
  readonly timeout: number;
  /** Calls at the same time. */
  readonly concurrency: number;
}

type Check = readonly [fails: (connection: MplusConnection) => boolean, sentence: string];

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;

const CHECKS: readonly Check[] = [
  [
    ({ host }) => !/^([\w-]+(\.[\w-]+)*\.?|\[?[\da-f]*:[\da-f:.]*\]?)$/i.test(host),
    'the host must be a host name without https:// and path',
  ],
  [
    ({ port }) => port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536),
    'the port must be a number from 1 to 65535',
  ],
  [
    ({ tls, host }) => !tls && !LOOPBACK.test(host),
    'TLS can be switched off for this machine itself only, because the secret travels in the address',
  ],
  [({ ident }) => ident === '', 'the ident is missing'],
  [({ secret }) => secret === '', 'the secret is missing'],
  [({ timezone }) => !isTimezone(timezone), 'the time zone is unknown'],
  [({ percentScale }) => !['auto', '1', '100'].includes(percentScale), 'the percent scale must be auto, 1 or 100'],
  [({ timeout }) => !(timeout > 0), 'the time limit must be more than 0 seconds'],
  [({ concurrency }) => !(Number.isInteger(concurrency) && concurrency > 0), 'at least one call at a time must be allowed'],
];

/** Throws MplusError MPLUS_CONFIG with the first thing that is wrong. */
export function checkConnection(connection: MplusConnection): void {
  const failed = CHECKS.find(([fails]) => fails(connection));
  if (failed) throw new MplusError('MPLUS_CONFIG', `The MplusKASSA connection cannot be used: ${failed[1]}.`);
}

/** `https://api.mpluskassa.nl:12345/` */
export function baseUrl({ host, port, tls }: MplusConnection): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${name}${port === undefined ? '' : `:${port}`}/`;
}

/** A function that takes ident and secret out of any text, also in the forms they have in a URL. */
export function masking({ ident, secret }: Pick<MplusConnection, 'ident' | 'secret'>): (text: string) => string {
  const forms = [secret, ident].flatMap((word) => [
    word,
    encodeURIComponent(word),
    new URLSearchParams([['', word]]).toString().slice(1),
  ]);
  const words = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => words.reduce((masked, word) => masked.replaceAll(word, '***'), text);
}
