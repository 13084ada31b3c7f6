import assert from 'node:assert/strict';
import fc from 'fast-check';
import { htmlOf, plainOf } from '../../../lib/products/text';

describe('texts of the till as HTML', () => {
  for (const [what, text, html] of [
    ['plain text as it is', 'Zacht & nootachtig, < 5 %', 'Zacht &amp; nootachtig, &lt; 5 %'],
    ['lines as lines', 'Eén\r\ntwee\ndrie ', 'Eén<br>twee<br>drie'],
    [
      'formatting',
      '<p>Van <strong>glas</strong></p><ul><li>2 l</li></ul>',
      '<p>Van <strong>glas</strong></p><ul><li>2 l</li></ul>',
    ],
    ['entities inside markup', '<p>R&amp;D &eacute;n</p>', '<p>R&amp;D &eacute;n</p>'],
    [
      'links to web addresses',
      '<a href="https://example.com/x" onclick="go()">zie</a>',
      '<a href="https://example.com/x">zie</a>',
    ],
    ['no other links', '<a href="javascript:go()">zie</a>', '<a>zie</a>'],
    ['no script, whatever its case', '<p>A</p><SCRIPT>alert(1)</SCRIPT><script src=x>', '<p>A</p>'],
    ['no style, comment or frame', '<style>p{}</style><!-- x --><iframe src=y></iframe><b>B</b>', '<b>B</b>'],
    ['no attributes', '<p style="color:red" onmouseover=\'x()\'>C</p>', '<p>C</p>'],
    ['no unknown elements, but what is in them', '<font size=7><img src=x onerror=y>D</font>', 'D'],
    ['a bracket that opens nothing', '<p>3 < 4</p>', '<p>3 &lt; 4</p>'],
  ]) {
    it(`keeps ${what}`, () => assert.equal(htmlOf(text), html));
  }

  it('lets nothing through that could run', () => {
    const pieces = fc.constantFrom(
      '<script',
      '>',
      '</script>',
      '<p ',
      ' onload="x"',
      '<img src=x onerror=y>',
      '<',
      '"',
      "'",
      'text',
      '<!--',
      '-->',
      '<svg/onload=x>',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        for (const [tag] of htmlOf(parts.join('')).matchAll(/<[^>]*>?/g))
          assert.match(tag, /^<\/?[a-z0-9]+(?: href="https?:[^"]*")?>$/);
      }),
      { numRuns: 500 },
    );
  });

  it('makes one plain line of anything', () => assert.equal(plainOf(' <p>A</p>\n<script>x</script> b  c'), 'A b c'));
});
