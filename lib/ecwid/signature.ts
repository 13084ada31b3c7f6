import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * `X-Ecwid-Webhook-Signature` of an event: base64 HMAC-SHA256 of `eventCreated.eventId` under the app's client secret, which is not the
 * `secret_` token (reference 8.3). The body is not covered and the signature never expires: re-read the entity.
 */
export function ecwidSignature(clientSecret: string, eventCreated: number | string, eventId: string): string {
  return createHmac('sha256', clientSecret).update(`${eventCreated}.${eventId}`).digest('base64');
}

/** Compares in constant time; a missing signature or an empty secret is never valid. */
export function verifyEcwidSignature(
  clientSecret: string,
  eventCreated: number | string,
  eventId: string,
  signature: string | undefined,
): boolean {
  if (!clientSecret || !signature) return false;
  const expected = Buffer.from(ecwidSignature(clientSecret, eventCreated, eventId));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
