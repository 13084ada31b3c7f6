import type { Node, NodeStatusFill, NodeStatusShape } from 'node-red';

const INTERVAL = 1000;

/**
 * The status text of a node. Every status goes to every open editor, so that in a loop at most one a second is sent; the newest
 * always gets out. Nodes on a sandbox connection say so in front.
 */
export class Status {
  readonly #node: Node;
  readonly #sandbox: () => boolean;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(node: Node, sandbox: () => boolean = () => false) {
    this.#node = node;
    this.#sandbox = sandbox;
  }

  working(text: string): void {
    this.#set('blue', 'dot', text);
  }

  waiting(text: string): void {
    this.#set('yellow', 'ring', text);
  }

  /** The shop's request budget is used up for now. */
  readonly budget = (seconds: number): void => this.waiting(`waiting ${Math.ceil(seconds)} s for the request budget of the shop`);

  ok(text: string): void {
    this.#set('green', 'dot', text);
  }

  failed(text: string): void {
    this.#set('red', 'ring', text);
  }

  held(text: string): void {
    this.#set('yellow', 'dot', text);
  }

  clear(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#node.status({});
  }

  #set(fill: NodeStatusFill, shape: NodeStatusShape, text: string): void {
    if (this.#closed) return;
    const shown = this.#sandbox() ? `sandbox · ${text}` : text;
    const show = () => {
      this.#last = Date.now();
      this.#timer = undefined;
      this.#node.status({ fill, shape, text: shown });
    };
    clearTimeout(this.#timer);
    const wait = this.#last + INTERVAL - Date.now();
    if (wait <= 0) show();
    else this.#timer = setTimeout(show, wait);
  }
}
