/** Creating a customer once, although an answer may be lost and the search of the shop lags behind (reference 3.7). */
import { createEcwid, type EcwidClient, EcwidError, findCustomersByEmail } from '../../../../lib/ecwid';
import { PackError } from '../../../../lib/errors';
import type { Ledger } from '../../../../lib/ledger';
import { alone } from '../../../shared/alone';
import { KeyedLock } from '../../../shared/keyed-lock';
import { Recent } from '../../../shared/recent';
import { digest } from '../../../shared/written';
import { sharedBy } from './find';

/** A link to nothing yet: a creation began then, epoch ms. */
const BEGUN = /^begun (\d+)$/;
/** Seconds after which the search surely knows a new customer. */
const INDEX_LAG = 60;

/** Customers with one e-mail address are created one after the other. */
const creations = new KeyedLock();
/** Who was created just now, by e-mail address. */
const recent = new Recent<EcwidClient, { key: string; id: number }>(INDEX_LAG);

export interface Creation {
  readonly client: EcwidClient;
  readonly ledger: Ledger | undefined;
  /** Link of the customer in the ledger. */
  readonly kind: string;
  readonly key: string;
  readonly email: string;
}

/** The customer that a link names; undefined when there is none or its creation has only begun. */
export function linkedId(link: string | undefined): number | undefined {
  return link === undefined || BEGUN.test(link) ? undefined : Number(link);
}

/** The id of the customer created. Throws CUSTOMER_NOT_INDEXED while an earlier attempt may have been enough, CUSTOMER_AMBIGUOUS. */
export function createOnce({ client, ledger, kind, key, email }: Creation, body: Record<string, unknown>): Promise<number> {
  return creations.run(`${kind} ${email}`, () =>
    alone(ledger, `${kind} ${digest(email)}`, async () => {
      const twin = recent.get(client, email);
      if (twin && twin.key !== key) throw sharedBy(key, twin.key, twin.id);
      const begun = BEGUN.exec((await ledger?.findLink(kind, key)) ?? '');
      if (begun) await waitForIndex(client, email, Number(begun[1]));
      await ledger?.link(kind, key, `begun ${Date.now()}`);
      const id = await createEcwid(client, 'customer', body).catch((thrown) => {
        throw taken(thrown);
      });
      recent.set(client, email, { key, id });
      return id;
    }),
  );
}

/** An earlier creation lost its answer. What it made shows in a search only when the index has caught up. */
async function waitForIndex(client: EcwidClient, email: string, begun: number): Promise<void> {
  const [found] = await findCustomersByEmail(client, email);
  const left = INDEX_LAG - (Date.now() - begun) / 1000;
  if (found || left > 0) throw notIndexed(found ? 1 : Math.ceil(left));
}

/** Ecwid knows the address although the search did not: it was created a moment ago. */
function taken(thrown: unknown): unknown {
  return thrown instanceof EcwidError && thrown.code === 'ECWID_CONFLICT' ? notIndexed(15) : thrown;
}

function notIndexed(retryAfter: number): PackError {
  return new PackError({
    code: 'CUSTOMER_NOT_INDEXED',
    message: 'Ecwid has or may have this customer already, but its search does not show it yet.',
    hint: 'Nothing to do: the record is tried again in a moment.',
    disposition: 'retry',
    retryAfter,
  });
}
