import type { Random } from '../random';
import type { ShopArticle, ShopProduct } from '../shop';
import { COLOURS, DEPARTMENTS, GOODS, type GoodsTraits, MODELS, NOUNS, SIZES, text, VARIANTS } from './catalogue';

const DAY = 86_400_000;

/** Product numbers below are the hand-written range. */
export const FIRST_GENERATED = 1000;

interface Surroundings {
  random: Random;
  /** Epoch milliseconds; sale periods lie around it. */
  now: number;
}

/** The hand-written range, and behind it as many generated products as it takes to have `count` in all. */
export function createProducts(count: number, surroundings: Surroundings): ShopProduct[] {
  const products = [
    ...GOODS.map(([articleNumber, group, price, names, traits = {}]) =>
      product(articleNumber, group, names, traits, [{ articleNumber, price }], surroundings),
    ),
    ...VARIANTS.map(([first, group, price, names, colours, sizes, traits = {}]) =>
      product(first, group, names, traits, variants(first, price, colours, sizes), surroundings),
    ),
  ];
  const byHand = products.length;
  for (let index = 0; products.length < count; index++) products.push(generated(index, surroundings));
  return products.map((entry, index) => ({
    ...entry,
    productNumber: index < byHand ? 100 + index : FIRST_GENERATED + index - byHand,
  }));
}

interface Variant {
  articleNumber: number;
  price: number;
  colour?: string;
  size?: string;
}

function variants(first: number, price: number, colours: string[], sizes: string[]): Variant[] {
  const every = (values: string[]) => (values.length === 0 ? [undefined] : values);
  return every(colours).flatMap((colour, c) =>
    every(sizes).map((size, s) => ({
      articleNumber: first + c * Math.max(sizes.length, 1) + s,
      // The largest size costs more, so that a variation has a price of its own.
      price: size === 'XXL' ? price + 200 : price,
      ...(colour === undefined ? {} : { colour }),
      ...(size === undefined ? {} : { size }),
    })),
  );
}

/** One product of the generated rest; what it is depends on `index` alone, its price and stock on the seed. */
function generated(index: number, surroundings: Surroundings): ShopProduct {
  const [group, lowest, highest, ...noun] = NOUNS[index % NOUNS.length];
  const round = Math.floor(index / NOUNS.length);
  const serial = Math.floor(round / MODELS.length);
  const model = `${MODELS[round % MODELS.length]}${serial === 0 ? '' : ` ${serial + 1}`}`;
  const names: [string, string, string] = [`${noun[0]} ${model}`, `${noun[1]} ${model}`, `${noun[2]} ${model}`];
  const price = Math.round(surroundings.random.int(lowest, highest) / 5) * 5;
  const first = 100_000 + index * 10;
  const colours = Object.keys(COLOURS).slice(round % 3, (round % 3) + 2);
  const articles =
    group === 11 || group === 13
      ? variants(first, price, colours, SIZES.slice(1, 4))
      : group === 14
        ? variants(first, price, [], SIZES.slice(1, 4))
        : [{ articleNumber: first, price }];
  const traits: GoodsTraits = {
    notYetInWebshop: index % 4 === 3,
    inactive: index % 25 === 24,
    tillOnly: index % 12 === 5,
    ...(index % 20 === 8 ? { sale: [20, -2, 12] } : {}),
  };
  return product(first, group, names, traits, articles, surroundings);
}

function product(
  number: number,
  groupNumber: number,
  names: [string, string, string],
  traits: GoodsTraits,
  articles: Variant[],
  surroundings: Surroundings,
): ShopProduct {
  const department = DEPARTMENTS[String(groupNumber)[0]];
  return {
    productNumber: number,
    name: text(names),
    ...(traits.service ? {} : { description: text(traits.description ?? department.blurb) }),
    groupNumbers: [groupNumber],
    articles: articles.map((variant) => article(variant, groupNumber, names[0], traits, surroundings)),
    inWebshop: !traits.tillOnly && !traits.notYetInWebshop && !traits.inactive,
  };
}

function article(
  variant: Variant,
  groupNumber: number,
  name: string,
  traits: GoodsTraits,
  { random, now }: Surroundings,
): ShopArticle {
  const { articleNumber, price, colour, size } = variant;
  const department = DEPARTMENTS[String(groupNumber)[0]];
  const isVariant = colour !== undefined || size !== undefined;
  const date = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10);
  return {
    articleNumber,
    pluNumber: String(articleNumber).padStart(department.pluDigits, '0'),
    ...(isVariant ? { externalId: `VAR-${articleNumber}` } : {}),
    ...(traits.service ? {} : { barcode: barcode(articleNumber, department.pluDigits === 6) }),
    description: [name, colour, size].filter((part) => part !== undefined).join(' '),
    ...(colour === undefined ? {} : { colour }),
    ...(size === undefined ? {} : { size }),
    ...(department.brand === '' ? {} : { brand: department.brand }),
    vatCode: traits.vatCode ?? department.vatCode,
    turnoverGroup: traits.turnoverGroup ?? department.turnoverGroup,
    priceIncl: price,
    purchasePrice: Math.round(price * 0.45),
    ...(traits.sale === undefined
      ? {}
      : {
          sale: {
            priceIncl: Math.round((price * (100 - traits.sale[0])) / 500) * 5,
            from: date(traits.sale[1]),
            through: date(traits.sale[2]),
          },
        }),
    active: !traits.inactive,
    webshop: !traits.tillOnly,
    stockArticle: !traits.service,
    weighed: traits.weighed ?? false,
    ...(traits.weight === undefined ? {} : { weight: traits.weight }),
    stock: traits.service ? {} : stock(traits, random),
  };
}

/** Some articles are sold out, some were sold below zero. */
function stock(traits: GoodsTraits, random: Random): Record<number, number> {
  if (traits.stock) return { 1: traits.stock[0], 2: traits.stock[1] };
  const amount = (most: number) => (traits.weighed ? random.int(0, most * 1000) / 1000 : random.int(0, most));
  const chance = random.next();
  if (chance < 0.05) return { 1: 0, 2: 0 };
  if (chance < 0.08) return { 1: -2, 2: 0 };
  return { 1: amount(60), 2: amount(25) };
}

/** EAN-13 of the ranges that every shop may use for itself; the one with a leading zero is what a 12-digit code becomes. */
function barcode(articleNumber: number, leadingZero: boolean): string {
  const digits = `${leadingZero ? '04' : '29'}${String(articleNumber).padStart(10, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
