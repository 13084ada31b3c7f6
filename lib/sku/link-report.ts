/** The link doctor: what stands in the way of finding the articles of the till by the SKUs of the shop, before going live (92). */
import { normaliseSku, type SkuRule, skuQuery, skusOf } from './rules';

type Json = Record<string, unknown>;

export const LINK_PROBLEMS = [
  'noSku',
  'notNumeric',
  'padded',
  'duplicateInShop',
  'duplicateInTill',
  'missingInTill',
  'missingInShop',
  'structure',
  'eanClash',
] as const;

export type LinkProblemKind = (typeof LINK_PROBLEMS)[number];

export interface LinkProblem {
  readonly kind: LinkProblemKind;
  readonly sku: string;
  /** What a person reads. */
  readonly text: string;
  readonly productIds: readonly number[];
  readonly articleNumbers: readonly number[];
}

export interface LinkReport {
  readonly checked: { readonly shop: number; readonly till: number };
  readonly matched: number;
  readonly counts: Readonly<Record<LinkProblemKind, number>>;
  readonly problems: readonly LinkProblem[];
}

/** What carries a SKU in the shop: a product without variations, or a variation. */
interface Offer {
  readonly sku: string;
  readonly key: string | undefined;
  readonly name: string;
  readonly productId: number;
  readonly upc: string;
  readonly problem?: LinkProblemKind;
  readonly text?: string;
}

interface Card {
  readonly articleNumber: number;
  readonly productNumber: number;
  readonly name: string;
  readonly keys: readonly string[];
  readonly barcodes: readonly string[];
  /** The article belongs into the shop: for the webshop, and in use. */
  readonly wanted: boolean;
}

const SHAPE: Record<string, LinkProblemKind> = { SKU_MISSING: 'noSku', SKU_NOT_NUMERIC: 'notNumeric', SKU_PADDED: 'padded' };

/** Collects both sides record by record, so that pages can go as they come; only what is compared stays in memory. */
export class LinkDoctor {
  readonly #offers: Offer[] = [];
  readonly #cards: Card[] = [];

  constructor(private readonly rule: SkuRule) {}

  /** A product of the shop with its `combinations` (Ecwid reference 3). */
  addShopProduct(product: Json): void {
    const variations = (Array.isArray(product.combinations) ? product.combinations : []) as Json[];
    const productId = Number(product.id);
    const name = String(product.name ?? '');
    const own = variations.length === 0 ? [product] : variations;
    for (const record of own) this.#offers.push(this.#offer(record, productId, name));
  }

  /** A product of the till with its `articleList` (reference 3). */
  addTillProduct(product: Json): void {
    for (const article of (Array.isArray(product.articleList) ? product.articleList : []) as Json[]) {
      const keys = skusOf(article, this.rule).flatMap((sku) => this.#keyOf(sku) ?? []);
      this.#cards.push({
        articleNumber: Number(article.articleNumber),
        productNumber: Number(product.productNumber),
        name: String(article.description ?? product.description ?? ''),
        keys,
        barcodes: skusOf(article, 'barcode'),
        wanted: article.webshop === true && article.active !== false && article.discontinued !== true,
      });
    }
  }

  /** Problems in the order of LINK_PROBLEMS, then by SKU. */
  report(): LinkReport {
    const byKey = grouped(this.#cards, ({ keys }) => keys);
    const offered = grouped(this.#offers, ({ key }) => (key === undefined ? [] : [key]));
    const problems = [
      ...this.#unreadable(),
      ...duplicatesInShop(offered),
      ...duplicatesInTill(byKey),
      ...missing(offered, byKey, this.#cards),
      ...structure(offered, byKey),
      ...eanClashes(this.#offers, this.#cards, byKey),
    ];
    const order = (problem: LinkProblem) => LINK_PROBLEMS.indexOf(problem.kind);
    problems.sort((a, b) => order(a) - order(b) || a.sku.localeCompare(b.sku, 'en', { numeric: true }));
    const counts = Object.fromEntries(LINK_PROBLEMS.map((kind) => [kind, problems.filter((each) => each.kind === kind).length]));
    return {
      checked: { shop: this.#offers.length, till: this.#cards.length },
      matched: [...offered.keys()].filter((key) => byKey.has(key)).length,
      counts: counts as Record<LinkProblemKind, number>,
      problems,
    };
  }

  #offer(record: Json, productId: number, name: string): Offer {
    const sku = normaliseSku(record.sku);
    const query = skuQuery(record.sku, this.rule);
    const upc = (Array.isArray(record.attributes) ? (record.attributes as Json[]) : []).find(({ type }) => type === 'UPC');
    const common = { sku, name, productId, upc: String(upc?.value ?? '').trim() };
    return 'value' in query
      ? { ...common, key: query.value }
      : { ...common, key: undefined, problem: SHAPE[query.problem], text: query.text };
  }

  #keyOf(sku: string): string | undefined {
    const query = skuQuery(sku, this.rule);
    return 'value' in query ? query.value : undefined;
  }

  #unreadable(): LinkProblem[] {
    return this.#offers.flatMap(({ problem, text, sku, productId, name }) =>
      problem === undefined
        ? []
        : [{ kind: problem, sku, text: `${text} Product "${name}" of the shop.`, productIds: [productId], articleNumbers: [] }],
    );
  }
}

function grouped<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

