import assert from 'node:assert/strict';
import { PackError } from '../../../lib/errors';
import { Mapper, type MappingInput } from '../../../lib/mapping/mapper';
import type { MappingTarget } from '../../../lib/mapping/schemas';
import { ENGINES } from './engines';

for (const [line, evaluate] of ENGINES) {
  describe(`A mapping on ${line}`, () => {
    const map = (expression: string, input: Partial<MappingInput> = {}, target?: MappingTarget): Promise<unknown> =>
      new Mapper({ expression, evaluate, target }).map({ payload: { id: 'A1' }, ...input });

    async function fails(promise: Promise<unknown>, code: string, message: RegExp): Promise<PackError> {
      const error = await promise.then(
        () => assert.fail('did not fail'),
        (thrown) => thrown,
      );
      assert(error instanceof PackError, String(error));
      assert.equal(error.code, code, error.message);
      assert.equal(error.disposition, 'hold');
      assert.match(error.message, message);
      return error;
    }

    it('sees payload, relation, tables, settings and links as plain data (17)', async () => {
      const expression = '{"a": payload.id, "b": relation.n, "c": tables.t.x, "d": settings.s, "e": links.l.y}';
      const tables = [{ name: 't', rows: [{ from: 'x', to: '2' }], fallback: 'hold', default: '' }] as const;
      const result = await map(expression, { relation: { n: 1 }, settings: { s: 3 }, links: { l: { y: 4 } }, tables });
      assert.deepEqual(result, { a: 'A1', b: 1, c: 2, d: 3, e: 4 });
    });

    it('gives objects that know hasOwnProperty', async () => {
      const result = (await map('{"a": {"b": 1}}')) as { a: object };
      assert.equal(Object.getPrototypeOf(result), Object.prototype);
      assert.equal(Object.getPrototypeOf(result.a), Object.prototype);
    });

    it('says where an expression cannot be read, before a record comes', async () => {
      const mapper = new Mapper({ expression: '{"a": payload.(', evaluate });
      assert.equal(mapper.problem?.code, 'MAPPING_SYNTAX');
      await fails(mapper.map({ payload: {} }), 'MAPPING_SYNTAX', /cannot be read at character 15: Expected/);
      assert.equal(new Mapper({ expression: 'payload', evaluate }).problem, undefined);
    });

    it('says where an expression failed', async () => {
      const error = await fails(
        map('{"a": $lookup(payload, 5)}'),
        'MAPPING_FAILED',
        /failed at character 14: Argument 2 of function "lookup"/,
      );
      assert.deepEqual(error.details, { code: 'T0410', position: 14 });
      await fails(map('$error("no such thing")'), 'MAPPING_FAILED', /no such thing/);
    });

    it('refuses the word msg, which empties payload in Node-RED', async () => {
      for (const expression of ['msg.payload', '{"a": payload.id /* as in msg */}', '{"a": "the msg is"}']) {
        await fails(map(expression), 'MAPPING_USES_MSG', /the word msg/);
      }
      assert.deepEqual(await map('{"msgId": payload.id}'), { msgId: 'A1' });
    });

    it('refuses an empty result', async () => {
      for (const expression of ['payload.nothing', '{}', 'null', '{"a": payload.nothing}']) {
        await fails(map(expression), 'MAPPING_EMPTY', /no result/);
      }
    });

    it('refuses a result that is no object', async () => {
      await fails(map('payload.id'), 'MAPPING_INVALID', /the result must be an object/);
      await fails(map('[payload, payload]'), 'MAPPING_INVALID', /the result must be an object/);
    });

    it('names up to five fields that do not fit the target (86)', async () => {
      const expression = '{"extOrderId": payload.id, "a": 1, "b": 1, "c": 1, "d": 1, "lineList": [{"articleNumber": 1}]}';
      const error = await fails(map(expression, {}, 'mplus-order'), 'MAPPING_INVALID', /; and 1 more\.$/);
      assert.match(error.message, /does not fit mplus-order: .*relationNumber is missing/);
      assert.equal((error.details as unknown[]).length, 6);
    });

    it('is held for a value without a row, also when the expression fails on it (83)', async () => {
      const tables = [{ name: 't', rows: [], fallback: 'hold', default: '' }] as const;
      await fails(
        map('{"a": $lookup(tables.t, payload.id)}', { tables }),
        'VALUE_TABLE_MISS',
        /Value table t has no row for "A1"/,
      );
      await fails(map('{"a": $lookup(tables.t, payload.id) ~> $foo()}', { tables }), 'VALUE_TABLE_MISS', /"A1"/);
      await fails(
        map('{"a": $lookup(tables.t, payload.id)}', { tables: [{ ...tables[0], fallback: 'error' }] }),
        'VALUE_TABLE_UNKNOWN',
        /"A1"/,
      );
    });

    it('does not carry a miss over to the next record', async () => {
      const tables = [{ name: 't', rows: [{ from: 'B', to: 'b' }], fallback: 'hold', default: '' }] as const;
      const mapper = new Mapper({ expression: '{"a": $lookup(tables.t, payload.id)}', evaluate });
      await fails(mapper.map({ payload: { id: 'A' }, tables }), 'VALUE_TABLE_MISS', /"A"/);
      assert.deepEqual(await mapper.map({ payload: { id: 'B' }, tables }), { a: 'b' });
    });
  });
}
