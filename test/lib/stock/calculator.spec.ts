import { strict as assert } from 'node:assert';
import { PackError } from '../../../lib/errors';
import { applyFormula, type BufferRule, calculate, type Rules, stockKeeping } from '../../../lib/stock/calculator';

const BRANCH = { branchNumber: 1, amountFree: 10, amountReserved: 3, amountIncoming: 20 };
const RULES: Rules = { branches: [], combine: 'sum', buffers: [], floor: 0 };

const amounts = (...values: number[]) => values.map((amount, index) => ({ branchNumber: index + 1, amount }));
const keep = (rule: Partial<BufferRule>): BufferRule => ({ sku: '', group: '', branch: '', keep: 0, ...rule });
const quantity = (values: number[], rules: Partial<Rules> = {}, { sku = '2101', groups = [11], ordered = 0 } = {}) =>
  calculate({ sku, groups, amounts: amounts(...values), ordered }, { ...RULES, ...rules }).quantity;
const code = (work: () => unknown) => {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof PackError ? `${thrown.code} ${thrown.disposition}` : thrown;
  }
  return undefined;
};

describe('Stock calculator', () => {
  describe('formulas (31)', () => {
    it('free is the free stock as it is: the till has taken reservations off already', () => {
      assert.deepEqual(applyFormula(BRANCH, 'free'), { terms: [10], amount: 10 });
    });
    it('physical adds the reservations again', () => {
      assert.deepEqual(applyFormula(BRANCH, 'physical'), { terms: [10, 3], amount: 13 });
    });
    it('freeMinusReserved is for tills whose free stock counts the shelf', () => {
      assert.deepEqual(applyFormula(BRANCH, 'freeMinusReserved'), { terms: [10, -3], amount: 7 });
    });
    it('freePlusIncoming counts what was ordered from suppliers', () => {
      assert.deepEqual(applyFormula(BRANCH, 'freePlusIncoming'), { terms: [10, 20], amount: 30 });
    });
    it('takes an absent reservation for none, and no free stock for a fault of the record', () => {
      assert.equal(applyFormula({ branchNumber: 1, amountFree: 4 }, 'physical').amount, 4);
      assert.equal(
        code(() => applyFormula({ branchNumber: 1 }, 'free')),
        'STOCK_AMOUNT hold',
      );
    });
    it('counts what can be put together from components, or only what lies there', () => {
      const set = { ...BRANCH, ownAmountFree: 2, ownAmountReserved: 1 };
      assert.equal(applyFormula(set, 'free', 'till').amount, 10);
      assert.equal(applyFormula(set, 'physical', 'own').amount, 3);
      assert.equal(applyFormula(BRANCH, 'free', 'own').amount, 10);
    });
    it('adds decimals exactly', () => {
      assert.equal(applyFormula({ branchNumber: 1, amountFree: 0.1, amountReserved: 0.2 }, 'physical').amount, 0.3);
    });
  });

  describe('branches (94)', () => {
    it('sum adds them, debts too', () => {
      assert.equal(quantity([5, 3]), 8);
      assert.equal(quantity([5, -2]), 3);
    });
    it('max takes the fullest', () => assert.equal(quantity([5, 3], { combine: 'max' }), 5));
    it('first takes the first that has a piece, in the order given', () => {
      assert.equal(quantity([5, 3], { combine: 'first', branches: [2, 1] }), 3);
      assert.equal(quantity([5, 0.4], { combine: 'first', branches: [2, 1] }), 5);
      assert.equal(quantity([-1, 0], { combine: 'first' }), 0);
    });
    it('counts only the branches chosen', () => assert.equal(quantity([5, 3, 9], { branches: [1, 3] }), 14));
    it('holds an article that no chosen branch knows, and says which branches it has', () => {
      assert.equal(
        code(() => quantity([5, 3], { branches: [7] })),
        'STOCK_NO_BRANCH hold',
      );
      assert.equal(quantity([5, 3], { branches: [7, 2] }), 3);
    });
    it('leaves a reserve in a branch, which the others do not owe', () => {
      assert.equal(quantity([5, 3], { buffers: [keep({ branch: '2', keep: 2 })] }), 6);
      assert.equal(quantity([5, 3], { buffers: [keep({ branch: '2', keep: 9 })] }), 5);
    });
  });

  describe('buffer, floor and cap (89)', () => {
    it('takes the buffer of the first rule that fits off the total', () => {
      const buffers = [keep({ sku: '21*', keep: 2 }), keep({ group: '11', keep: 4 }), keep({ keep: 1 })];
      assert.equal(quantity([10], { buffers }), 8);
      assert.equal(quantity([10], { buffers }, { sku: '3000' }), 6);
      assert.equal(quantity([10], { buffers }, { sku: '3000', groups: [] }), 9);
    });
    it('takes a pattern for text, but for its stars', () => {
      const buffers = [keep({ sku: 'A.1*', keep: 5 })];
      assert.equal(quantity([10], { buffers }, { sku: 'a.1-x' }), 5);
      assert.equal(quantity([10], { buffers }, { sku: 'AX1' }), 10);
    });
    it('takes off what was ordered in the shop and is not in the till yet', () =>
      assert.equal(quantity([10], {}, { ordered: 3 }), 7));
    it('never goes below the floor nor above the cap', () => {
      assert.equal(quantity([-4]), 0);
      assert.equal(quantity([10], { cap: 6 }), 6);
      assert.equal(quantity([1], { floor: 2 }), 2);
    });
    it('rounds weighed goods down, without falling for binary fractions', () => {
      assert.equal(quantity([2.999]), 2);
      assert.equal(quantity([0.1, 0.2, 2.7]), 3);
      assert.equal(quantity([0.9], { buffers: [keep({ keep: 0.5 })] }), 0);
    });
    it('takes a thousand million as it is, or up to the cap, and holds what no shop can store', () => {
      assert.equal(quantity([1e9]), 1e9);
      assert.equal(quantity([1e9], { cap: 999 }), 999);
      assert.equal(quantity([1e12], { cap: 999 }), 999);
      assert.equal(
        code(() => quantity([1e12])),
        'STOCK_AMOUNT hold',
      );
      assert.equal(
        code(() => quantity([Number.NaN])),
        'STOCK_AMOUNT hold',
      );
    });
  });

  it('shows how the quantity came about', () => {
    const rules = { ...RULES, buffers: [keep({ branch: '1', keep: 1 }), keep({ keep: 2 })] };
    assert.deepEqual(calculate({ sku: '1', groups: [], amounts: amounts(4.5, 3), ordered: 1 }, rules), {
      branches: [
        { branchNumber: 1, amount: 4.5, kept: 1, left: 3.5 },
        { branchNumber: 2, amount: 3, kept: 0, left: 3 },
      ],
      combined: 6.5,
      ordered: 1,
      kept: 2,
      left: 3.5,
      quantity: 3,
    });
  });

  it('decides whether the shop counts at all (32)', () => {
    const rows = [
      [{ stockArticle: true, dayStock: false }, { manage: 'article', dayStock: 'skip' }, 'count'],
      [{ stockArticle: false, dayStock: false }, { manage: 'article', dayStock: 'count' }, 'unlimited'],
      [{ stockArticle: false, dayStock: false }, { manage: 'always', dayStock: 'count' }, 'count'],
      [{ stockArticle: true, dayStock: true }, { manage: 'never', dayStock: 'skip' }, 'unlimited'],
      [{ stockArticle: true, dayStock: true }, { manage: 'article', dayStock: 'skip' }, 'skip'],
      [{ dayStock: true }, { manage: 'article', dayStock: 'unlimited' }, 'unlimited'],
      [{ dayStock: true }, { manage: 'always', dayStock: 'count' }, 'count'],
    ] as const;
    for (const [facts, rules, keeping] of rows) assert.equal(stockKeeping(facts, rules), keeping, JSON.stringify([facts, rules]));
  });
});
