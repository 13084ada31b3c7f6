import type { Clock } from '../clock';
import type { Switches } from '../switches';
import type { Token } from './endpoint';
import { ApiError, refusal } from './errors';

const MINUTE = 60_000;
/** A token that does not work: 20 requests a minute, 600 in all, then out for an hour (reference 1.6). */
const INVALID_PER_MINUTE = 20;
const INVALID_IN_ALL = 600;
const INVALID_COOL_DOWN = 60 * MINUTE;

/** Who may do what, and how often. */
export class Access {
  readonly #requests = new Map<string, number[]>();
  readonly #blockedUntil = new Map<string, number>();
  #invalid = 0;

  constructor(
    private readonly clock: Clock,
    private readonly switches: Switches,
    private readonly tokens: { secret: string; public: string },
  ) {}

  /** The token of a request; throws 403 for none or a wrong one, 429 for too many requests. */
  admit(value: string | undefined): Token {
    const token = this.#tokenOf(value);
    if (token === undefined) throw this.#refuse(value ?? '');
    this.count(token.value);
    return token;
  }

  /** Counts one request of a working token; the token stays out until the oldest request is a minute old. */
  count(token: string): void {
    const limit = this.switches.ecwidRequestsPerMinute;
    if (limit > 0) this.#limit(token, limit, (oldest) => oldest + MINUTE);
  }

  #tokenOf(value: string | undefined): Token | undefined {
    if (value === this.tokens.secret) return { value, scopes: new Set(this.switches.ecwidScopes), public: false };
    if (value === this.tokens.public) return { value, scopes: new Set(), public: true };
    return undefined;
  }

  #refuse(value: string): ApiError {
    this.#invalid += 1;
    if (this.#invalid > INVALID_IN_ALL) return tooMany(INVALID_COOL_DOWN);
    this.#limit(`invalid ${value}`, INVALID_PER_MINUTE, () => this.clock.now() + INVALID_COOL_DOWN);
    if (!this.switches.ecwidTokenErrorBody) return new ApiError(403, undefined, '');
    return refusal('INVALID_API_TOKEN', 'Invalid API token');
  }

  #limit(key: string, limit: number, until: (oldest: number) => number): void {
    const now = this.clock.now();
    const blocked = this.#blockedUntil.get(key) ?? 0;
    if (blocked > now) throw tooMany(blocked - now);
    const recent = (this.#requests.get(key) ?? []).filter((at) => at > now - MINUTE);
    if (recent.length >= limit) {
      const end = until(recent[0]);
      this.#blockedUntil.set(key, end);
      throw tooMany(end - now);
    }
    recent.push(now);
    this.#requests.set(key, recent);
  }
}

function tooMany(milliseconds: number): ApiError {
  return refusal('RATE_LIMITED', 'Too many requests', { 'retry-after': String(Math.max(1, Math.ceil(milliseconds / 1000))) });
}
