/** Texts of the till as HTML for the shop. What a cashier typed is plain text; what came out of another shop may be anything. */

const KEPT = new Set(
  'p br b strong i em u s sub sup ul ol li h2 h3 h4 h5 h6 blockquote table thead tbody tr th td a span div hr'.split(' '),
);
/** Elements that vanish with everything inside them. */
const DROPPED = /<(script|style|iframe|object|embed|svg|math|template|noscript)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const TAG = /<(\/?)([a-z][a-z0-9]*)\b((?:"[^"]*"|'[^']*'|[^"'<>])*)>/gi;
const MARKUP = /<\/?[a-z][a-z0-9]*\b[^<>]*>/i;

/**
 * HTML that a shop page can show: plain text is escaped and keeps its lines; of markup only formatting stays, without attributes
 * other than the web address of a link, so that nothing in it can run.
 */
export function htmlOf(text: string): string {
  const trimmed = text.trim();
  if (!MARKUP.test(trimmed)) return escaped(trimmed).replace(/\r?\n/g, '<br>');
  const bare = trimmed.replace(DROPPED, '').replace(COMMENT, '');
  let html = '';
  let place = 0;
  for (const found of bare.matchAll(TAG)) {
    html += strayEscaped(bare.slice(place, found.index)) + tagOf(found[1], found[2].toLowerCase(), found[3]);
    place = found.index + found[0].length;
  }
  return (html + strayEscaped(bare.slice(place))).trim();
}

/** One line of plain text: what stood between tags, without them. */
export function plainOf(text: string): string {
  const bare = text.replace(DROPPED, '').replace(COMMENT, '');
  return (MARKUP.test(bare) ? bare.replace(TAG, ' ') : bare).replace(/\s+/g, ' ').trim();
}

function tagOf(closing: string, name: string, attributes: string): string {
  if (!KEPT.has(name)) return '';
  const [, , address] =
    (name === 'a' && !closing && /\bhref\s*=\s*(["'])\s*(https?:\/\/[^"'<>\s]+)\s*\1/i.exec(attributes)) || [];
  return `<${closing}${name}${address ? ` href="${address}"` : ''}>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Between tags entities are meant as such; a bracket is not. */
function strayEscaped(text: string): string {
  return text.replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
