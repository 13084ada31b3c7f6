import { SYSTEM_ATTRIBUTES } from './attributes';
import { type Call, type Endpoint, pathId, requireField } from './endpoint';
import { ApiError } from './errors';
import { PRODUCT_TYPE_FIELDS, readFields } from './fields';
import { type JsonObject, objects } from './json';
import type { ProductType } from './model';

export const PRODUCT_TYPE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/classes', scopes: ['read_catalog'], handle: (call) => call.state.types.dump().map(viewType) },
  { method: 'GET', path: '/classes/{classId}', scopes: ['read_catalog'], handle: (call) => viewType(typeOf(call)) },
  {
    method: 'POST',
    path: '/classes',
    scopes: ['create_catalog'],
    handle(call) {
      const fields = readFields(call.body, PRODUCT_TYPE_FIELDS, call.complain);
      requireField(fields, 'ProductType', 'name');
      const now = call.state.now();
      const type: ProductType = {
        id: call.state.next('type'),
        created: now,
        updated: now,
        name: String(fields.name),
        attributes: attributesOf(call, fields.attributes),
      };
      return { id: call.state.types.put(type).id };
    },
  },
  {
    method: 'PUT',
    path: '/classes/{classId}',
    scopes: ['update_catalog'],
    handle(call) {
      const before = typeOf(call);
      const fields = readFields(call.body, PRODUCT_TYPE_FIELDS, call.complain);
      const attributes = fields.attributes === undefined ? before.attributes : attributesOf(call, fields.attributes);
      call.state.types.put({ ...before, name: String(fields.name ?? before.name), attributes });
      return { updateCount: 1 };
    },
  },
];

function typeOf(call: Call): ProductType {
  const id = pathId(call, 'classId');
  const type = call.state.types.get(id);
  if (type === undefined) throw new ApiError(404, undefined, `Product type #${id} not found`);
  return type;
}

function viewType({ id, name, attributes }: ProductType): JsonObject {
  // The general type has no name of its own.
  return { id, ...(id !== 0 && { name }), googleTaxonomy: '', attributes };
}

/** The attributes given replace the list; the system's own always stay (reference 3.2). */
function attributesOf(call: Call, body: unknown): ProductType['attributes'] {
  const own = objects(body).filter(
    ({ id, name }) => !SYSTEM_ATTRIBUTES.some((system) => system.id === id || system.name === name),
  );
  return [
    ...SYSTEM_ATTRIBUTES,
    ...own.map(({ id, name, type, show }) => ({
      id: typeof id === 'number' ? id : call.state.next('type'),
      name: String(name ?? ''),
      type: String(type ?? 'CUSTOM'),
      show: String(show ?? 'DESCR'),
    })),
  ];
}
