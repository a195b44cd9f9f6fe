import { describe, expect, it } from 'vitest';
import { xhtmlFault } from './xhtml.ts';

const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

describe('narrative', () => {
  it.each([
    'text',
    '<p class="a" style="color: red">a &amp; b &#233; <br/></p>',
    '<!-- a < b --><b>x</b>',
    '<img src="#pic" alt="x"/>',
    '<img src="data: image/png;base64,AAAA"/>',
    '<a href="https://example.org/?a=1">x</a>',
    '<table><tr><td colspan="2">1 &gt; 0</td></tr></table>',
  ])('may hold %s', (content) => {
    expect(xhtmlFault(div(content))).toBeUndefined();
  });

  it.each([
    ['<script>alert(1)</script>', 'has an element that narrative may not have'],
    ['<p onclick="alert(1)">x</p>', 'has a script'],
    ['<p ONMOUSEOVER="alert(1)">x</p>', 'has a script'],
    ['<a href=" javascript:alert(1)">x</a>', 'has a script'],
    ['<a href="data:text/html,x">x</a>', 'has a script'],
    ['<iframe src="https://example.org"/>', 'has an element that narrative may not have'],
    ['<form><input/></form>', 'has an element that narrative may not have'],
    ['<p data-x="1">x</p>', 'has an attribute that narrative may not have'],
    ['<p>x', 'is not well-formed XHTML'],
    ['<p>x</b>', 'is not well-formed XHTML'],
    ['<p class=a>x</p>', 'is not well-formed XHTML'],
    ['a < b', 'is not well-formed XHTML'],
    ['a & b', 'has an & that begins no entity'],
    ['  <p> </p> ', 'has nothing to read'],
    ['<?xml-stylesheet href="x"?>x', 'is not well-formed XHTML'],
    ['<![CDATA[x]]>', 'is not well-formed XHTML'],
  ])('[S24] may not hold %s', (content, fault) => {
    expect(xhtmlFault(div(content))).toBe(fault);
  });

  it.each([
    ['<p xmlns="http://www.w3.org/1999/xhtml">x</p>', 'is not a div'],
    ['<div>x</div>', 'lacks the namespace http://www.w3.org/1999/xhtml'],
    ['<div xmlns="http://example.org">x</div>', 'has the wrong namespace'],
    ['x', 'has text outside its div'],
    [`${div('x')}${div('y')}`, 'is more than one element'],
    ['', 'has nothing to read'],
  ])('is one XHTML div: %s', (text, fault) => {
    expect(xhtmlFault(text)).toBe(fault);
  });

  it('[S28] takes no time over what was made to take long', () => {
    const start = performance.now();
    for (const part of ['<a ', '<!--', '<a b="', ' ', '&', '<a b="c" ', '<div><', '<p x = "1"   ']) xhtmlFault(div(part.repeat(5000)));
    expect(performance.now() - start).toBeLessThan(500);
  });
});
