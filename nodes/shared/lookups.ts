/**
 * The endpoint behind the look-up lists of the editor: a page of a list of the system at the other end of a connection, searched here,
 * so that 20,000 articles never travel to a form. It works before Deploy, as Test connection does.
 */
import { createHash } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { asPackError, PackError } from '../../lib/errors';
import { Listing, type LookupParts, searchLookup } from '../../lib/lookup';
import { type Connection, type ConnectionForm, formConnection } from './connection-form';
import { number, text } from './fields';

/** ms a list is kept: a person who looks around asks once, and what was added in the other system shows soon. */
const KEEP = 3 * 60_000;
/** ms a request waits for the rest of a list that is being read; the editor shows what is there and asks again. */
const PATIENCE = 3000;
/** ms the reading of a whole list may take. */
const LIMIT = 5 * 60_000;
const PAGE = 50;

interface Closable {
  close(): void;
}

export interface Lookups<Client extends Closable, Name extends string> extends ConnectionForm {
  readonly lists: readonly Name[];
  /** Opens the connection of a form. Throws PackError. */
  open(connection: Connection): Promise<Client>;
  /** Reads a list. Throws PackError. */
  read(client: Client, list: Name, signal: AbortSignal): LookupParts;
}

type Input = Readonly<Record<string, unknown>>;
type ConfigNode<Client> = Node & { definition: Record<string, unknown>; client(): Promise<Client> };

/** Lists that were read lately, by connection and name. */
class Shelf {
  readonly #kept = new Map<string, { listing: Listing; until: number }>();

  take(key: string, read: () => LookupParts): Listing {
    const now = Date.now();
    for (const [other, { until }] of this.#kept) if (until <= now) this.#kept.delete(other);
    const known = this.#kept.get(key);
    if (known) return known.listing;
    const listing = new Listing(read());
    this.#kept.set(key, { listing, until: now + KEEP });
    // A failure is not kept, so that the next look tries again.
    listing.done.catch(() => this.#kept.delete(key));
    return listing;
  }
}

/** What names a connection with its secrets, without keeping them. */
function digest(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function* withClient<Client>(
  open: () => Promise<Client>,
  read: (client: Client) => LookupParts,
  close: (client: Client) => void,
): LookupParts {
  const client = await open();
  try {
    yield* read(client);
  } finally {
    close(client);
  }
}

export function serveLookups<Client extends Closable, Name extends string>(RED: NodeAPI, lookups: Lookups<Client, Name>): void {
  const { type } = lookups;
  const shelf = new Shelf();

  /** The list of the deployed connection while its form says the same, else of the connection in the form. */
  function listingOf(list: Name, form: Record<string, unknown>): Listing {
    const read = (client: Client) => lookups.read(client, list, AbortSignal.timeout(LIMIT));
    const node = form.unchanged === true ? (RED.nodes.getNode(text(form.id)) as ConfigNode<Client> | null) : null;
    if (node?.type === type) {
      const deployed = () =>
        withClient(
          () => node.client(),
          read,
          () => undefined,
        );
      return shelf.take(digest(list, node.definition, node.credentials), deployed);
    }
    const connection = formConnection(RED, lookups, form);
    const typed = () =>
      withClient(
        () => lookups.open(connection),
        read,
        (client) => client.close(),
      );
    return shelf.take(digest(list, connection), typed);
  }

  async function answer(input: Input): Promise<object> {
    const list = lookups.lists.find((name) => name === input.list);
    if (list === undefined) throw new PackError({ code: 'LOOKUP_UNKNOWN', message: `There is no list ${text(input.list)}.` });
    const listing = listingOf(list, (input.connection ?? {}) as Record<string, unknown>);
    await listing.settle(PATIENCE);
    const found = searchLookup(listing.items, {
      query: text(input.query),
      within: text(input.within) || undefined,
      offset: Math.max(0, number(input.offset, 0)),
      limit: PAGE,
    });
    return { ok: true, ...found, complete: listing.complete };
  }

  RED.httpAdmin.post(`/mplus-ecwid/${type}/lookup`, RED.auth.needsPermission(`${type}.write`), async (request, response) => {
    // Lists can name persons.
    response.set('Cache-Control', 'no-store');
    try {
      response.json(await answer((request.body ?? {}) as Input));
    } catch (thrown) {
      const { code, message, hint } = asPackError(thrown, 'LOOKUP_FAILED');
      response.json({ ok: false, code, message, hint });
    }
  });
}
