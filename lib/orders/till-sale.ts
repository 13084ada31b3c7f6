/** An order of the till as the shop can take it: whole quantities, prices and VAT in cents that come to the till's own totals. Pure. */
import { HoldError } from '../errors';
import { allocate, formatCents } from '../money';
import { countryCodeOf } from './countries';
import { tillOrderNumber } from './status';

type Json = Readonly<Record<string, unknown>>;

export interface TillSale {
  readonly pricesIncludeTax: boolean;
  readonly reverseCharge: boolean;
  /** Of the order in the till. */
  readonly number: string;
  /** Cents, VAT included. */
  readonly total: number;
  readonly lines: readonly TillSaleLine[];
  readonly invoiceAddress?: ShopPerson;
  readonly deliveryAddress?: ShopPerson;
}

export interface TillSaleLine {
  readonly articleNumber: number;
  readonly text: string;
  /** Whole, as the shop counts. */
  readonly quantity: number;
  /** Cents each, discounts taken off; with VAT when `pricesIncludeTax`. */
  readonly price: number;
  /** Percent. */
  readonly vatRate: number;
  /** Cents of the whole line. */
  readonly vat: number;
}

/** A person as the shop writes one (Ecwid reference 5.2). */
export interface ShopPerson {
  readonly name: string;
  readonly companyName: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly countryCode?: string;
}

interface Counted {
  readonly line: Json;
  readonly data: Json;
  readonly quantity: number;
  /** Cents of the whole line, with VAT when prices include it. */
  readonly amount: number;
}

const objects = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const cents = (value: unknown): number => Number(value ?? 0);

/** Throws HoldError `ORDER_TILL_RETURN` for goods taken back, `ORDER_TILL_LINES` when the lines do not come to the total. */
export function tillSale(order: Json): TillSale {
  const method = String(order.vatMethod ?? 'VAT-METHOD-INCLUSIVE');
  const pricesIncludeTax = method === 'VAT-METHOD-INCLUSIVE';
  const taxed = pricesIncludeTax || method === 'VAT-METHOD-EXCLUSIVE';
  const counted = objects(order.lineList)
    .flatMap((line) => [line, ...objects(line.preparationList)])
    .map((line) => count(line, pricesIncludeTax))
    // Lines of text only.
    .filter(({ line, amount }) => line.articleNumber !== 0 || amount !== 0);
  const returned = counted.find(({ quantity, amount }) => quantity <= 0 || amount < 0);
  if (returned)
    throw held(tillOrderNumber(order), 'ORDER_TILL_RETURN', `"${returned.line.text}" is taken back, which the shop cannot show.`);
  const vat = taxed ? vatOf(order, counted) : counted.map(() => 0);
  const lines = counted.map((each, place) => lineOf(order, each, vat[place], taxed));
  const sum = counted.reduce((total, { amount }, place) => total + amount + (pricesIncludeTax ? 0 : vat[place]), 0);
  const total = cents(order.totalInclAmount);
  if (sum !== total)
    throw held(
      tillOrderNumber(order),
      'ORDER_TILL_LINES',
      `its lines come to ${formatCents(sum)}, its total is ${formatCents(total)}.`,
    );
  return {
    pricesIncludeTax,
    reverseCharge: method === 'VAT-METHOD-SHIFTED',
    number: tillOrderNumber(order),
    total,
    lines,
    invoiceAddress: personOf(order.invoiceAddress),
    deliveryAddress: personOf(order.deliveryAddress),
  };
}

const HINTS = {
  ORDER_TILL_RETURN: 'Skip the record, or enter the order in the shop by hand.',
  ORDER_TILL_LINES: 'Look at the order in the till; skip the record, or enter the order in the shop by hand.',
  ORDER_SHOP_TOTAL: 'Correct the mapping; it has to carry every line, price and VAT amount over unchanged.',
};

function held(number: string, code: keyof typeof HINTS, sentence: string): HoldError {
  return new HoldError({ code, message: `Order ${number} of the till: ${sentence}`, hint: HINTS[code] });
}

/** Compares the items of a mapped order for the shop with the sale. Throws HoldError `ORDER_SHOP_TOTAL` when it is another amount. */
export function checkShopTotal(sale: TillSale, mapped: Json): void {
  const pricesIncludeTax = mapped.pricesIncludeTax === true;
  const items = objects(mapped.items).map(({ price, quantity, vat }) => ({
    amount: Number(price) * Number(quantity),
    vat: Number(vat),
  }));
  const sum = items.reduce((total, { amount, vat }) => total + amount + (pricesIncludeTax ? 0 : vat), 0);
  if (sum === sale.total && mapped.total === sale.total) return;
  throw held(
    sale.number,
    'ORDER_SHOP_TOTAL',
    `the mapped items come to ${formatCents(sum)}, the till sold for ${formatCents(sale.total)}.`,
  );
}

function count(line: Json, pricesIncludeTax: boolean): Counted {
  const data = (line.data ?? {}) as Json;
  return {
    line,
    data,
    quantity: Number(data.quantity ?? 0),
    amount: cents(pricesIncludeTax ? data.totalInclAmount : data.totalExclAmount),
  };
}

/** The till's VAT per code spread over its lines, so that the shop comes to the same per rate (reference 6.1: do not recompute). */
function vatOf(order: Json, counted: readonly Counted[]): number[] {
  const vat = counted.map(({ data }) => cents(data.totalInclAmount) - cents(data.totalExclAmount));
  for (const group of objects(order.vatGroupList)) {
    if (group.vatAmount === undefined) continue;
    const places = counted.flatMap(({ data }, place) => (data.vatCode === group.vatCode ? [place] : []));
    const shares = allocate(
      cents(group.vatAmount),
      places.map((place) => counted[place].amount),
    );
    for (const [index, place] of places.entries()) vat[place] = shares[index];
  }
  return vat;
}

/** The shop counts whole pieces at one price; a weighed quantity, or a discount that does not divide, becomes one piece. */
function lineOf(order: Json, { line, data, quantity, amount }: Counted, vat: number, taxed: boolean): TillSaleLine {
  const group = objects(order.vatGroupList).find(({ vatCode }) => vatCode === data.vatCode);
  const facts = {
    articleNumber: Number(line.articleNumber),
    vatRate: taxed ? Number(data.vatPercentage ?? group?.vatPercentage ?? 0) : 0,
    vat,
  };
  const text = String(line.text ?? '');
  if (Number.isInteger(quantity) && amount % quantity === 0) return { ...facts, text, quantity, price: amount / quantity };
  return { ...facts, text: `${quantity} × ${text}`, quantity: 1, price: amount };
}

function personOf(value: unknown): ShopPerson | undefined {
  const { name, contact, companyName, address, zipcode, city, country } = (value ?? {}) as Record<string, string | undefined>;
  if (!address && !city) return undefined;
  const countryCode = countryCodeOf(country ?? '');
  return {
    name: contact || name || '',
    companyName: companyName || (contact && name !== contact ? (name ?? '') : ''),
    street: address ?? '',
    postalCode: zipcode ?? '',
    city: city ?? '',
    ...(countryCode && { countryCode }),
  };
}
