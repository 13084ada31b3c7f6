import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock, ClockTimer } from '../clock';
import type { Random } from '../random';
import type { Switches } from '../switches';
import type { JsonObject } from './json';

export interface Subscription {
  readonly url: string;
  /** Event types; absent: all of them. */
  readonly events?: readonly string[];
  /** Fixed headers the app asked for. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Delivery {
  readonly event: JsonObject & { eventId: string; eventType: string; eventCreated: number };
  attempts: number;
  /** Attempts that are over. */
  answered: number;
  /** HTTP status of the last of them; 0: no answer. */
  lastStatus?: number;
  state: 'waiting' | 'delivered' | 'given up' | 'dropped';
}

/** Minutes after the event at which it is tried again (reference 8.1). */
const RETRY_MINUTES = [15, 30, 45, ...Array.from({ length: 24 }, (_, hour) => (hour + 1) * 60)];
const ACCEPTED = new Set([200, 201, 202, 204, 209]);
const CONNECT_TIMEOUT = 3_000;
const ANSWER_TIMEOUT = 10_000;
const BLOCKED_AFTER = 14 * 24 * 3_600_000;
const SHUFFLE_WITHIN = 5_000;
const MINUTE = 60_000;

/** Sends events to the one URL of the app: signed, at least once, in no order (reference 8). */
export class WebhookSender {
  #subscription: Subscription | undefined;
  /** When the unbroken row of failures began; after two weeks of it the app is blocked. */
  #failingSince: number | undefined;
  readonly #timers = new Set<ClockTimer>();
  readonly #deliveries: Delivery[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly switches: Switches,
    private readonly app: { storeId: number; clientSecret: string },
  ) {}

  /** What Ecwid support would set up: there is no call for it in the API. */
  subscribe(subscription: Subscription): void {
    this.#subscription = subscription;
    this.#failingSince = undefined;
  }

  /** With an address, only when it is the present one. */
  unsubscribe(url?: string): void {
    if (url === undefined || url === this.#subscription?.url) this.#subscription = undefined;
  }

  /** Every event there was a subscription for, oldest first. */
  deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  emit(eventType: string, entityId: number | string, data?: JsonObject): void {
    const subscription = this.#subscription;
    if (subscription === undefined || !(subscription.events?.includes(eventType) ?? true)) return;
    const event = {
      eventId: this.random.uuid(),
      eventCreated: Math.floor(this.clock.now() / 1000),
      storeId: this.app.storeId,
      entityId,
      eventType,
      ...(data && { data }),
    };
    const delivery: Delivery = { event, attempts: 0, answered: 0, state: 'waiting' };
    this.#deliveries.push(delivery);
    const { ecwidWebhookDelay, ecwidWebhookShuffle, ecwidWebhookDuplicates, ecwidWebhookDrops } = this.switches;
    if (this.#chance(ecwidWebhookDrops)) {
      delivery.state = 'dropped';
      return;
    }
    const times = this.#chance(ecwidWebhookDuplicates) ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1) {
      const jitter = ecwidWebhookShuffle ? this.random.int(0, SHUFFLE_WITHIN) : 0;
      this.#later(ecwidWebhookDelay * 1000 + jitter, () => this.#attempt(delivery));
    }
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.unsubscribe();
  }

  #chance(probability: number): boolean {
    return probability > 0 && this.random.next() < probability;
  }

  #later(milliseconds: number, run: () => void): ClockTimer {
    const timer = this.clock.after(milliseconds, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
    return timer;
  }

  #attempt(delivery: Delivery): void {
    const subscription = this.#subscription;
    if (subscription === undefined || this.#blocked()) {
      delivery.state = 'given up';
      return;
    }
    delivery.attempts += 1;
    this.#send(subscription, delivery.event).then((status) => this.#answered(delivery, status));
  }

  #answered(delivery: Delivery, status: number): void {
    delivery.answered += 1;
    delivery.lastStatus = status;
    if (ACCEPTED.has(status)) {
      delivery.state = 'delivered';
      this.#failingSince = undefined;
      return;
    }
    const now = this.clock.now();
    this.#failingSince ??= now;
    const due = delivery.event.eventCreated * 1000 + (RETRY_MINUTES[delivery.attempts - 1] ?? Number.NaN) * MINUTE;
    if (Number.isNaN(due)) delivery.state = 'given up';
    else if (this.#subscription !== undefined) this.#later(Math.max(0, due - now), () => this.#attempt(delivery));
  }

  #blocked(): boolean {
    return this.#failingSince !== undefined && this.clock.now() - this.#failingSince > BLOCKED_AFTER;
  }

  /** The status of the answer; 0 when there was none in time. Redirects are not followed. */
  #send(subscription: Subscription, event: Delivery['event']): Promise<number> {
    const url = new URL(subscription.url);
    url.searchParams.set('eventtype', event.eventType);
    const body = JSON.stringify(event);
    const options = {
      method: 'POST',
      // A fresh connection each time: a kept one would hold the receiver open.
      agent: false,
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'content-length': Buffer.byteLength(body),
        'x-ecwid-webhook-signature': signature(this.app.clientSecret, event.eventCreated, event.eventId),
        ...subscription.headers,
      },
    };
    return new Promise((resolve) => {
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
        response.resume();
        settle(response.statusCode ?? 0);
      });
      const settle = (status: number) => {
        for (const timer of timers) {
          timer.cancel();
          this.#timers.delete(timer);
        }
        resolve(status);
      };
      const connect = this.#later(CONNECT_TIMEOUT, () => request.destroy(new Error('no connection')));
      const timers = [connect, this.#later(ANSWER_TIMEOUT, () => request.destroy(new Error('no answer')))];
      request.on('socket', (socket) => socket.once('connect', () => connect.cancel()));
      request.on('error', () => settle(0));
      request.end(body);
    });
  }
}

/** Does not cover the body (reference 8.3). */
function signature(clientSecret: string, eventCreated: number, eventId: string): string {
  return createHmac('sha256', clientSecret).update(`${eventCreated}.${eventId}`).digest('base64');
}
