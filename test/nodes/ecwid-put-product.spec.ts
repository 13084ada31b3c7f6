import assert from 'node:assert/strict';
import { type Config, end, type Msg, Rig, TAB, watchers } from './support';

const rig = new Rig();

function flow(settings: object = {}, shop: object = {}): Config[] {
  return [
    ...rig.configs({ shop }),
    { id: 'put', type: 'ecwid-put', z: TAB.id, ecwid: 'shop', entity: 'product', wires: [['out']], ...settings },
    end('out'),
    ...watchers(['put']),
  ];
}

type Choices = Record<string, string>;

/** A simple product of the till, as the default mapping makes it. */
function simple(fields: object = {}): Msg {
  return {
    productNumber: 500,
    sku: '50001',
    name: 'Theepot',
    description: 'Twee liter.',
    forSale: true,
    priceIncl: 2495,
    priceExcl: 2062,
    vatPercent: 21,
    quantity: 0,
    attributes: [{ alias: 'BRAND', value: 'Voorbeeld' }],
    ...fields,
  };
}

function variation(sku: string, choices: Choices, fields: object = {}): Msg {
  return {
    sku,
    forSale: true,
    choices: Object.entries(choices).map(([name, value]) => ({ name, value })),
    priceIncl: 1995,
    priceExcl: 1649,
    quantity: 0,
    ...fields,
  };
}

function variants(variations: Msg[], fields: object = {}): Msg {
  const values = new Map<string, Set<string>>();
  for (const { choices } of variations)
    for (const { name, value } of choices) values.set(name, (values.get(name) ?? new Set()).add(value));
  const options = [...values].map(([name, all]) => ({ name, values: [...all] }));
  const { quantity: _, ...product } = simple({ sku: 'P500', priceIncl: 1995, priceExcl: 1649 });
  return { ...product, options, variations, ...fields };
}

const SHIRTS = [
  variation('50001', { Kleur: 'rood', Maat: 'S' }),
  variation('50002', { Kleur: 'rood', Maat: 'M' }),
  variation('50003', { Kleur: 'blauw', Maat: 'S' }),
];

let version = 0;

/** A record of the stream comes in a new version and is written, or held. */
async function write(record: object, key = '500'): Promise<Msg> {
  const ledger = await rig.ledger();
  version += 1;
  await ledger.receive('stream', { topic: 'product', records: [{ key, version: String(version), payload: record as never }] });
  const [out, caught] = [rig.probe('out').next(), rig.probe('caught').next()];
  rig.send('put', await rig.redeliver());
  const msg = await Promise.race([out, caught]);
  return msg.error ?? msg.result;
}

/** Simple products with these SKUs, all at once. */
async function sendAll(skus: string[], version = '1'): Promise<void> {
  const ledger = await rig.ledger();
  const records = skus.map((sku) => ({ key: sku, version, payload: simple({ productNumber: Number(sku), sku }) }));
  await ledger.receive('stream', { topic: 'product', records });
  for (const _ of skus) rig.send('put', await rig.redeliver());
}

