import assert from 'node:assert/strict';
import { countryCodeOf, countryIso3, countryText, isEuCountry } from '../../../lib/orders/countries';

describe('Countries', () => {
  it('have both ISO codes', () => {
    assert.equal(countryIso3('NL'), 'NLD');
    assert.equal(countryIso3('DE'), 'DEU');
    assert.equal(countryIso3('ZZ'), undefined);
    assert.equal(countryIso3(''), undefined);
  });

  it('are complete: every region the runtime names as a country of ISO 3166-1', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    // Reserved, private or grouping codes that are no countries, and codes that were withdrawn.
    const others = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '));
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    const current = codes.filter(
      (code) => names.of(code) !== undefined && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`,
    );
    assert.deepEqual(
      current.filter((code) => countryIso3(code) === undefined && !others.has(code)),
      [],
    );
  });

  it('know the members of the EU', () => {
    const members = ['NL', 'BE', 'PL', 'GR'].map(isEuCountry);
    assert.deepEqual(members, [true, true, true, true]);
    assert.deepEqual(['GB', 'CH', 'NO', ''].map(isEuCountry), [false, false, false, false]);
  });

  it('are written in the wanted notation', () => {
    const texts = (['iso2', 'iso3', 'nl', 'en'] as const).map((notation) => countryText('BE', notation));
    assert.deepEqual(texts, ['BE', 'BEL', 'België', 'Belgium']);
    assert.equal(countryText('', 'nl'), '');
    assert.equal(countryText('ZZ', 'nl'), '');
  });

  it('are recognised in every notation', () => {
    assert.deepEqual(['nl', 'NLD', ' Nederland ', 'netherlands'].map(countryCodeOf), ['NL', 'NL', 'NL', 'NL']);
    assert.equal(countryCodeOf('Atlantis'), undefined);
  });
});
