import { strict as assert } from 'node:assert';
import { isoMoment, isTimezone, isWallClock, offsetOf, parseMoment, type WallClock } from '../../../lib/mplus/time';

const AMSTERDAM = 'Europe/Amsterdam';

function clock(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): WallClock {
  return { year, month, day, hour, minute, second };
}

describe('Wall clocks of the till', () => {
  it('have the offset of their time zone, summer and winter', () => {
    assert.equal(offsetOf(clock(2026, 6, 12, 13), AMSTERDAM), 120);
    assert.equal(offsetOf(clock(2026, 12, 12, 13), AMSTERDAM), 60);
    assert.equal(offsetOf(clock(2026, 7, 1, 12), 'America/New_York'), -240);
    assert.equal(offsetOf(clock(2026, 7, 1, 12), 'Asia/Kolkata'), 330);
    assert.equal(offsetOf(clock(2026, 7, 1, 12), 'UTC'), 0);
  });

  it('change their offset at the right second', () => {
    assert.equal(isoMoment(clock(2026, 3, 29, 1, 59, 59), AMSTERDAM), '2026-03-29T01:59:59+01:00');
    assert.equal(isoMoment(clock(2026, 3, 29, 3, 0, 0), AMSTERDAM), '2026-03-29T03:00:00+02:00');
    assert.equal(isoMoment(clock(2026, 10, 25, 1, 59, 59), AMSTERDAM), '2026-10-25T01:59:59+02:00');
    assert.equal(isoMoment(clock(2026, 10, 25, 3, 0, 0), AMSTERDAM), '2026-10-25T03:00:00+01:00');
  });

  it('take the first of two hours at the end of summer time', () => {
    assert.equal(isoMoment(clock(2026, 10, 25, 2, 30), AMSTERDAM), '2026-10-25T02:30:00+02:00');
    assert.equal(isoMoment(clock(2026, 11, 1, 1, 30), 'America/New_York'), '2026-11-01T01:30:00-04:00');
  });

  it('take the offset before the gap for an hour that does not exist', () => {
    assert.equal(isoMoment(clock(2026, 3, 29, 2, 30), AMSTERDAM), '2026-03-29T02:30:00+01:00');
  });

  it('are read from ISO text as they stand when it has no zone', () => {
    assert.deepEqual(parseMoment('2026-06-12', AMSTERDAM), clock(2026, 6, 12));
    assert.deepEqual(parseMoment('2026-06-12T13:45', AMSTERDAM), clock(2026, 6, 12, 13, 45));
    assert.deepEqual(parseMoment(' 2026-06-12 13:45:30.250 ', AMSTERDAM), clock(2026, 6, 12, 13, 45, 30));
  });

  it('are converted from ISO text with a zone', () => {
    assert.deepEqual(parseMoment('2026-06-12T23:30:00Z', AMSTERDAM), clock(2026, 6, 13, 1, 30));
    assert.deepEqual(parseMoment('2026-06-12 20:00:00 -0500', AMSTERDAM), clock(2026, 6, 13, 3));
    assert.deepEqual(parseMoment('2026-12-31T23:30:00+05:30', AMSTERDAM), clock(2026, 12, 31, 19));
  });

  it('do not come out of what is no date of the calendar', () => {
    for (const text of ['', 'today', '2026-02-30', '2026-13-01', '2026-06-12T24:00:00', '12-06-2026', '20260612']) {
      assert.equal(parseMoment(text, AMSTERDAM), undefined, text);
    }
    assert.equal(isWallClock(clock(0, 0, 0)), false);
  });

  it('know the time zones of the runtime', () => {
    assert.equal(isTimezone(AMSTERDAM), true);
    assert.equal(isTimezone('Europe/Nowhere'), false);
  });
});
