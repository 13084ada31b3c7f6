import { asPackError, type PackError } from '../../lib/errors';

/**
 * An error as it leaves a node. The stack of an error we raised on purpose tells a person nothing, and Node-RED would put it on the
 * message; that of an unforeseen one is kept.
 */
export function reported(thrown: unknown): PackError {
  const error = asPackError(thrown);
  if (error.code !== 'UNEXPECTED') error.stack = undefined;
  return error;
}
