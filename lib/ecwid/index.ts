export * from './batch';
export { EcwidClient, type EcwidConnection, type Method, type Path, type Query, type RequestOptions } from './client';
export type { EcwidEntity } from './entities';
export { EcwidError, type EcwidErrorCode } from './errors';
export { PRIORITIES, type Priority } from './governor';
export type { EcwidCursor } from './paging';
export { type EcwidReadOptions, readEcwidByKey, readEcwidPage } from './readers';
export * from './signature';
export * from './writers';
