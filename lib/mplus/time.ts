/**
 * Wall clocks of the till. The service sends local time without a usable zone (`timezone` and `isdst` are unreliable, reference 2.4);
 * the time zone of the connection gives the offset.
 */

export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Per day (days since 1970 of the wall clock): the offsets in force well before and well after it, in minutes. */
  readonly days: Map<number, readonly [before: number, after: number]>;
}

const zones = new Map<string, Zone>();

function zoneOf(timezone: string): Zone {
  let zone = zones.get(timezone);
  if (!zone) {
    zone = {
      format: new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset', hour: 'numeric' }),
      days: new Map(),
    };
    zones.set(timezone, zone);
  }
  return zone;
}

/** Whether the runtime knows this IANA time zone. */
export function isTimezone(timezone: string): boolean {
  try {
    zoneOf(timezone);
    return true;
  } catch {
    return false;
  }
}

/** Minutes east of UTC at an instant (epoch milliseconds). */
function offsetAt(zone: Zone, instant: number): number {
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(zone.format.format(instant));
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? 0 - minutes : minutes;
}

/** The wall clock read as if it were UTC, in epoch milliseconds. */
function asUtc(clock: WallClock): number {
  return Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute, clock.second);
}

/**
 * Minutes east of UTC of a wall clock in a time zone. An hour that exists twice (end of summer time) is the first of the two; an hour
 * that does not exist (begin of summer time) gets the offset in force before the gap. Throws RangeError for an unknown zone.
 */
export function offsetOf(clock: WallClock, timezone: string): number {
  const zone = zoneOf(timezone);
  const wall = asUtc(clock);
  const day = Math.floor(wall / DAY);
  let around = zone.days.get(day);
  if (!around) {
    around = [offsetAt(zone, (day - 1) * DAY), offsetAt(zone, (day + 2) * DAY)];
    zone.days.set(day, around);
  }
  const [before, after] = around;
  if (before === after || offsetAt(zone, wall - before * MINUTE) === before) return before;
  return offsetAt(zone, wall - after * MINUTE) === after ? after : before;
}

/** Whether the numbers are a date and a time of day that the calendar has. */
export function isWallClock(clock: WallClock): boolean {
  const date = new Date(asUtc(clock));
  return (
    clock.year > 99 &&
    clock.year < 10000 &&
    date.getUTCFullYear() === clock.year &&
    date.getUTCMonth() + 1 === clock.month &&
    date.getUTCDate() === clock.day &&
    date.getUTCHours() === clock.hour &&
    date.getUTCMinutes() === clock.minute &&
    date.getUTCSeconds() === clock.second
  );
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * ISO text as a wall clock of the time zone: `2026-06-12`, `2026-06-12T13:45:30` (taken as it is), or with `Z` or an offset
 * (converted). A space instead of `T` is accepted. Undefined when it is no date of the calendar.
 */
export function parseMoment(text: string, timezone: string): WallClock | undefined {
  const match = ISO.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const clock = { year, month, day, hour, minute, second };
  if (!isWallClock(clock)) return undefined;
  return match[7] === undefined ? clock : shift(clock, match[7], timezone);
}

function shift(clock: WallClock, suffix: string, timezone: string): WallClock {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(suffix) ?? ['', '+', '0', '0'];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const instant = asUtc(clock) - offset * MINUTE;
  const local = new Date(instant + offsetAt(zoneOf(timezone), instant) * MINUTE);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
}

/** `2026-06-12` */
export function isoDate(clock: WallClock): string {
  return new Date(asUtc(clock)).toISOString().slice(0, 10);
}

/** `2026-06-12T13:45:30+02:00` */
export function isoMoment(clock: WallClock, timezone: string): string {
  return new Date(asUtc(clock)).toISOString().slice(0, 19) + isoOffset(offsetOf(clock, timezone));
}

/** Minutes as `+02:00` */
function isoOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}
