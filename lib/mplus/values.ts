/**
 * Single values of the SOAP service and their form in a record, both ways. Every function is pure; a value that cannot be converted
 * throws ValueError, and the codec adds where it stands.
 */
import type { ScalarKind } from './contract';
import { isoDate, isoMoment, offsetOf, parseMoment } from './time';

/**
 * A record with the vendor's field names. List wrappers are plain arrays, money is cents, a quantity is one decimal number, `date` is
 * `yyyy-mm-dd`, `dateTime` is ISO text with the till's offset, a percentage is a number (21), whole numbers beyond 2^53 are text,
 * and what the service leaves out is absent.
 */
export type MplusRecord = Record<string, unknown>;

export interface ValueContext {
  /** IANA name of the till's time zone. */
  readonly timezone: string;
  /** 1 or 100: what one percent is on the wire (reference 2.3). */
  readonly percentFactor: number;
}

/** Says what is wrong with a value, without the value's place. */
export class ValueError extends Error {}

interface Scalar {
  /** Text of an element, never empty except for `string`. */
  read(text: string, context: ValueContext): unknown;
  /** Text for an element, not escaped yet. */
  write(value: unknown, context: ValueContext): string;
}

/** A whole number from the wire; beyond 2^53 it stays text so that no digit is lost. */
export function readInteger(text: string): number | string {
  return shortInteger(text) ?? anyInteger(text);
}

/** Up to 15 plain digits, which is nearly all there are: a third of the elements of a page are such numbers. */
function shortInteger(text: string): number | undefined {
  if (text.length === 0 || text.length > 15) return undefined;
  let number = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

function anyInteger(text: string): number | string {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) throw new ValueError(`"${trimmed.slice(0, 40)}" is no whole number`);
  const number = Number(trimmed);
  return Number.isSafeInteger(number) ? number : trimmed;
}

const LIMITS: Record<string, bigint> = { short: 2n ** 15n, int: 2n ** 31n, long: 2n ** 63n };

function writeInteger(value: unknown, kind: keyof typeof LIMITS): string {
  const usable = Number.isSafeInteger(value) || (typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()));
  if (!usable) throw new ValueError(`${show(value)} is no whole number`);
  const number = BigInt(typeof value === 'string' ? value.trim().replace(/^\+/, '') : (value as number));
  if (number >= LIMITS[kind] || number < -LIMITS[kind]) throw new ValueError(`${show(value)} is too large for ${kind}`);
  return number.toString();
}

/** A number or decimal text without exponent: `1e-7` → `0.0000001`. */
function plainDecimal(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : String(value);
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
  if (!match || (typeof value !== 'number' && typeof value !== 'string')) throw new ValueError(`${show(value)} is no number`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = (whole + fraction).padStart(whole.length + fraction.length + Math.max(0, 1 - point), '0');
  const split = Math.max(point, 1);
  const left = digits
    .slice(0, split)
    .padEnd(split, '0')
    .replace(/^0+(?=\d)/, '');
  const right = digits.slice(split).replace(/0+$/, '');
  const negative = sign === '-' && /[1-9]/.test(left + right);
  return `${negative ? '-' : ''}${left}${right ? `.${right}` : ''}`;
}

const MAX_PLACES = 6;

/**
 * A quantity as the service wants it: whole number and number of decimals, `0.53` → `{ digits: '53', places: 2 }`. Noise of binary
 * floats is removed (`0.1 + 0.2` is 0.3); more than six real decimals are refused.
 */
export function splitQuantity(value: unknown): { digits: string; places: number } {
  let text = plainDecimal(value);
  if (placesOf(text) > MAX_PLACES && typeof value === 'number') text = plainDecimal(Number(value.toPrecision(15)));
  const places = placesOf(text);
  if (places > MAX_PLACES) throw new ValueError(`${show(value)} has more than ${MAX_PLACES} decimals`);
  const digits = writeInteger(text.replace('.', ''), 'long');
  return { digits, places };
}

function placesOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** The decimal number of a whole number and its number of decimals; text when a number cannot hold its digits. */
export function joinQuantity(digits: number | string, places: number): number | string {
  if (typeof digits === 'number') return places === 0 ? digits : Number(`${digits}e${-places}`);
  return places === 0 ? digits : plainDecimal(`${digits}e${-places < 0 ? '' : '+'}${-places}`);
}

function readBoolean(text: string): boolean {
  const value = BOOLEANS[text.trim()];
  if (value === undefined) throw new ValueError(`"${text.slice(0, 40)}" is neither true nor false`);
  return value;
}

const BOOLEANS: Record<string, boolean> = { true: true, '1': true, false: false, '0': false };

function writeBoolean(value: unknown): string {
  // An empty boolean element makes the service fault (reference 1.1), so nothing but a real boolean gets through.
  if (typeof value !== 'boolean') throw new ValueError(`${show(value)} is neither true nor false`);
  return String(value);
}

function writeString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new ValueError(`${show(value)} is no text`);
}

