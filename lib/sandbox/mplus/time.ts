/**
 * The installation thinks in wall clock time of Amsterdam (reference 2.4): a moment is `yyyy-mm-ddThh:mm:ss` without a zone, a
 * date is `yyyy-mm-dd`.
 */
const AMSTERDAM = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const HOUR = 3_600_000;

/** Wall clock of an epoch time in milliseconds. */
export function wallClock(milliseconds: number): string {
  return AMSTERDAM.format(milliseconds).replace(' ', 'T');
}

const offsets = new Map<string, number>();

/** Minutes east of UTC at that wall clock: 60 in winter, 120 in summer. */
export function utcOffset(wall: string): number {
  const hour = wall.slice(0, 13);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    const guess = Date.parse(`${hour}:00:00Z`) - HOUR;
    offset = (Date.parse(`${wallClock(guess)}Z`) - guess) / 60_000;
    offsets.set(hour, offset);
  }
  return offset;
}

/** Calendar date so many days after a calendar date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);
}
