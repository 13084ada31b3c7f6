/** The HTTP side of a webhook: one address per node below Node-RED's httpNodeRoot, and what is answered before anything is done. */
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { PackError } from '../../lib/errors';

/** Bytes. An event has some hundred. */
const LONGEST_BODY = 65_536;
/** Bytes that are read and thrown away so that the sender sees the answer; behind that the connection is cut. */
const LONGEST_WASTE = 8_388_608;

/** A request that is not taken; nothing of it goes further. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Receiver {
  /** The body, parsed, and the signature. What it throws is answered: a Refusal with its status, anything else with 500. */
  accept(body: unknown, signature: string | undefined): void;
  refused(refusal: Refusal): void;
}

/** Takes away an address. */
export type Leave = () => void;
export type Listen = (path: string, receiver: Receiver) => Leave;

/**
 * Makes the addresses of one Node-RED. A single handler in front of the routes looks them up, so that taking one away does not depend on
 * the insides of express. Throws WEBHOOK_PATH and WEBHOOK_PATH_TAKEN.
 */
export function addresses(RED: NodeAPI): Listen {
  const receivers = new Map<string, Receiver>();
  RED.httpNode.use((request, response, next) => {
    const receiver = receivers.get(comparable(request.path));
    if (receiver) answer(receiver, request, response);
    else next();
  });
  return (path, receiver) => {
    const address = comparable(path);
    if (!/^\/[\w\-.~/]+$/.test(address)) {
      throw new PackError({
        code: 'WEBHOOK_PATH',
        message: `"${path}" cannot be the path of a webhook.`,
        hint: 'Begin with a slash and use letters, digits, dashes and dots, e.g. /ecwid-webhook.',
      });
    }
    if (receivers.has(address)) {
      throw new PackError({
        code: 'WEBHOOK_PATH_TAKEN',
        message: `Another ecwid-webhook node listens on ${path} already; this one gets nothing.`,
        hint: 'Give it a path of its own, or wire several flows to one node.',
      });
    }
    receivers.set(address, receiver);
    return () => receivers.delete(address);
  };
}

/** Express takes paths the same whatever their case and with or without a slash at the end. */
function comparable(path: string): string {
  return path.toLowerCase().replace(/\/+$/, '');
}

/** Only 200, 201, 202, 204 and 209 tell Ecwid that it need not send the event again (reference 8.1). */
async function answer(receiver: Receiver, request: Request, response: Response): Promise<void> {
  try {
    if (request.method !== 'POST') throw new Refusal(405, 'This address takes webhooks of Ecwid by POST.');
    if (!/^(application|text)\/(\S+\+)?json\b/i.test(request.headers['content-type'] ?? '')) {
      request.resume();
      throw new Refusal(415, 'The content type has to be application/json.');
    }
    const body = await bodyOf(request);
    receiver.accept(body, request.header('x-ecwid-webhook-signature'));
    response.status(200).end();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) {
      response.status(500).end();
      return;
    }
    receiver.refused(thrown);
    if (thrown.status === 405) response.set('allow', 'POST');
    response.status(thrown.status).type('text/plain').send(thrown.message);
  }
}

/** Where Node-RED is a part of another application, that may have read the body already. */
async function bodyOf(request: Request): Promise<unknown> {
  const read: unknown = request.body;
  if (typeof read === 'object' && read !== null && !Buffer.isBuffer(read)) return read;
  const raw = read === undefined ? await rawBody(request) : String(read);
  try {
    return JSON.parse(raw);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}

function rawBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LONGEST_BODY) chunks.push(chunk);
      else chunks.length = 0;
      if (size > LONGEST_WASTE) request.destroy();
    });
    request.on('end', () => {
      if (size <= LONGEST_BODY) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Refusal(413, `The body has more than ${LONGEST_BODY} bytes.`));
    });
    request.on('close', () => reject(new Refusal(400, 'The request ended early.')));
  });
}