function readDecimal(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number)) throw new ValueError(`"${text.slice(0, 40)}" is no number`);
  return number;
}

function writeCents(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value) && !Number.isSafeInteger(value)) {
    throw new ValueError(`money is a whole number of cents (19.95 is 1995), not ${value}`);
  }
  return writeInteger(value, 'long');
}

function readPercent(text: string, { percentFactor }: ValueContext): number {
  return Number(readInteger(text)) / percentFactor;
}

function writePercent(value: unknown, { percentFactor }: ValueContext): string {
  const scaled = Number(plainDecimal(value)) * percentFactor;
  const whole = Math.round(scaled);
  if (Math.abs(scaled - whole) > 1e-6) throw new ValueError(`${show(value)} percent cannot be sent to this installation`);
  return writeInteger(whole, 'int');
}

function momentOf(value: unknown, { timezone }: ValueContext) {
  const clock = typeof value === 'string' ? parseMoment(value, timezone) : undefined;
  if (!clock) throw new ValueError(`${show(value)} is no date as in 2026-06-12 or 2026-06-12T13:45:30+02:00`);
  return clock;
}

function readXsdDate(text: string): string {
  return text.trim().slice(0, 10);
}

function readXsdDateTime(text: string, { timezone }: ValueContext): string {
  const clock = parseMoment(text, timezone);
  return clock ? isoMoment(clock, timezone) : text.trim();
}

/** Children of SoapMplusDate and SoapMplusDateTime in schema order (reference 2.4). */
export const DATE_PARTS = ['day', 'mon', 'year'] as const;
export const DATE_TIME_PARTS = ['sec', 'min', 'hour', 'day', 'mon', 'year', 'isdst', 'timezone'] as const;

/** A date or moment of a record as the parts of the vendor's structures; `timezone` is the offset in minutes, as its client sends it. */
export function writeMoment(value: unknown, context: ValueContext): Record<(typeof DATE_TIME_PARTS)[number], number | boolean> {
  const clock = momentOf(value, context);
  return {
    sec: clock.second,
    min: clock.minute,
    hour: clock.hour,
    day: clock.day,
    mon: clock.month,
    year: clock.year,
    isdst: false,
    timezone: offsetOf(clock, context.timezone),
  };
}

export const SCALARS: Record<Exclude<ScalarKind, 'quantity'>, Scalar> = {
  string: { read: (text) => text, write: writeString },
  enum: { read: (text) => text.trim(), write: writeString },
  boolean: { read: readBoolean, write: writeBoolean },
  short: { read: readInteger, write: (value) => writeInteger(value, 'short') },
  int: { read: readInteger, write: (value) => writeInteger(value, 'int') },
  long: { read: readInteger, write: (value) => writeInteger(value, 'long') },
  decimal: { read: readDecimal, write: plainDecimal },
  cents: { read: readInteger, write: writeCents },
  percent: { read: readPercent, write: writePercent },
  xsdDate: { read: readXsdDate, write: (value, context) => isoDate(momentOf(value, context)) },
  xsdDateTime: { read: readXsdDateTime, write: (value, context) => isoMoment(momentOf(value, context), context.timezone) },
};

/** A value as it may stand in an error: short, and never the content of a structure. */
function show(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a structure' : String(value);
}
