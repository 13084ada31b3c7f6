import type { Endpoint } from './endpoint';
import { wrongParameter } from './errors';

const STATUSES = ['QUEUED', 'IN_PROGRESS', 'COMPLETED'] as const;

/** The requests of a batch need scopes of their own, the batch itself none (reference 1.11). */
export const BATCH_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/batch',
    scopes: [],
    handle({ batches, token, query, body }) {
      const ticket = batches.create(token, body, {
        stopOnFirstFailure: query.flag('stopOnFirstFailure') ?? true,
        allowParallelMode: query.flag('allowParallelMode') ?? false,
        ...optional('deduplicationKey', query.text('deduplicationKey')),
        ...optional('groupId', query.text('groupId')),
      });
      return { ticket };
    },
  },
  {
    method: 'GET',
    path: '/batch',
    scopes: [],
    handle({ batches, query }) {
      const ticket = query.text('ticket');
      if (ticket !== undefined) return batches.status(ticket, query.flag('escapedJson') ?? false);
      const status = query.oneOf('status', STATUSES);
      if (status === undefined) throw wrongParameter("Parameter 'ticket' is absent");
      return batches.list(status, query.integer('limit') ?? 100);
    },
  },
  {
    method: 'POST',
    path: '/batch/cancel-group',
    scopes: [],
    handle({ batches, query }) {
      const group = query.text('groupId');
      if (!group) throw wrongParameter("Parameter 'groupId' is absent");
      return { updateCount: batches.cancelGroup(group) };
    },
  },
];

function optional<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: string });
}
