import assert from 'node:assert/strict';
import { all, type Installation, install, one, SHOP } from './support';

describe('Mplus simulator: relations', () => {
  let till: Installation;
  beforeEach(async () => {
    till = await install();
  });
  afterEach(() => till.close());

  const find = (fields: string) => till.call(`<m:findRelation><m:relation>${fields}</m:relation></m:findRelation>`);
  const findExact = (fields: string, exact = 'true') =>
    till.call(
      `<m:findRelationV2><m:request><m:relation>${fields}</m:relation><m:exactMatch>${exact}</m:exactMatch></m:request></m:findRelationV2>`,
    );

  it('finds by a part of the e-mail address and so may give somebody else', async () => {
    assert.equal(one(await find('<m:email>jan@example.org</m:email>'), 'name'), 'Marjan Smit');
    till.switches.mplusFindRelationPick = 'last';
    assert.equal(one(await find('<m:email>jan@example.org</m:email>'), 'name'), 'Jan de Vries');
  });

  it('finds by parts of several fields whatever their case, and nobody without a field', async () => {
    assert.equal(one(await find('<m:name>de v</m:name><m:city>UTR</m:city>'), 'relationNumber'), '681');
    const nobody = await find('');
    assert.equal(one(nobody, 'result'), 'FIND-RELATION-RESULT-NOT-FOUND');
    assert.doesNotMatch(nobody, /<ns:relation>/);
  });

  it('finds exactly with findRelationV2, in any case unless the switch minds it', async () => {
    assert.equal(one(await findExact('<m:email>jan@example.org</m:email>'), 'relationNumber'), '681');
    assert.equal(one(await findExact('<m:email>ELS@example.org</m:email>'), 'relationNumber'), '682');
    assert.equal(one(await findExact('<m:email>an@example.org</m:email>'), 'result'), 'FIND-RELATION-RESULT-NOT-FOUND');
    assert.equal(one(await findExact('<m:email>an@example.org</m:email>', 'false'), 'relationNumber'), '680');
    till.switches.mplusExactMatchCase = true;
    assert.equal(one(await findExact('<m:email>els@example.org</m:email>'), 'result'), 'FIND-RELATION-RESULT-NOT-FOUND');
  });

  it('leaves the relation out when there is none, although the schema calls it mandatory', async () => {
    const xml = await till.call('<m:getRelation><m:relationNumber>4711</m:relationNumber></m:getRelation>');
    assert.equal(one(xml, 'result'), 'GET-RELATION-RESULT-NOT-FOUND');
    assert.doesNotMatch(xml, /<ns:relation[ />]/);
  });

  it('creates with a number of its own or a proposed one, and returns the marker of the change', async () => {
    const xml = await till.call(
      '<m:createRelation><m:relation><m:name>Nieuw</m:name><m:email>nieuw@example.org</m:email></m:relation></m:createRelation>',
    );
    assert.equal(one(xml, 'result'), 'CREATE-RELATION-RESULT-OK');
    assert.equal(one(xml, 'syncMarker'), String(till.simulator.state.marker('relation')));
    const read = await till.call(
      `<m:getRelation><m:relationNumber>${one(xml, 'relationNumber')}</m:relationNumber></m:getRelation>`,
    );
    assert.deepEqual([one(read, 'email'), one(read, 'active')], ['nieuw@example.org', 'true']);
    const proposed = await till.call(
      '<m:createRelation><m:relation><m:relationNumber>900</m:relationNumber><m:name>N</m:name></m:relation></m:createRelation>',
    );
    assert.equal(one(proposed, 'relationNumber'), '900');
  });

  for (const [what, fields, result] of [
    ['a number in use', '<m:relationNumber>681</m:relationNumber><m:name>N</m:name>', 'FAILED-RELATION-NUMBER-ALREADY-TAKEN'],
    ['no name', '<m:email>x@example.org</m:email>', 'FAILED'],
  ]) {
    it(`refuses to create a relation with ${what}`, async () => {
      const xml = await till.call(`<m:createRelation><m:relation>${fields}</m:relation></m:createRelation>`);
      assert.equal(one(xml, 'result'), `CREATE-RELATION-RESULT-${result}`);
      assert.equal(till.simulator.state.relations.size, 3);
    });
  }

  it('changes what was sent on update, clears with an empty text, and leaves the rest', async () => {
    const xml = await till.call(
      '<m:updateRelation><m:relation><m:relationNumber>681</m:relationNumber><m:city></m:city><m:telephone>030 000 00 00</m:telephone></m:relation></m:updateRelation>',
    );
    assert.equal(one(xml, 'result'), 'UPDATE-RELATION-RESULT-OK');
    const read = await till.call('<m:getRelation><m:relationNumber>681</m:relationNumber></m:getRelation>');
    assert.deepEqual([one(read, 'city'), one(read, 'telephone'), one(read, 'email')], ['', '030 000 00 00', 'jan@example.org']);
    const unknown = await till.call(
      '<m:updateRelation><m:relation><m:relationNumber>5</m:relationNumber></m:relation></m:updateRelation>',
    );
    assert.equal(one(unknown, 'result'), 'UPDATE-RELATION-RESULT-NOT-FOUND');
  });

  it('lists those changed since a marker, and every kind of change raises it', async () => {
    const top = till.simulator.state.marker('relation');
    till.simulator.till.editRelation(680, { city: 'Ede' });
    const xml = await till.call(
      `<m:getRelations><m:request><m:syncMarker>${top + 1}</m:syncMarker></m:request></m:getRelations>`,
    );
    assert.deepEqual(all(xml, 'relationNumber'), ['680']);
    assert.equal(one(xml, 'syncMarker'), String(top + 1));
  });

  it('needs no request element in getRelations, and gives 1000 when no limit is asked for', async () => {
    const many = Array.from({ length: 1200 }, (_, place) => ({ ...SHOP.relations[0], relationNumber: 1000 + place }));
    const big = await install({}, { ...SHOP, relations: many });
    try {
      assert.equal(all(await big.call('<m:getRelations/>'), 'relationNumber').length, 1000);
      const limited = await big.call(
        '<m:getRelations><m:request><m:syncMarkerLimit>1100</m:syncMarkerLimit></m:request></m:getRelations>',
      );
      assert.equal(all(limited, 'relationNumber').length, 1100);
    } finally {
      await big.close();
    }
  });
});
