import assert from 'node:assert/strict';
import { Listing, type LookupItem, searchLookup } from '../../lib/lookup';

const ITEMS: LookupItem[] = [
  { value: '1', label: 'Kassa 1', within: '1' },
  { value: '90', label: 'Webshop', within: '1' },
  { value: '91', label: 'Kassa Haven', within: '2' },
  { value: '9', label: 'Alles' },
];

describe('a look-up list', () => {
  const values = (search: object) => {
    const { items, total } = searchLookup(ITEMS, { query: '', offset: 0, limit: 10, ...search });
    return [items.map(({ value }) => value), total];
  };

  it('is given as it is without a query, a page at a time', () => {
    assert.deepEqual(values({ limit: 2 }), [['1', '90'], 4]);
    assert.deepEqual(values({ limit: 2, offset: 2 }), [['91', '9'], 4]);
  });

  it('is searched for all words in value or label, in any case, what begins with them first', () => {
    assert.deepEqual(values({ query: ' HAVEN kassa ' }), [['91'], 1]);
    assert.deepEqual(values({ query: '1' }), [['1', '91'], 2]);
    assert.deepEqual(values({ query: 'nothing' }), [[], 0]);
  });

  it('is narrowed to what belongs to something, and to what belongs to nothing', () => {
    assert.deepEqual(values({ within: '2' }), [['91', '9'], 2]);
  });

  it('can be used while it is being read', async () => {
    let finish: () => void = () => undefined;
    const listing = new Listing(
      (async function* () {
        yield ITEMS.slice(0, 2);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        yield ITEMS.slice(2);
      })(),
    );
    await listing.settle(1);
    assert.deepEqual([listing.items.length, listing.complete], [2, false]);
    finish();
    await listing.settle(10_000);
    assert.deepEqual([listing.items.length, listing.complete], [4, true]);
  });

  it('says what ended its reading', async () => {
    const listing = new Listing(
      (async function* () {
        yield ITEMS;
        throw new Error('the till is gone');
      })(),
    );
    await assert.rejects(listing.settle(10_000), /the till is gone/);
  });
});
