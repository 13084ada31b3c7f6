import { Random } from '../random';
import type { Shop } from '../shop';
import { GROUPS } from './catalogue';
import { createOrders } from './orders';
import { CUSTOMER_LIST, RELATION_LIST } from './people';
import { createProducts } from './products';
import { SETTINGS } from './settings';

export interface DemoShopOptions {
  /** Decides prices and stock of the generated products and the everyday orders. */
  seed?: number;
  /** Number of products, at least the hand-written ones; many have several articles. */
  products?: number;
  /** Epoch milliseconds; sale periods lie around it. */
  now?: number;
}

/**
 * A Dutch shop for clothing, coffee and tea, cheese and household goods with two branches. The SKU of everything in the webshop is
 * the article number. The same options give the same shop.
 */
export function createDemoShop({ seed = 1, products: count = 200, now = Date.now() }: DemoShopOptions = {}): Shop {
  const random = new Random(seed);
  // Orders first: their numbers must not depend on the size of the catalogue.
  const orderRandom = new Random(random.int(0, 2 ** 31));
  const products = createProducts(count, { random, now });
  return {
    ...structuredClone(SETTINGS),
    groups: structuredClone(GROUPS),
    products,
    relations: structuredClone(RELATION_LIST),
    customers: structuredClone(CUSTOMER_LIST),
    orders: createOrders(products, orderRandom),
  };
}
