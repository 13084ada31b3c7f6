import assert from 'node:assert/strict';
import { assignment, categoryStep, checkDeletable, namesake, type WantedCategory } from '../../../lib/products/categories';

const SETTINGS = { create: true, update: true, move: true, deleted: 'disable' } as const;
const wanted = (more: object = {}): WantedCategory => ({
  groupNumber: 7,
  name: 'Schoenen',
  description: '',
  orderBy: 2,
  ...more,
});
const existing = (more: object = {}) => ({
  id: 70,
  name: 'Schoenen',
  orderBy: 2,
  enabled: true,
  externalReferenceId: 'mplus-group-7',
  ...more,
});

describe('An article group as a category (55)', () => {
  it('creates the category with the mark of its group', () => {
    assert.deepEqual(categoryStep(wanted(), undefined, 4, SETTINGS), {
      action: 'create',
      fields: { name: 'Schoenen', description: '', orderBy: 2, parentId: 4, externalReferenceId: 'mplus-group-7' },
    });
  });

  it('writes nothing when name, text, order and place are the same', () => {
    assert.deepEqual(categoryStep(wanted(), existing(), 0, SETTINGS), { action: 'unchanged' });
  });

  it('writes only what differs', () => {
    const step = categoryStep(wanted({ name: 'Laarzen' }), existing({ parentId: 4 }), 4, SETTINGS);
    assert.deepEqual(step, { action: 'update', fields: { name: 'Laarzen' } });
  });

  it('moves the category with its group, also back to the top', () => {
    const step = categoryStep(wanted(), existing({ parentId: 4 }), 0, SETTINGS);
    assert.deepEqual(step, { action: 'update', fields: { parentId: 0 } });
  });

  it('leaves the category where the shop put it when moving is off', () => {
    const step = categoryStep(wanted(), existing({ parentId: 4 }), 0, { ...SETTINGS, move: false });
    assert.deepEqual(step, { action: 'unchanged' });
  });

  it('leaves a category that was hidden in the shop hidden', () => {
    const step = categoryStep(wanted({ enabled: true, name: 'Laarzen' }), existing({ enabled: false }), 0, SETTINGS);
    assert.deepEqual(step, { action: 'update', fields: { name: 'Laarzen' } });
  });

  it('fills an empty text and leaves one that the shop has', () => {
    const step = (more: object) => categoryStep(wanted({ description: 'Uit de kassa' }), existing(more), 0, SETTINGS);
    assert.deepEqual(step({}), { action: 'update', fields: { description: 'Uit de kassa' } });
    assert.deepEqual(step({ description: 'Mooi verhaal' }), { action: 'unchanged' });
  });

  it('takes over the category of the same name at the same place, and marks it', () => {
    const [shops, ofGroup] = [
      existing({ externalReferenceId: undefined }),
      existing({ id: 71, externalReferenceId: 'mplus-group-9' }),
    ];
    assert.equal(namesake(wanted({ name: ' schoenen' }), [shops, ofGroup]), shops);
    assert.equal(namesake(wanted(), [ofGroup]), undefined);
    assert.deepEqual(categoryStep(wanted(), shops, 0, SETTINGS), {
      action: 'update',
      fields: { externalReferenceId: 'mplus-group-7' },
    });
    assert.throws(() => namesake(wanted(), [shops, { ...shops, id: 72 }]), { code: 'CATEGORY_AMBIGUOUS' });
  });

  for (const [settings, category] of [
    [{ create: false }, undefined],
    [{ update: false }, existing({ name: 'Anders' })],
  ] as const) {
    it(`skips the group when ${Object.keys(settings)} is off`, () => {
      assert.deepEqual(categoryStep(wanted(), category, 0, { ...SETTINGS, ...settings }), { action: 'skip' });
    });
  }

  for (const [deleted, step] of [
    ['disable', { action: 'update', fields: { enabled: false } }],
    ['delete', { action: 'delete' }],
    ['leave', { action: 'skip' }],
  ] as const) {
    it(`answers a deleted group by policy: ${deleted}`, () => {
      assert.deepEqual(categoryStep(wanted({ deleted: true }), existing(), 0, { ...SETTINGS, deleted }), step);
    });
  }

  it('has nothing to do for a deleted group that the shop never had', () => {
    assert.deepEqual(categoryStep(wanted({ deleted: true }), undefined, 0, SETTINGS), { action: 'unchanged' });
  });

  it('does not delete a category with categories of the shop below it', () => {
    const below = [{ id: 71, externalReferenceId: 'mplus-group-8' }, { id: 72 }];
    assert.throws(() => checkDeletable('Schoenen', below), { code: 'CATEGORY_NOT_EMPTY', details: { categories: [72] } });
    assert.doesNotThrow(() => checkDeletable('Schoenen', below.slice(0, 1)));
  });

  it('takes out only products of the till', () => {
    const ours = new Set([1, 2, 3]);
    assert.deepEqual(
      assignment([1, 4], [1, 2, 99], (id) => ours.has(id)),
      { added: [4], removed: [2] },
    );
  });
});
