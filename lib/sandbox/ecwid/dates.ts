const WRITTEN = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?: ([+-])(\d\d)(\d\d))?)?$/;

/** `2026-01-15 09:30:00 +0000` of unix seconds (reference 1.9). */
export function formatDate(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}

/** Unix seconds of any of the four forms the API takes (reference 1.9); undefined for anything else. */
export function parseDate(value: unknown): number | undefined {
  const text = String(value).trim();
  if (/^\d+$/.test(text)) return Number(text);
  const parts = WRITTEN.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? 0 : Number(part)));
  const offset = parts[7] === undefined ? 0 : (parts[7] === '-' ? -1 : 1) * (Number(parts[8]) * 3600 + Number(parts[9]) * 60);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset;
}