async function api(method: string, path: string, body?: object): Promise<Msg> {
  const { baseUrl, storeId, token } = rig.sandbox.ecwid;
  const answer = await fetch(`${baseUrl}/${storeId}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
  return answer.json();
}

const bySku = async (sku: string): Promise<Msg[]> => (await api('GET', `/products?sku=${sku}`)).items;
const product = async (): Promise<Msg> => {
  const found = [...(await bySku('P500')), ...(await bySku('50001'))];
  const ids = [...new Set(found.map(({ id }) => id))];
  assert.equal(ids.length, 1, `${ids.length} products`);
  return api('GET', `/products/${ids[0]}`);
};
const shape = ({ combinations }: Msg) =>
  combinations.map((one: Msg) => [one.sku, ...one.options.map(({ value }: Msg) => value)].join(' '));
const idsOf = ({ combinations }: Msg) => Object.fromEntries(combinations.map((one: Msg) => [one.sku, one.id]));
const optionsOf = ({ options }: Msg) =>
  options.map(({ name, choices = [] }: Msg) => [name, ...choices.map(({ text }: Msg) => text)]);
const writes = () =>
  rig.sandbox.control.requests
    .list()
    .filter(({ system, operation }) => system === 'ecwid' && !operation.startsWith('GET'))
    .map(({ operation, count }) => `${operation} ${count}`);

/** Writes the record and gives what it cost in write requests. */
async function cost(record: object): Promise<string[]> {
  rig.sandbox.control.requests.clear();
  const result = await write(record);
  assert.equal(result.code, undefined, result.message);
  return writes();
}

describe('ecwid-put, products', () => {
  rig.install({ products: 3, switches: { strict: true } });

  afterEach(() => assert.deepEqual(rig.sandbox.control.complaints.list(), []));

  describe('simple', () => {
    it('are created with what the till knows (50, 57)', async () => {
      await rig.load(flow());
      const result = await write(
        simple({
          weight: 1.2,
          subtitle: 'Van glas',
          compareToPriceIncl: 2995,
          compareToPriceExcl: 2475,
          attributes: [
            { alias: 'UPC', value: '2900000500012' },
            { alias: 'BRAND', value: 'Voorbeeld' },
          ],
        }),
      );
      assert.equal(result.action, 'created');
      const { sku, name, description, subtitle, price, compareToPrice, weight, quantity, unlimited, enabled, ...made } =
        await product();
      assert.deepEqual(
        { sku, name, description, subtitle, price, compareToPrice, weight, quantity, unlimited, enabled },
        {
          sku: '50001',
          name: 'Theepot',
          description: 'Twee liter.',
          subtitle: 'Van glas',
          price: 24.95,
          compareToPrice: 29.95,
          weight: 1.2,
          quantity: 0,
          unlimited: false,
          enabled: true,
        },
      );
      assert.equal(made.tax.defaultLocationIncludedTaxRate, 21);
      assert.deepEqual(
        made.attributes.map((one: Msg) => [one.type, one.value]),
        [
          ['UPC', '2900000500012'],
          ['BRAND', 'Voorbeeld'],
        ],
      );
    });

    it('cost nothing when nothing has changed (87)', async () => {
      await rig.load(flow());
      await write(simple());
      rig.sandbox.control.requests.clear();
      assert.equal((await write(simple())).action, 'unchanged');
      assert.equal(rig.sandbox.control.requests.total('ecwid'), 0);
    });

    it('go in one batch when many come at once', async () => {
      await rig.load(flow());
      await write(simple());
      rig.sandbox.control.requests.clear();
      const skus = Array.from({ length: 30 }, (_, place) => String(51_000 + place));
      await sendAll(skus);
      for (const { result } of (await rig.probe('out').count(31)).slice(1)) assert.equal(result.action, 'created');
      // The first goes at once, the others together.
      assert.deepEqual(writes(), ['POST /products 1', 'POST /batch 1']);
      assert.equal((await bySku('51007')).length, 1);
    });

    it('send a changed price alone', async () => {
      await rig.load(flow());
      await write(simple());
      rig.sandbox.control.complaints.clear?.();
      assert.deepEqual(await cost(simple({ priceIncl: 1995, priceExcl: 1649 })), ['PUT /products/* 1']);
      assert.equal((await product()).price, 19.95);
    });

    it('are priced without VAT where the shop works that way (57)', async () => {
      rig.sandbox.control.set({ ecwidPricesIncludeTax: false });
      await rig.load(flow());
      await write(simple());
      assert.equal((await product()).price, 20.62);
    });

    it('lose the old price when the sale is over', async () => {
      await rig.load(flow());
      await write(simple({ priceIncl: 1995, compareToPriceIncl: 2495 }));
      await write(simple());
      const { price, compareToPrice } = await product();
      assert.deepEqual([price, compareToPrice ?? 0], [24.95, 0]);
    });

    for (const ecwidAttributesReplaced of [true, false]) {
      it(`keep attributes that are not of the till, when the shop ${ecwidAttributesReplaced ? 'replaces' : 'merges'} the list`, async () => {
        rig.sandbox.control.set({ ecwidAttributesReplaced });
        await rig.load(flow());
        const { id } = await write(simple());
        const attributes = [
          { alias: 'BRAND', value: 'Voorbeeld' },
          { name: 'Gender', value: 'unisex' },
        ];
        await api('PUT', `/products/${id}`, { attributes });
        await write(simple({ attributes: [{ alias: 'BRAND', value: 'Nieuw' }] }));
        const values = (await product()).attributes.map(({ value }: Msg) => value);
        assert.deepEqual(values.sort(), ['Nieuw', 'unisex']);
      });
    }

    it('are written in the language of the connection, and the others stay (57)', async () => {
      await rig.load(flow({}, { language: 'en' }));
      const { id } = await write(simple({ name: 'Teapot', nameTranslated: { nl: 'Theepot', xx: 'never spoken' } }));
      await api('PUT', `/products/${id}`, { nameTranslated: { nl: 'Theepot', en: 'Teapot', pl: 'Czajniczek' } });
      await write(simple({ name: 'Glass teapot', nameTranslated: { nl: 'Theepot' } }));
      assert.deepEqual((await product()).nameTranslated, { nl: 'Theepot', en: 'Glass teapot', pl: 'Czajniczek' });
    });

    it('follow the groups of the till where categories are kept in step, and stay in those of the shop (55)', async () => {
      await rig.load(flow());
      const categories = [];
      for (const name of ['A', 'B', 'By hand']) categories.push((await api('POST', '/categories', { name })).id);
      const [a, b, byHand] = categories;
      const ledger = await rig.ledger();
      await ledger.link(`ecwid-category ${rig.sandbox.ecwid.storeId}`, '11', String(a));
      await ledger.link(`ecwid-category ${rig.sandbox.ecwid.storeId}`, '12', String(b));
      const { id } = await write(simple({ groupNumbers: [11] }));
      assert.deepEqual((await product()).categoryIds, [a]);
      await api('PUT', `/products/${id}`, { categoryIds: [a, byHand] });
      await write(simple({ groupNumbers: [12] }));
      assert.deepEqual((await product()).categoryIds, [byHand, b]);
    });

    it('are taken over when the shop has the SKU already (50)', async () => {
      await rig.load(flow());
      const { id } = await api('POST', '/products', { sku: '50001', name: 'Glazen theepot', price: 20 });
      const result = await write(simple());
      assert.deepEqual([result.action, result.id], ['updated', id]);
      // Nobody knows who wrote the name, so it stays; the price is the till's.
      const { name, price } = await product();
      assert.deepEqual([name, price], ['Glazen theepot', 24.95]);
    });
  });

  describe('write policies (52)', () => {
    it('keep a text that was edited in the shop, and go on with one that was not', async () => {
      await rig.load(flow());
      const { id } = await write(simple());
      await write(simple({ name: 'Theepot glas', description: 'Nieuw.' }));
      await api('PUT', `/products/${id}`, { description: '<p>By hand.</p>' });
      await write(simple({ name: 'Theepot van glas', description: 'Nog nieuwer.' }));
      const { name, description } = await product();
      assert.deepEqual([name, description], ['Theepot van glas', '<p>By hand.</p>']);
    });

    const cases: [policy: string, kept: string, empty: string][] = [
      ['always', 'Later.', 'Later.'],
      ['create', 'By hand.', ''],
      ['ifEmpty', 'By hand.', 'Later.'],
      ['ifUnchanged', 'By hand.', ''],
      ['never', 'By hand.', ''],
    ];
    for (const [policy, kept, emptied] of cases) {
      it(`${policy}: a description by hand becomes "${kept}", an emptied one "${emptied}"`, async () => {
        await rig.load(flow({ policies: [{ field: 'description', policy }] }));
        const { id } = await write(simple());
        await api('PUT', `/products/${id}`, { description: 'By hand.' });
        await write(simple({ description: 'Later.', priceIncl: 100, priceExcl: 83 }));
        assert.equal((await product()).description, kept);
        await api('PUT', `/products/${id}`, { description: '' });
        await write(simple({ description: 'Later.', priceIncl: 200, priceExcl: 165 }));
        assert.equal((await product()).description ?? '', emptied);
      });
    }

    it('leave content alone when only the offer is written (53)', async () => {
      await rig.load(flow({ content: false }));
      const { id } = await write(simple());
      assert.equal((await product()).description ?? '', '');
      await api('PUT', `/products/${id}`, { name: 'By hand' });
      await write(simple({ priceIncl: 100, priceExcl: 83 }));
      const { name, price } = await product();
      assert.deepEqual([name, price], ['By hand', 1]);
    });

    it('leave the offer alone when only content is written (53)', async () => {
      await rig.load(flow({ offer: false, policies: [{ field: 'description', policy: 'always' }] }));
      await api('POST', '/products', { sku: '50001', name: 'Theepot', price: 20 });
      await write(simple());
      const { price, description } = await product();
      assert.deepEqual([price, description], [20, 'Twee liter.']);
    });

    it('create products invisible when asked to', async () => {
      await rig.load(flow({ enableOnCreate: false }));
      await write(simple());
      await write(simple({ priceIncl: 100, priceExcl: 83 }));
      assert.equal((await product()).enabled, false);
    });
  });

  describe('with variations', () => {
    it('are created in one request, each variation under its SKU (50)', async () => {
      await rig.load(flow());
      assert.deepEqual(await cost(variants(SHIRTS)), ['POST /products 1']);
      const made = await product();
      assert.deepEqual(shape(made), ['50001 rood S', '50002 rood M', '50003 blauw S']);
      assert.deepEqual(optionsOf(made), [
        ['Kleur', 'rood', 'blauw'],
        ['Maat', 'S', 'M'],
      ]);
    });

    it('keep ids and stock when a size comes and a size goes', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const before = await product();
      const ids = idsOf(before);
      await api('PUT', `/products/${before.id}/combinations/${ids['50001']}`, { quantity: 7 });
      await write(
        variants([SHIRTS[0], { ...SHIRTS[1], forSale: false }, SHIRTS[2], variation('50004', { Kleur: 'blauw', Maat: 'L' })]),
      );
      const after = await product();
      assert.deepEqual(shape(after), ['50001 rood S', '50003 blauw S', '50004 blauw L']);
      assert.deepEqual([idsOf(after)['50001'], idsOf(after)['50003']], [ids['50001'], ids['50003']]);
      assert.equal(after.combinations[0].quantity, 7);
      assert.deepEqual(optionsOf(after), [
        ['Kleur', 'rood', 'blauw'],
        ['Maat', 'S', 'L'],
      ]);
    });

    it('keep ids when an option is renamed', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const before = await product();
      const renamed = SHIRTS.map(({ sku, choices }) => variation(sku, { Color: choices[0].value, Maat: choices[1].value }));
      await write(variants(renamed));
      const after = await product();
      assert.deepEqual(idsOf(after), idsOf(before));
      assert.deepEqual(optionsOf(after), [
        ['Color', 'rood', 'blauw'],
        ['Maat', 'S', 'M'],
      ]);
    });

    it('change the order of sizes in one request', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const before = await product();
      const record = variants(SHIRTS);
      record.options[1].values.reverse();
      assert.deepEqual(await cost(record), ['PUT /products/* 1']);
      const after = await product();
      assert.deepEqual(optionsOf(after)[1], ['Maat', 'M', 'S']);
      assert.deepEqual(idsOf(after), idsOf(before));
    });

    it('leave options alone that were renamed in the shop, and add a size under their names', async () => {
      await rig.load(flow());
      const { id } = await api('POST', '/products', {
        sku: 'P500',
        name: 'Shirt',
        price: 19.95,
        options: [{ type: 'RADIO', name: 'Tint', required: true, choices: [{ text: 'Rood' }, { text: 'Blauw' }] }],
      });
      const options = [{ name: 'Tint', value: 'Rood' }];
      await api('POST', `/products/${id}/combinations`, { sku: '50001', options });
      await write(variants([variation('50001', { Kleur: 'rood' }), variation('50002', { Kleur: 'groen' })]));
      const after = await product();
      assert.deepEqual(optionsOf(after), [['Tint', 'Rood', 'Blauw', 'groen']]);
      assert.deepEqual(shape(after), ['50001 Rood', '50002 groen']);
    });

    it('leave variations and options alone that are not of the till', async () => {
      await rig.load(flow());
      const { id } = await write(variants(SHIRTS));
      await api('POST', `/products/${id}/combinations`, {
        sku: 'HANDMADE',
        options: [
          { name: 'Kleur', value: 'goud' },
          { name: 'Maat', value: 'S' },
        ],
      });
      await write(variants([...SHIRTS, variation('50004', { Kleur: 'blauw', Maat: 'L' })]));
      assert.deepEqual(shape(await product()), [
        '50001 rood S',
        '50002 rood M',
        '50003 blauw S',
        'HANDMADE goud S',
        '50004 blauw L',
      ]);
    });

    it('send the price of one variation on that variation', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const dearer = { ...SHIRTS[1], priceIncl: 2195, priceExcl: 1814 };
      assert.deepEqual(await cost(variants([SHIRTS[0], dearer, SHIRTS[2]])), ['PUT /products/*/combinations/* 1']);
      assert.equal((await product()).combinations[1].price, 21.95);
    });

    it('send a price that all variations share once', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const dearer = SHIRTS.map((one) => ({ ...one, priceIncl: 2195, priceExcl: 1814 }));
      assert.deepEqual(await cost(variants(dearer, { priceIncl: 2195, priceExcl: 1814 })), ['PUT /products/* 1']);
      assert.equal((await product()).combinations[1].defaultDisplayedPrice, 21.95);
    });

    it('become of a simple product, whose stock goes to its article, and simple again', async () => {
      await rig.load(flow());
      const { id } = await write(simple());
      await api('PUT', `/products/${id}`, { quantity: 9, description: 'By hand.' });
      await write(variants(SHIRTS));
      const many = await product();
      assert.deepEqual([many.id, many.sku], [id, 'P500']);
      assert.deepEqual(
        many.combinations.map((one: Msg) => [one.sku, one.quantity]),
        [
          ['50001', 9],
          ['50002', 0],
          ['50003', 0],
        ],
      );
      await write(simple({ priceIncl: 1995, priceExcl: 1649 }));
      const one = await product();
      assert.deepEqual(
        [one.id, one.sku, one.quantity, one.description, one.combinations, one.options],
        [id, '50001', 9, 'By hand.', [], []],
      );
    });

    it('take an article over from another product, as soon as that one has lost it', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const other = variants([variation('60001', { Maat: 'S' }), variation('50003', { Maat: 'M' })], {
        productNumber: 600,
        sku: 'P600',
      });
      await write(variants([variation('60001', { Maat: 'S' })], { productNumber: 600, sku: 'P600' }), '600');
      const early = await write(other, '600');
      assert.equal(early.code, 'PRODUCT_SKU_TAKEN');
      assert.equal((await (await rig.ledger()).counts()).retry, 1);
      await write(variants(SHIRTS.slice(0, 2)));
      assert.equal((await write({ ...other, weight: 1 }, '600')).action, 'updated');
      assert.deepEqual(shape((await bySku('P600'))[0]), ['60001 S', '50003 M']);
      assert.deepEqual(shape(await product()), ['50001 rood S', '50002 rood M']);
    });

    it('take a batch where that saves requests', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      const dearer = ['50001', '50002', '50003'].map((sku, place) => ({
        ...SHIRTS[place],
        sku,
        priceIncl: 3000 + place,
        priceExcl: 2479 + place,
      }));
      assert.deepEqual(await cost(variants([...dearer, variation('50004', { Kleur: 'groen', Maat: 'L' })])), ['POST /batch 1']);
      assert.equal((await product()).combinations.length, 4);
    });
  });

  describe('that the till does not sell any more', () => {
    const cases: [gone: string, check: (product: Msg) => unknown, expected: unknown][] = [
      ['disable', ({ enabled, quantity }) => [enabled, quantity], [false, 5]],
      ['outOfStock', ({ enabled, quantity }) => [enabled, quantity], [true, 0]],
      ['leave', ({ enabled, quantity }) => [enabled, quantity], [true, 5]],
    ];
    for (const [gone, check, expected] of cases) {
      it(`${gone}: that is what happens`, async () => {
        await rig.load(flow({ gone }));
        const { id } = await write(simple());
        await api('PUT', `/products/${id}`, { quantity: 5 });
        await write(simple({ forSale: false }));
        assert.deepEqual(check(await product()), expected);
        rig.sandbox.control.requests.clear();
        await write(simple({ forSale: false }));
        assert.equal(rig.sandbox.control.requests.total('ecwid'), 0);
      });
    }

    it('are not created', async () => {
      await rig.load(flow());
      assert.equal((await write(simple({ forSale: false }))).action, 'skipped');
      assert.deepEqual(await bySku('50001'), []);
    });

    it('come back when the till sells them again, unless the shop had hidden them itself', async () => {
      await rig.load(flow());
      const { id } = await write(simple());
      await write(simple({ forSale: false }));
      await write(simple());
      assert.equal((await product()).enabled, true);
      await api('PUT', `/products/${id}`, { enabled: false });
      await write(simple({ priceIncl: 100, priceExcl: 83 }));
      assert.equal((await product()).enabled, false);
    });
  });

  describe('that were deleted in the shop', () => {
    for (const [deletedProducts, action] of [
      ['leave', 'skipped'],
      ['create', 'created'],
    ]) {
      it(`${deletedProducts}: the record is ${action}`, async () => {
        await rig.load(flow({ deletedProducts }));
        const { id } = await write(simple());
        await api('DELETE', `/products/${id}`);
        assert.equal((await write(simple({ priceIncl: 100, priceExcl: 83 }))).action, action);
        assert.equal((await bySku('50001')).length, action === 'created' ? 1 : 0);
      });
    }
  });

  describe('a lost answer (80)', () => {
    for (const kind of ['resetAfter', 'truncate', 'empty'] as const) {
      it(`to a creation never doubles the product (${kind}), however late the search shows it`, async () => {
        rig.sandbox.control.set({ ecwidSearchLag: 15, ecwidDuplicateSkus: true });
        await rig.load(flow());
        rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /products', kind, count: 1 });
        assert.equal((await write(simple())).code, 'ECWID_ANSWER_LOST');
        assert.equal((await write(simple())).code, 'PRODUCT_UNSETTLED');
        rig.sandbox.control.clock.advance(20_000);
        assert.equal((await write(simple())).action, 'unchanged');
        assert.equal((await bySku('50001')).length, 1);
      });
    }

    it('is found by its external id when the SKU was changed in the shop meanwhile', async () => {
      await rig.load(flow());
      rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /products', kind: 'resetAfter', count: 1 });
      await write(simple());
      const [{ id }] = await bySku('50001');
      await api('PUT', `/products/${id}`, { sku: 'BY-HAND' });
      assert.deepEqual((await write(simple())).id, id);
      assert.deepEqual(
        (await bySku('50001')).map((found) => found.id),
        [id],
      );
    });

    it('to a batch of creations doubles none of them', async () => {
      rig.sandbox.control.set({ ecwidDuplicateSkus: true });
      await rig.load(flow());
      rig.sandbox.control.faults.add({ system: 'ecwid', operation: 'POST /batch', kind: 'resetAfter', count: 1 });
      const caught = rig.probe('caught');
      const skus = ['50011', '50012', '50013', '50014', '50015'];
      await sendAll(skus);
      for (const { error } of await caught.count(4)) assert.equal(error.code, 'ECWID_ANSWER_LOST');
      // The shop works the batch off although nobody got its ticket.
      for (const sku of skus) while ((await bySku(sku)).length === 0);
      const out = rig.probe('out');
      await out.count(1);
      await sendAll(skus, '2');
      for (const { result } of (await out.count(6)).slice(1)) assert.equal(result.action, 'unchanged');
      for (const sku of skus) assert.equal((await bySku(sku)).length, 1, sku);
    });

    it('to a new variation never doubles it', async () => {
      await rig.load(flow());
      await write(variants(SHIRTS));
      rig.sandbox.control.faults.add({
        system: 'ecwid',
        operation: 'POST /products/*/combinations',
        kind: 'resetAfter',
        count: 1,
      });
      const record = variants([...SHIRTS, variation('50004', { Kleur: 'blauw', Maat: 'M' })]);
      assert.equal((await write(record)).code, 'ECWID_ANSWER_LOST');
      assert.equal((await write(record)).code, undefined);
      assert.equal((await product()).combinations.length, 4);
    });
  });

  describe('bad input is held, with a reason', () => {
    const cases: [what: string, code: string, record: Msg][] = [
      [
        'two articles with one colour and size',
        'PRODUCT_VARIANTS_ALIKE',
        variants([SHIRTS[0], variation('50009', { Kleur: 'rood', Maat: 'S' })]),
      ],
      [
        'an article without the size its siblings have',
        'PRODUCT_VARIANT_INCOMPLETE',
        variants([SHIRTS[0], variation('50009', { Kleur: 'groen' })]),
      ],
      [
        '300 variants',
        'PRODUCT_TOO_MANY_VARIANTS',
        variants(Array.from({ length: 300 }, (_, place) => variation(String(60_000 + place), { Maat: String(place) }))),
      ],
      ['a VAT code without a rate', 'PRODUCT_VAT_UNKNOWN', simple({ vatPercent: undefined })],
      ['a VAT rate the shop does not have', 'PRODUCT_TAX_MISSING', simple({ vatPercent: 17 })],
      ['no price', 'PRODUCT_WITHOUT_PRICE', simple({ priceIncl: undefined, priceExcl: undefined })],
      [
        'an attribute the shop does not have',
        'PRODUCT_ATTRIBUTE_UNKNOWN',
        simple({ attributes: [{ name: 'Materiaal', value: 'glas' }] }),
      ],
      ['a record that is no product', 'PRODUCT_INVALID', { sku: 'X' }],
    ];
    for (const [what, code, record] of cases) {
      it(what, async () => {
        await rig.load(flow());
        const error = await write(record);
        assert.equal(error.code, code, error.message);
        assert.notEqual(error.message, '');
        assert.equal((await rig.records())['500'].state, 'held');
        assert.equal(rig.sandbox.control.requests.total('ecwid', 'POST'), 0);
      });
    }

    it('the SKU of another product', async () => {
      await rig.load(flow());
      await write(simple());
      const error = await write(simple({ productNumber: 501 }), '501');
      assert.equal(error.code, 'PRODUCT_SKU_TAKEN');
    });

    it('SKUs that belong to two products of the shop', async () => {
      await rig.load(flow());
      await api('POST', '/products', { sku: '50001', name: 'One', price: 1 });
      await api('POST', '/products', { sku: '50002', name: 'Two', price: 1 });
      assert.equal((await write(variants(SHIRTS))).code, 'PRODUCT_AMBIGUOUS');
    });

    it('variations in the shop where the till has one article', async () => {
      await rig.load(flow());
      const { id } = await api('POST', '/products', { sku: '50001', name: 'One', price: 1 });
      await api('POST', `/products/${id}/combinations`, { sku: 'OTHER', options: [{ name: 'Maat', value: 'S' }] });
      assert.equal((await write(simple())).code, 'PRODUCT_STRUCTURE');
    });

    it('prices in a currency the shop does not sell in wait', async () => {
      await rig.load(flow({ currency: 'PLN' }));
      assert.equal((await write(simple())).code, 'STORE_CURRENCY');
    });

    it('takes 100 kB of description', async () => {
      await rig.load(flow());
      await write(simple({ description: 'x'.repeat(100_000) }));
      assert.equal((await product()).description.length, 100_000);
    });
  });
});
