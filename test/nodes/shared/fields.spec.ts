import assert from 'node:assert/strict';
import { flag, list, number, oneOf, text } from '../../../nodes/shared/fields';

describe('fields of a saved node', () => {
  const cases: [string, () => unknown, unknown][] = [
    ['text without white space around it', () => text('  a b '), 'a b'],
    ['a number as text', () => text(12), '12'],
    ['nothing as the fallback', () => text(undefined, 'x') + text(null, 'y'), 'xy'],
    ['a number', () => number(5, 1), 5],
    ['a number written by an environment variable', () => number(' 60 ', 1), 60],
    ['an empty number as the fallback', () => number('', 20), 20],
    ['nonsense as the fallback', () => number('many', 20), 20],
    ['zero as zero', () => number('0', 20), 0],
    ['a checkbox', () => flag(false, true), false],
    [
      'a flag written by an environment variable',
      () => ['true', 'YES', '1', 'on'].map((word) => flag(word, false)),
      [true, true, true, true],
    ],
    ['a cleared flag', () => ['false', 'No', '0', 'off'].map((word) => flag(word, true)), [false, false, false, false]],
    ['an absent flag as the fallback', () => [flag(undefined, true), flag('', false)], [true, false]],
    ['one of a set', () => oneOf('b', ['a', 'b']), 'b'],
    ['something outside the set as the first of it', () => oneOf('c', ['a', 'b']), 'a'],
    ['a list with commas, semicolons and spaces', () => list(' PAID, SHIPPED;  NEW '), ['PAID', 'SHIPPED', 'NEW']],
    ['an empty list', () => list(' '), []],
  ];
  for (const [what, read, expected] of cases) {
    it(`read ${what}`, () => {
      assert.deepEqual(read(), expected);
    });
  }
});
