import assert from 'node:assert/strict';
import { createDemoShop } from '../../../lib/sandbox/demo-shop';
import type { ShopArticle, ShopOrder } from '../../../lib/sandbox/shop';

const NOW = Date.UTC(2026, 5, 12, 12);

describe('demo shop', () => {
  const shop = createDemoShop({ now: NOW });
  const articles = shop.products.flatMap((product) => product.articles);
  const bySku = new Map(articles.map((article) => [String(article.articleNumber), article]));
  const inWebshop = new Set(
    shop.products
      .filter((product) => product.inWebshop)
      .flatMap((product) => product.articles.map((article) => String(article.articleNumber))),
  );
  const scenario = (name: string): ShopOrder => {
    const found = shop.orders.find((order) => order.scenario === name);
    assert.ok(found, `no order shows ${name}`);
    return found;
  };
  const unique = (values: unknown[]) => new Set(values).size === values.length;

  it('is the same for the same seed and another for another', () => {
    assert.deepEqual(createDemoShop({ now: NOW, seed: 3 }), createDemoShop({ now: NOW, seed: 3 }));
    assert.notDeepEqual(createDemoShop({ now: NOW, seed: 3 }).products, createDemoShop({ now: NOW, seed: 4 }).products);
  });

  it('has as many products as asked, never fewer than the hand-written ones, with the same orders', () => {
    assert.equal(shop.products.length, 200);
    const large = createDemoShop({ now: NOW, products: 5000 });
    assert.equal(large.products.length, 5000);
    assert.equal(
      new Set(large.products.flatMap((product) => product.articles.map((article) => article.articleNumber))).size > 5000,
      true,
    );
    const small = createDemoShop({ now: NOW, products: 1 });
    assert.ok(small.products.length > 40 && small.products.length < 200);
    assert.deepEqual(small.orders, shop.orders);
  });

  it('numbers everything once and with digits only (51)', () => {
    assert.ok(unique(articles.map((article) => article.articleNumber)));
    assert.ok(unique(articles.map((article) => article.pluNumber)));
    assert.ok(unique(shop.products.map((product) => product.productNumber)));
    assert.ok(unique(shop.relations.map((relation) => relation.relationNumber)));
    assert.ok(articles.every((article) => /^\d+$/.test(article.pluNumber)));
  });

  it('has valid EAN-13 barcodes, some with a leading zero, and PLUs with leading zeros', () => {
    const checks = (ean: string) => [...ean].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;
    const barcodes = articles.flatMap((article) => article.barcode ?? []);
    assert.ok(barcodes.every((ean) => /^\d{13}$/.test(ean) && checks(ean)));
    assert.ok(barcodes.some((ean) => ean.startsWith('0')));
    assert.ok(articles.some((article) => article.pluNumber.startsWith('0')));
  });

  const kinds: [string, (article: ShopArticle) => boolean][] = [
    ['colour and size', (article) => article.colour !== undefined && article.size !== undefined],
    ['size alone', (article) => article.colour === undefined && article.size !== undefined],
    ['colour alone', (article) => article.colour !== undefined && article.size === undefined],
    ['weighed goods with stock in grams', (article) => article.weighed && !Number.isInteger(article.stock[1])],
    ['inactive', (article) => !article.active],
    ['not a webshop article', (article) => !article.webshop && article.stockArticle],
    ['no stock article', (article) => !article.stockArticle],
    ['sold out', (article) => article.stock[1] === 0 && article.stock[2] === 0],
    ['sold below zero', (article) => article.stock[1] < 0],
    [
      'a current sale',
      (article) => article.sale !== undefined && article.sale.from <= '2026-06-12' && article.sale.through >= '2026-06-12',
    ],
    ['a sale that is over', (article) => article.sale !== undefined && article.sale.through < '2026-06-12'],
    ['a sale to come', (article) => article.sale !== undefined && article.sale.from > '2026-06-12'],
    ['characters XML has to escape', (article) => /[<&"]/.test(article.description)],
    ['accents', (article) => /[^\x20-\x7e]/.test(article.description)],
  ];
  for (const [kind, holds] of kinds) {
    it(`has articles with ${kind}`, () => assert.ok(articles.some(holds)));
  }

  it('has texts in three languages', () => {
    for (const { name } of [...shop.products, ...shop.groups]) assert.ok(name.nl && name.en && name.pl);
  });

  it('has a group tree without loose ends', () => {
    const numbers = new Set(shop.groups.map((group) => group.groupNumber));
    assert.ok(shop.groups.every((group) => group.parent === undefined || numbers.has(group.parent)));
    assert.ok(shop.products.every((product) => product.groupNumbers.every((number) => numbers.has(number))));
  });

  it('has the articles for shipping, pickup, rounding and discount', () => {
    for (const sku of ['9001', '9002', '9010', '9011']) assert.equal(bySku.get(sku)?.webshop, false);
  });

  it('has VAT rates for both branches and three countries', () => {
    const rates = (branch: number, iso3: string) =>
      shop.vat
        .filter((row) => row.branchNumber === branch && row.countryIso3 === iso3)
        .map((row) => row.percent)
        .sort((a, b) => b - a);
    for (const branch of [1, 2]) {
      assert.deepEqual(rates(branch, 'NLD'), [21, 9, 0]);
      assert.deepEqual(rates(branch, 'BEL'), [21, 12, 6]);
      assert.deepEqual(rates(branch, 'DEU'), [19, 7]);
    }
    const dutch = new Set(shop.vat.filter((row) => row.countryIso3 === 'NLD').map((row) => row.vatCode));
    assert.ok(articles.every((article) => dutch.has(article.vatCode)));
    assert.equal(new Set(articles.map((article) => article.vatCode)).size, 3);
  });

  it('has sixty relations, persons and companies of four countries, and a default debtor', () => {
    assert.equal(shop.relations.length, 60);
    assert.deepEqual([...new Set(shop.relations.map((relation) => relation.countryCode))].sort(), ['BE', 'DE', 'NL', 'PL']);
    assert.ok(
      shop.relations.some((relation) => relation.companyName) && shop.relations.some((relation) => !relation.companyName),
    );
    assert.equal(shop.relations.find((relation) => relation.relationNumber === 1)?.email, undefined);
  });

  it('uses e-mail addresses nobody can have', () => {
    const people = [...shop.relations, ...shop.customers, ...shop.orders.map((order) => order.buyer)];
    for (const { email } of people) if (email) assert.match(email, /^[\w.]+@example\.(com|net|org)$/i);
  });

  it('has the five demo orders newest, paid and in order', () => {
    const newest = [...shop.orders].sort((a, b) => b.daysAgo - a.daysAgo).slice(-5);
    assert.deepEqual(
      newest.map((order) => order.scenario),
      ['new-company', 'existing-person', 'already-in-till', 'unknown-sku', 'no-email'],
    );
    assert.ok(newest.every((order) => order.paid && order.daysAgo < 1 && order.fulfillmentStatus === 'AWAITING_PROCESSING'));
  });

  it('gives each demo order what its name says', () => {
    const emails = shop.relations.flatMap((relation) => relation.email?.toLowerCase() ?? []);
    const company = scenario('new-company').buyer;
    assert.ok(company.companyName && company.vatNumber && company.email && !emails.includes(company.email));
    const person = scenario('existing-person').buyer;
    assert.equal(emails.filter((email) => email === person.email).length, 1);
    // The till's search is partial: another relation matches as well.
    assert.ok(emails.filter((email) => email.includes(person.email!)).length > 1);
    assert.ok(scenario('unknown-sku').lines.some((line) => !bySku.has(line.sku) && line.priceIncl && line.name));
    assert.equal(scenario('no-email').buyer.email, undefined);
  });

  it('sells only what the webshop has, except in unknown-sku', () => {
    for (const order of shop.orders) {
      if (order.scenario === 'unknown-sku') continue;
      for (const line of order.lines) assert.ok(inWebshop.has(line.sku), `${order.scenario}: ${line.sku}`);
    }
  });

  it('uses only shipping methods, payment methods and coupons the webshop has', () => {
    for (const order of shop.orders) {
      assert.ok(shop.shippingMethods.some((method) => method.title === order.shippingMethod));
      assert.ok(shop.webshopPaymentMethods.some((method) => method.title === order.paymentMethod));
      assert.ok(order.coupon === undefined || shop.coupons.some((coupon) => coupon.code === order.coupon));
    }
  });

  it('shows every kind of order', () => {
    const coupon = (name: string) => shop.coupons.find((entry) => entry.code === scenario(name).coupon)?.kind;
    assert.equal(coupon('coupon-percent'), 'percent');
    assert.equal(coupon('coupon-absolute'), 'absolute');
    assert.equal(coupon('free-shipping'), 'freeShipping');
    assert.ok(scenario('variation').lines.every((line) => bySku.get(line.sku)?.colour));
    assert.equal(new Set(scenario('mixed-vat').lines.map((line) => bySku.get(line.sku)?.vatCode)).size, 3);
    assert.ok(scenario('quantity').lines.every((line) => line.quantity > 1));
    assert.equal(shop.shippingMethods.find((method) => method.title === scenario('pickup').shippingMethod)?.kind, 'PICKUP');
    assert.equal(shop.shippingMethods.find((method) => method.title === scenario('delivery').shippingMethod)?.kind, 'DELIVERY');
    assert.equal(scenario('unpaid').paid, false);
    assert.ok(scenario('reverse-charge').reverseCharge && scenario('reverse-charge').buyer.vatNumber?.startsWith('BE'));
    assert.ok(scenario('gift-card').giftCard && scenario('handling-fee').handlingFee);
  });

  it('spreads orders over thirty days, oldest first', () => {
    const days = shop.orders.map((order) => order.daysAgo);
    assert.deepEqual(
      days,
      [...days].sort((a, b) => b - a),
    );
    assert.ok(days[0] > 29 && days[0] <= 30);
  });
});
