import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { joinQuantity, readInteger, SCALARS, splitQuantity, ValueError } from '../../../lib/mplus/values';

const CONTEXT = { timezone: 'Europe/Amsterdam', percentFactor: 100 };
const PLAIN = { timezone: 'Europe/Amsterdam', percentFactor: 1 };

describe('Quantities', () => {
  it('are a whole number and its number of decimals on the wire', () => {
    assert.deepEqual(splitQuantity(2), { digits: '2', places: 0 });
    assert.deepEqual(splitQuantity(0.53), { digits: '53', places: 2 });
    assert.deepEqual(splitQuantity(-1.25), { digits: '-125', places: 2 });
    assert.deepEqual(splitQuantity('1.50'), { digits: '15', places: 1 });
    assert.deepEqual(splitQuantity(1e-6), { digits: '1', places: 6 });
    assert.deepEqual(splitQuantity(-0), { digits: '0', places: 0 });
  });

  it('lose the noise of binary floats', () => {
    assert.deepEqual(splitQuantity(0.1 + 0.2), { digits: '3', places: 1 });
    assert.deepEqual(splitQuantity(1.1 * 3), { digits: '33', places: 1 });
  });

  it('are refused with more than six decimals, and when they are no numbers', () => {
    for (const value of [1 / 3, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, 'two', '', true, {}, []]) {
      assert.throws(() => splitQuantity(value), ValueError, String(value));
    }
  });

  it('come back as the same number', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 6 }), (digits, places) => {
        const value = joinQuantity(digits, places);
        const wire = splitQuantity(value);
        assert.equal(joinQuantity(Number(wire.digits), wire.places), value === 0 ? 0 : value);
        // Independent of the code under test: 10^places times the value is the whole number.
        assert.equal(BigInt(wire.digits) * 10n ** BigInt(places - wire.places), BigInt(digits));
      }),
    );
  });

  it('keep every digit of a number that a float cannot hold, as text', () => {
    assert.equal(joinQuantity('90071992547409931', 3), '90071992547409.931');
    assert.equal(joinQuantity('-90071992547409931', 0), '-90071992547409931');
  });
});

describe('Whole numbers', () => {
  it('are read as numbers, beyond 2^53 as text', () => {
    assert.equal(readInteger('0'), 0);
    assert.equal(readInteger(' -12 '), -12);
    assert.equal(readInteger('+7'), 7);
    assert.equal(readInteger('9007199254740991'), Number.MAX_SAFE_INTEGER);
    assert.equal(readInteger('9007199254740993'), '9007199254740993');
    for (const text of ['', '1.5', '1e3', '0x10', 'x']) assert.throws(() => readInteger(text), ValueError, text);
  });

  it('are written within the range of their type', () => {
    assert.equal(SCALARS.long.write('9223372036854775807', CONTEXT), '9223372036854775807');
    assert.equal(SCALARS.int.write('0042', CONTEXT), '42');
    assert.throws(() => SCALARS.long.write('9223372036854775808', CONTEXT), /too large for long/);
    assert.throws(() => SCALARS.int.write(2 ** 31, CONTEXT), /too large for int/);
    assert.throws(() => SCALARS.short.write(40000, CONTEXT), /too large for short/);
    for (const value of [1.5, '1.5', '', 'ten', true, null, {}, Number.NaN])
      assert.throws(() => SCALARS.int.write(value, CONTEXT), ValueError);
  });
});

describe('Money', () => {
  it('is a whole number of cents, both ways', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (cents) => {
        assert.equal(SCALARS.cents.read(SCALARS.cents.write(cents, CONTEXT), CONTEXT), cents === 0 ? 0 : cents);
      }),
    );
  });

  it('is refused in currency units, with a sentence that says why', () => {
    assert.throws(() => SCALARS.cents.write(19.95, CONTEXT), /whole number of cents \(19.95 is 1995\), not 19.95/);
    assert.throws(() => SCALARS.cents.write('19.95', CONTEXT), ValueError);
  });
});

describe('Percentages', () => {
  it('are percent in a record whatever the till sends', () => {
    assert.equal(SCALARS.percent.read('2100', CONTEXT), 21);
    assert.equal(SCALARS.percent.read('550', CONTEXT), 5.5);
    assert.equal(SCALARS.percent.read('21', PLAIN), 21);
    assert.equal(SCALARS.percent.write(21, CONTEXT), '2100');
    assert.equal(SCALARS.percent.write(5.55, CONTEXT), '555');
    assert.equal(SCALARS.percent.write(21, PLAIN), '21');
  });

  it('are refused when the till cannot hold their decimals', () => {
    assert.throws(() => SCALARS.percent.write(5.5, PLAIN), /5.5 percent cannot be sent/);
    assert.throws(() => SCALARS.percent.write(5.555, CONTEXT), ValueError);
  });
});

describe('Other values', () => {
  it('booleans are read in all four forms, and written from real booleans only', () => {
    assert.deepEqual(
      ['true', '1', 'false', ' 0 '].map((text) => SCALARS.boolean.read(text, CONTEXT)),
      [true, true, false, false],
    );
    assert.throws(() => SCALARS.boolean.read('yes', CONTEXT), ValueError);
    for (const value of ['', 'true', 1, 0, null]) assert.throws(() => SCALARS.boolean.write(value, CONTEXT), ValueError);
  });

  it('decimals are written without exponent', () => {
    assert.equal(SCALARS.decimal.write(1e-7, CONTEXT), '0.0000001');
    assert.equal(SCALARS.decimal.write(1e21, CONTEXT), '1000000000000000000000');
    assert.equal(SCALARS.decimal.write('007.10', CONTEXT), '7.1');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = SCALARS.decimal.write(value, CONTEXT);
        assert.match(text, /^-?\d+(\.\d+)?$/);
        assert.equal(SCALARS.decimal.read(text, CONTEXT), value === 0 ? 0 : value);
      }),
    );
  });

  it('ISO dates are read with and without zone and fraction', () => {
    assert.equal(SCALARS.xsdDate.read('2026-06-12+02:00', CONTEXT), '2026-06-12');
    assert.equal(SCALARS.xsdDateTime.read('2026-06-12T11:45:30.123Z', CONTEXT), '2026-06-12T13:45:30+02:00');
    assert.equal(SCALARS.xsdDateTime.read('2026-06-12T13:45:30', CONTEXT), '2026-06-12T13:45:30+02:00');
    assert.equal(SCALARS.xsdDate.write('2026-06-12T23:00:00Z', CONTEXT), '2026-06-13');
  });

  it('text may come as a number, but not as a structure', () => {
    assert.equal(SCALARS.string.write(1042, CONTEXT), '1042');
    for (const value of [{}, [], true, null]) assert.throws(() => SCALARS.string.write(value, CONTEXT), ValueError);
  });
});
