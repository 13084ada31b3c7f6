/** Small XML helpers of the tests, independent of the codec. */
import { SaxesParser } from 'saxes';

export interface Element {
  name: string;
  uri: string;
  text: string;
  children: Element[];
}

/** A document as a tree. */
export function parseTree(xml: string): Element {
  const root: Element = { name: '', uri: '', text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri }) => {
    const element = { name: local, uri, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return root.children[0];
}

/** All elements of that name, at any depth. */
export function descendants(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}

export function textOf(element: Element, name: string): string | undefined {
  return descendants(element, name)[0]?.text;
}

/** An XML text without the white space between its elements, empty elements in the short form. */
export function compact(xml: string): string {
  return xml
    .trim()
    .replace(/>\s+</g, '><')
    .replace(/<([\w:]+)([^<>]*)><\/\1>/g, '<$1$2/>');
}

/** The envelope of an answer as the service writes it. */
export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="urn:mplusqapi">' +
    `<SOAP-ENV:Header/><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`
  );
}

export function fault(code: string, text: string): string {
  return envelope(
    `<SOAP-ENV:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring><detail><x/></detail></SOAP-ENV:Fault>`,
  );
}

/** `<ns:a>…` for nested plain values, in the order given. */
export function xml(value: Record<string, unknown>): string {
  return Object.entries(value)
    .flatMap(([name, inner]) => (Array.isArray(inner) ? inner : [inner]).map((one) => [name, one] as const))
    .map(
      ([name, inner]) =>
        `<ns:${name}>${typeof inner === 'object' && inner !== null ? xml(inner as Record<string, unknown>) : String(inner)}</ns:${name}>`,
    )
    .join('');
}
