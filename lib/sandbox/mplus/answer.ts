import type { Field, Type } from '../../mplus/contract';
import { ENUMS, NAMESPACE, typeOf } from '../../mplus/contract';
import type { Switches } from '../switches';
import type { Fields } from './entities';
import type { SoapFault } from './fault';
import { utcOffset } from './time';

/** In place of a value: leave the element out although the schema calls it mandatory. */
export const OMIT: unique symbol = Symbol('omit');

type Style = Pick<Switches, 'mplusPercentFactor' | 'mplusOmitDecimalPlaces' | 'mplusTimestamps'>;

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const OPEN = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="${NAMESPACE}">`;

/** The response envelope of an answer record, elements in schema order, prefixes as the vendor's service writes them (reference 1.1). */
export function writeAnswer(type: Type, answer: Fields, style: Style): string {
  const body = element(type.name, fieldsOf(type, answer, style));
  return `${HEAD}${OPEN}<SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
}

/** The envelope of a fault; its children are in no namespace (reference 1.7). */
export function writeFault(fault: SoapFault): string {
  return (
    `${HEAD}${OPEN}<SOAP-ENV:Body><SOAP-ENV:Fault>` +
    `<faultcode>SOAP-ENV:${escapeText(fault.code)}</faultcode>` +
    `<faultstring>${escapeText(fault.message)}</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>`
  );
}

function element(name: string, content: string): string {
  return `<ns:${name}>${content}</ns:${name}>`;
}

function fieldsOf(type: Type, record: Fields, style: Style): string {
  // Joined record by record: one long chain of concatenations keeps the garbage collector busy on large answers.
  const xml: string[] = [];
  for (const field of type.fields) {
    const value = record[field.name];
    if (value === OMIT) continue;
    if (field.cardinality === '*' || field.cardinality === '+') {
      for (const entry of (value as unknown[] | undefined) ?? []) xml.push(elementOf(field, entry, style));
    } else if (value !== undefined && value !== null) {
      if (!(style.mplusOmitDecimalPlaces && value === 0 && isCompanion(type, field))) xml.push(elementOf(field, value, style));
    } else if (field.cardinality === '1') {
      xml.push(elementOf(field, NOTHING[field.kind] ?? firstOf(field), style));
    }
  }
  return xml.join('');
}

function elementOf(field: Field, value: unknown, style: Style): string {
  if (field.kind === 'type') return element(field.name, fieldsOf(typeOf(field.of!), value as Fields, style));
  if (field.kind === 'list') {
    const items = (value as unknown[]).map((entry) => elementOf(field.item!, entry, style));
    return element(field.name, items.join(''));
  }
  return element(field.name, TEXT[field.kind]?.(value, style) ?? (typeof value === 'string' ? escapeText(value) : String(value)));
}

const companions = new Map<Type, Set<string | undefined>>();

function isCompanion(type: Type, field: Field): boolean {
  let names = companions.get(type);
  if (!names) {
    names = new Set(type.fields.map((other) => other.companion));
    companions.set(type, names);
  }
  return names.has(field.name);
}

/** What a mandatory element holds when there is nothing to say (reference 10.3). */
const NOTHING: { [Kind in Field['kind']]?: unknown } = {
  string: '',
  boolean: false,
  int: 0,
  long: 0,
  short: 0,
  decimal: 0,
  cents: 0,
  quantity: 0,
  percent: 0,
  date: '0000-00-00',
  dateTime: '0000-00-00T00:00:00',
  type: {},
  list: [],
};

function firstOf(field: Field): string {
  return field.kind === 'enum' ? (ENUMS as Record<string, readonly string[]>)[field.of!][0] : '';
}

const TEXT: { [Kind in Field['kind']]?: (value: unknown, style: Style) => string } = {
  date: (value) => dateOf(String(value)),
  dateTime: (value, style) => dateTimeOf(String(value), style),
  percent: (value, style) => String(Math.round(Number(value) * style.mplusPercentFactor)),
  decimal: (value) => String(Number(Number(value).toFixed(4))),
  xsdDateTime: (value) => `${value}${offsetText(utcOffset(String(value)))}`,
};

function offsetText(minutes: number): string {
  return `+${String(minutes / 60).padStart(2, '0')}:00`;
}

function dateOf(date: string): string {
  const [year, mon, day] = date.split('-').map(Number);
  return element('day', `${day}`) + element('mon', `${mon}`) + element('year', `${year}`);
}

function dateTimeOf(wall: string, style: Style): string {
  const [hour, min, sec] = wall.slice(11, 19).split(':').map(Number);
  const offset = wall.startsWith('0000') ? 0 : utcOffset(wall);
  return (
    element('sec', `${sec}`) +
    element('min', `${min}`) +
    element('hour', `${hour}`) +
    dateOf(wall.slice(0, 10)) +
    element('isdst', `${style.mplusTimestamps === 'dst' && offset === 120}`) +
    element('timezone', `${style.mplusTimestamps === 'zero' ? 0 : offset}`)
  );
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Text as element content; characters XML cannot carry are dropped. */
export function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what has to go
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>\r]/g, (sign) => ENTITIES[sign]);
}