const numbersOf = (cards: readonly Card[] = []) => cards.map(({ articleNumber }) => articleNumber);
const idsOf = (offers: readonly Offer[] = []) => [...new Set(offers.map(({ productId }) => productId))];

function duplicatesInShop(offered: ReadonlyMap<string, Offer[]>): LinkProblem[] {
  return [...offered.values()]
    .filter((offers) => offers.length > 1)
    .map((offers) => ({
      kind: 'duplicateInShop',
      sku: offers[0].sku,
      text: `${offers.length} products or variations of the shop have this SKU: ${offers.map(({ name }) => `"${name}"`).join(', ')}.`,
      productIds: idsOf(offers),
      articleNumbers: [],
    }));
}

function duplicatesInTill(byKey: ReadonlyMap<string, Card[]>): LinkProblem[] {
  return [...byKey]
    .filter(([, cards]) => cards.length > 1)
    .map(([sku, cards]) => ({
      kind: 'duplicateInTill',
      sku,
      text: `${cards.length} articles of the till have this SKU: ${numbersOf(cards).join(', ')}.`,
      productIds: [],
      articleNumbers: numbersOf(cards),
    }));
}

function missing(
  offered: ReadonlyMap<string, Offer[]>,
  byKey: ReadonlyMap<string, Card[]>,
  cards: readonly Card[],
): LinkProblem[] {
  const inTill = [...offered]
    .filter(([key]) => !byKey.has(key))
    .map(
      ([, offers]): LinkProblem => ({
        kind: 'missingInTill',
        sku: offers[0].sku,
        text: `Product "${offers[0].name}" of the shop has no article in the till.`,
        productIds: idsOf(offers),
        articleNumbers: [],
      }),
    );
  const inShop = cards
    .filter(({ wanted, keys }) => wanted && !keys.some((key) => offered.has(key)))
    .map(
      (card): LinkProblem => ({
        kind: 'missingInShop',
        sku: card.keys[0] ?? '',
        text: `Article ${card.articleNumber} "${card.name}" is for the webshop, but the shop does not have it.`,
        productIds: [],
        articleNumbers: [card.articleNumber],
      }),
    );
  return [...inTill, ...inShop];
}

/** One product on one side and several on the other: sizes and colours would be torn apart or thrown together. */
function structure(offered: ReadonlyMap<string, Offer[]>, byKey: ReadonlyMap<string, Card[]>): LinkProblem[] {
  const shopOf = new Map<number, Set<number>>();
  const tillOf = new Map<number, Set<number>>();
  const add = (map: Map<number, Set<number>>, from: number, to: number) => map.set(from, (map.get(from) ?? new Set()).add(to));
  const cardsOf = new Map<number, Card[]>();
  for (const [key, offers] of offered) {
    const cards = byKey.get(key) ?? [];
    // A SKU that several have is a problem of its own.
    if (offers.length > 1 || cards.length > 1) continue;
    for (const card of cards) {
      cardsOf.set(card.productNumber, [...(cardsOf.get(card.productNumber) ?? []), card]);
      for (const { productId } of offers) {
        add(shopOf, card.productNumber, productId);
        add(tillOf, productId, card.productNumber);
      }
    }
  }
  const split = [...shopOf]
    .filter(([, products]) => products.size > 1)
    .map(([productNumber, products]): LinkProblem => {
      const cards = cardsOf.get(productNumber) ?? [];
      return {
        kind: 'structure',
        sku: cards[0]?.keys[0] ?? '',
        text: `The till has these articles in one product (${productNumber}), the shop has ${products.size} products.`,
        productIds: [...products],
        articleNumbers: numbersOf(cards),
      };
    });
  const joined = [...tillOf]
    .filter(([, products]) => products.size > 1)
    .map(
      ([productId, products]): LinkProblem => ({
        kind: 'structure',
        sku: '',
        text: `The shop has one product (${productId}) for articles that are in ${products.size} products of the till: ${[...products].join(', ')}.`,
        productIds: [productId],
        articleNumbers: [...products].flatMap((number) => numbersOf(cardsOf.get(number))),
      }),
    );
  return [...split, ...joined];
}

/** A barcode that leads to another article than the SKU does. */
function eanClashes(offers: readonly Offer[], cards: readonly Card[], byKey: ReadonlyMap<string, Card[]>): LinkProblem[] {
  const byBarcode = grouped(cards, ({ barcodes }) => barcodes);
  const inShop = offers.flatMap(({ upc, key, sku, name, productId }): LinkProblem[] => {
    const holders = byBarcode.get(upc) ?? [];
    const own = key === undefined ? [] : (byKey.get(key) ?? []);
    const others = holders.filter((card) => !own.includes(card));
    if (others.length === 0 || own.length === 0) return [];
    return [
      {
        kind: 'eanClash',
        sku,
        text: `Product "${name}" of the shop has the barcode ${upc} of article ${numbersOf(others).join(', ')}.`,
        productIds: [productId],
        articleNumbers: numbersOf(others),
      },
    ];
  });
  const inTill = [...byBarcode]
    .filter(([, holders]) => holders.length > 1)
    .map(
      ([barcode, holders]): LinkProblem => ({
        kind: 'eanClash',
        sku: holders[0].keys[0] ?? '',
        text: `${holders.length} articles of the till have the barcode ${barcode}: ${numbersOf(holders).join(', ')}.`,
        productIds: [],
        articleNumbers: numbersOf(holders),
      }),
    );
  return [...inShop, ...inTill];
}
